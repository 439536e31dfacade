package io.drey.schedule.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.PendingAlert;
import io.drey.schedule.store.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleAlertTest {

    private static final Instant SLOT = Instant.parse("2026-01-10T03:30:00Z");
    private static final Instant NOW = SLOT.plus(Duration.ofHours(1));

    @Test
    void aFailureSaysWhatFailedWhenAndWhy() {
        Alert alert = alert(Outcome.FAILED, 4, 1, NOW);

        assertThat(alert.ruleId()).isEqualTo(ScheduleAlert.FAILED);
        assertThat(alert.groupKey()).isEqualTo("lake-verify");
        assertThat(alert.reason())
                .isEqualTo("Schedule lake-verify: the run of 2026-01-10T03:30:00Z failed at attempt 4: no lake");
        assertThat(alert.createdMillis()).isEqualTo(NOW.toEpochMilli());
        assertThat(DatasetId.isName(alert.dataset())).isTrue();
    }

    @Test
    void whatWasMissedSaysHowMuch() {
        Alert alert = alert(Outcome.MISSED, 0, 1_200, NOW);

        assertThat(alert.ruleId()).isEqualTo(ScheduleAlert.MISSED);
        assertThat(alert.eventCount()).isEqualTo(1_200);
        assertThat(alert.reason()).contains("1,200 slots up to 2026-01-10T03:30:00Z");
    }

    @Test
    void theSameIsTheSameHoweverOftenItIsTold() {
        assertThat(alert(Outcome.FAILED, 4, 1, NOW).id())
                .isEqualTo(alert(Outcome.FAILED, 4, 1, NOW.plusSeconds(9)).id());
        assertThat(alert(Outcome.FAILED, 4, 1, NOW).id())
                .isNotEqualTo(alert(Outcome.MISSED, 0, 1, NOW).id());
    }

    @Test
    void itIsReadAsAnyAlert() {
        Alert alert = alert(Outcome.FAILED, 4, 1, NOW);

        Alert read = Alert.decode(alert.encode());

        assertThat(read).isEqualTo(alert);
        assertThat(read.reason()).isEqualTo(alert.reason());
    }

    private static Alert alert(Outcome outcome, int attempt, long count, Instant now) {
        Run run = new Run(
                "lake-verify",
                SLOT,
                attempt,
                Run.Cause.SLOT,
                SLOT,
                Optional.of(SLOT.plusSeconds(60)),
                "host:1",
                outcome,
                "no lake");
        return ScheduleAlert.of(new PendingAlert(run, count), "acme", now);
    }
}
