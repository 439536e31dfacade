package io.drey.operations.search.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.operations.search.domain.IndexState.Writes;
import io.drey.operations.search.domain.Rotation.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotationTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Rotation ROTATION = new Rotation(Duration.ofDays(7), 0);

    @Test
    void whatIsWrittenNowGetsItsNextIndex() {
        assertThat(ROTATION.coming(List.of(fresh("logs-acme-2026.03.10"), fresh("metrics-acme-2026.03")), NOON))
                .hasToString("[logs-acme-2026.03.11, metrics-acme-2026.04]");
    }

    @Test
    void afterMidnightTheNewDayFollowsFromYesterday() {
        assertThat(ROTATION.coming(List.of(fresh("logs-acme-2026.03.09")), NOON))
                .hasToString("[logs-acme-2026.03.10, logs-acme-2026.03.11]");
    }

    @Test
    void whatIsNotWrittenAnyMoreGetsNone() {
        assertThat(ROTATION.coming(
                        List.of(fresh("logs-acme-2026.03.07"), fresh("rejected-logs-acme-2026.03.10")), NOON))
                .isEmpty();
    }

    @Test
    void anIndexSettlesSevenDaysAfterItsDay() {
        assertThat(settled("logs-acme-2026.03.02", LONG_AGO)).hasSize(1);
        assertThat(settled("logs-acme-2026.03.03", LONG_AGO)).isEmpty();
        assertThat(settled("alerts-acme-2026.02", LONG_AGO)).hasSize(1);
        assertThat(settled("alerts-acme-2026.03", LONG_AGO)).isEmpty();
    }

    @Test
    void oldLinesReadTodayAreStillBeingWritten() {
        assertThat(settled("logs-acme-2015.05.17", NOON.minus(Duration.ofHours(1))))
                .isEmpty();
        assertThat(settled("logs-acme-2015.05.17", NOON.minus(Duration.ofDays(7))))
                .hasSize(1);
    }

    @Test
    void onlyWhatIsLeftToDoIsDone() {
        assertThat(steps(new IndexState(index("logs-acme-2026.01.01"), LONG_AGO, Writes.TAKEN, 2, 1, 9, 5)))
                .containsExactly(Step.BLOCK_WRITES, Step.MERGE, Step.REDUCE_REPLICAS);
        assertThat(steps(new IndexState(index("logs-acme-2026.01.01"), LONG_AGO, Writes.BLOCKED, 2, 1, 2, 5)))
                .containsExactly(Step.REDUCE_REPLICAS);
        assertThat(steps(new IndexState(index("logs-acme-2026.01.01"), LONG_AGO, Writes.BLOCKED, 2, 0, 2, 5)))
                .isEmpty();
    }

    @Test
    void nothingNegativeIsTaken() {
        assertThatThrownBy(() -> new Rotation(Duration.ofDays(-1), 0)).hasMessageContaining("--settle");
        assertThatThrownBy(() -> new Rotation(Duration.ZERO, -1)).hasMessageContaining("--replicas");
    }

    private static List<Rotation.Settled> settled(String name, Instant created) {
        return ROTATION.settled(List.of(new IndexState(index(name), created, Writes.TAKEN, 1, 0, 3, 5)), NOON);
    }

    private static java.util.Set<Step> steps(IndexState state) {
        return ROTATION.settled(List.of(state), NOON).get(0).steps();
    }

    private static IndexState fresh(String name) {
        return new IndexState(index(name), NOON, Writes.TAKEN, 1, 0, 3, 5);
    }

    private static DatedIndex index(String name) {
        return DatedIndex.of(name).orElseThrow();
    }
}
