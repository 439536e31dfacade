package io.drey.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.job.JobMetric;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.CareAction;
import io.drey.lake.maintenance.CareActions;
import io.drey.lake.maintenance.TableHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** What every action of maintenance says of itself, which the job takes as it is. */
class CareActionsTest {

    private static final Configuration DEFAULTS = new Configuration();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void eachIsCountedByAMetricOfTheReferenceAndByItsName() {
        assertThat(CareActions.ALL)
                .allSatisfy(action ->
                        assertThat(JobMetric.named(action.measure()).kind()).isEqualTo(JobMetric.Kind.COUNTER))
                .allSatisfy(action -> assertThat(action.name()).matches("[a-z]+"));
        assertThat(CareActions.ALL).extracting(CareAction::name).doesNotHaveDuplicates();
        assertThat(CareActions.ALL).extracting(CareAction::measure).doesNotHaveDuplicates();
    }

    @Test
    void eachConcernsATable() {
        assertThat(CareActions.ALL)
                .allSatisfy(action -> assertThat(LakeTable.values()).anyMatch(action::isFor));
    }

    @Test
    void itsOwnSettingsReachTheJob() {
        assertThat(MaintenanceJob.OPTIONS).containsAll(CareActions.OPTIONS);
        assertThat(CareActions.OPTIONS)
                .allSatisfy(option -> assertThat(option.key()).startsWith("maintenance-"));
    }

    @Test
    void whatNeverRanIsDueAndWhatRanIsNotUntilItsIntervalIsOver() {
        CareAction compact = named("compact");
        Duration interval = compact.interval(DEFAULTS);
        assertThat(compact.isDue(DEFAULTS, TableHealth.UNKNOWN, Instant.EPOCH, NOW))
                .isTrue();
        assertThat(compact.isDue(
                        DEFAULTS, TableHealth.UNKNOWN, NOW.minus(interval).plusMillis(1), NOW))
                .isFalse();
        assertThat(compact.isDue(DEFAULTS, TableHealth.UNKNOWN, NOW.minus(interval), NOW))
                .isTrue();
    }

    @Test
    void itIsLookedAsOftenAsTheShortestIntervalAndOnceAMinuteAtLeast() {
        assertThat(CareActions.tick(DEFAULTS)).isEqualTo(Duration.ofMinutes(1));
        assertThat(CareActions.tick(Configuration.fromMap(Map.of("maintenance-expire-interval", "2 s"))))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(CareActions.tick(Configuration.fromMap(Map.of("maintenance-orphan-interval", "3 s"))))
                .isEqualTo(Duration.ofSeconds(3));
    }

    private static CareAction named(String name) {
        return CareActions.ALL.stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(Arrays.toString(CareActions.ALL.toArray())));
    }
}
