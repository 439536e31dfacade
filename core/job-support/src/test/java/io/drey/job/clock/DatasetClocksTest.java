package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import org.junit.jupiter.api.Test;

class DatasetClocksTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    private final DatasetClocks clocks = new DatasetClocks();

    @Test
    void theSlowestReaderSetsTheClock() {
        clocks.accept(tick(0, 2_000, false));
        assertThat(clocks.clock(ACCESS)).isEqualTo(2_000);
        clocks.accept(tick(1, 5_000, false));
        clocks.accept(tick(0, 4_000, false));
        assertThat(clocks.clock(ACCESS)).isEqualTo(4_000);
    }

    @Test
    void neverGoesBack() {
        clocks.accept(tick(0, 5_000, false));
        clocks.accept(tick(1, 1_000, false));
        assertThat(clocks.clock(ACCESS)).isEqualTo(5_000);
    }

    @Test
    void anIdleReaderHoldsNoOtherBack() {
        clocks.accept(tick(0, 1_000, true));
        clocks.accept(tick(1, 9_000, false));
        assertThat(clocks.clock(ACCESS)).isEqualTo(9_000);
    }

    @Test
    void whenAllAreIdleTheFurthestCounts() {
        clocks.accept(tick(0, 1_000, true));
        clocks.accept(tick(1, 9_000, true));
        assertThat(clocks.clock(ACCESS)).isEqualTo(9_000);
    }

    @Test
    void knowsNothingBeforeTheFirstTick() {
        assertThat(clocks.clock(ACCESS)).isEqualTo(Long.MIN_VALUE);
    }

    private static ClockTick tick(int source, long clockMillis, boolean idle) {
        return new ClockTick("acme", "access", source, clockMillis, idle);
    }
}
