package io.drey.schedule.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueSlotsTest {

    private static final Slots HOURLY = Slots.of("0 * * * *", "UTC");
    private static final Instant NOON = Instant.parse("2026-01-10T12:00:00Z");

    @Test
    void nothingIsDueBeforeItsTime() {
        DueSlots due = DueSlots.of(HOURLY, NOON, NOON.minusMillis(1), new CatchUp(Duration.ofDays(1), 24));

        assertThat(due.run()).isEmpty();
        assertThat(due.missed()).isEmpty();
        assertThat(due.next()).isEqualTo(NOON);
    }

    @Test
    void theOldestComesFirst() {
        DueSlots due = DueSlots.of(HOURLY, NOON, NOON.plus(Duration.ofHours(3)), new CatchUp(Duration.ofDays(1), 24));

        assertThat(due.run()).contains(NOON);
        assertThat(due.missed()).isEmpty();
    }

    @Test
    void whatIsTooOldIsMissed() {
        DueSlots due = DueSlots.of(HOURLY, NOON, NOON.plus(Duration.ofHours(5)), new CatchUp(Duration.ofHours(3), 24));

        assertThat(due.missed()).containsExactly(NOON, NOON.plus(Duration.ofHours(1)));
        assertThat(due.missedCount()).isEqualTo(2);
        assertThat(due.run()).contains(NOON.plus(Duration.ofHours(2)));
    }

    @Test
    void whatIsMoreThanAreRunLateIsMissed() {
        DueSlots due = DueSlots.of(HOURLY, NOON, NOON.plus(Duration.ofHours(2)), new CatchUp(Duration.ofDays(1), 1));

        assertThat(due.missed()).containsExactly(NOON, NOON.plus(Duration.ofHours(1)));
        assertThat(due.run()).contains(NOON.plus(Duration.ofHours(2)));
    }

    @Test
    void allMayBeMissed() {
        DueSlots due =
                DueSlots.of(HOURLY, NOON, NOON.plus(Duration.ofMinutes(50)), new CatchUp(Duration.ofMinutes(10), 24));

        assertThat(due.missed()).containsExactly(NOON);
        assertThat(due.run()).isEmpty();
        assertThat(due.next()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void ofVeryManyTheLatestAreTold() {
        Duration aYear = Duration.ofDays(365);
        DueSlots due = DueSlots.of(HOURLY, NOON, NOON.plus(aYear), new CatchUp(Duration.ofDays(1), 1));

        assertThat(due.missedCount()).isEqualTo(aYear.toHours());
        assertThat(due.missed()).hasSize(DueSlots.MOST_TOLD).last().isEqualTo(NOON.plus(aYear.minusHours(1)));
    }

    @Test
    void whatIsPausedRunsNothing() {
        DueSlots due = DueSlots.paused(HOURLY, NOON, NOON.plus(Duration.ofHours(1)));

        assertThat(due.missed()).containsExactly(NOON, NOON.plus(Duration.ofHours(1)));
        assertThat(due.run()).isEmpty();
        assertThat(due.next()).isEqualTo(NOON.plus(Duration.ofHours(2)));
    }

    @Test
    void aCatchUpThatWouldMissEverythingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CatchUp(Duration.ofSeconds(59), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new CatchUp(Duration.ofDays(1), 0));
    }
}
