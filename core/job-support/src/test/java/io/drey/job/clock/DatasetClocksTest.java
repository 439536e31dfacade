package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatasetClocksTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    private static final long WALL = 1_000_000;

    private final DatasetClocks clocks = new DatasetClocks();

    @Test
    void theSlowestReaderSetsTheClock() {
        clocks.accept(tick(0, 2_000, false), WALL);
        assertThat(clocks.clock(ACCESS)).isEqualTo(2_000);
        clocks.accept(tick(1, 5_000, false), WALL);
        clocks.accept(tick(0, 4_000, false), WALL);
        assertThat(clocks.clock(ACCESS)).isEqualTo(4_000);
    }

    @Test
    void neverGoesBack() {
        clocks.accept(tick(0, 5_000, false), WALL);
        clocks.accept(tick(1, 1_000, false), WALL);
        assertThat(clocks.clock(ACCESS)).isEqualTo(5_000);
    }

    @Test
    void anIdleReaderHoldsNoOtherBack() {
        clocks.accept(tick(0, 1_000, true), WALL);
        clocks.accept(tick(1, 9_000, false), WALL);
        assertThat(clocks.clock(ACCESS)).isEqualTo(9_000);
    }

    @Test
    void whenAllAreIdleTheFurthestCounts() {
        clocks.accept(tick(0, 1_000, true), WALL);
        clocks.accept(tick(1, 9_000, true), WALL);
        assertThat(clocks.clock(ACCESS)).isEqualTo(9_000);
    }

    @Test
    void knowsNothingBeforeTheFirstTick() {
        assertThat(clocks.clock(ACCESS)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void afterARestoreAPartitionHoldsTheClockUntilItIsHeardOfHoweverLateThatIs() {
        clocks.accept(restored(0, 2_000), WALL);
        clocks.accept(restored(1, 2_000), WALL);
        assertThat(clocks.clock(ACCESS)).isEqualTo(2_000);

        long hoursLater = WALL + Duration.ofHours(3).toMillis();
        clocks.accept(tick(0, 90_000, false).heard(0), hoursLater);
        assertThat(clocks.clock(ACCESS)).as("of 1 nothing was heard").isEqualTo(2_000);
        clocks.accept(tick(1, 50_000, false).heard(1), hoursLater + 30_000);
        assertThat(clocks.clock(ACCESS)).isEqualTo(50_000);
    }

    @Test
    void aSubtaskThatIsRestoredLaterHoldsNothingBackThatWasHeardOf() {
        clocks.accept(restored(0, 7_000), WALL);
        clocks.accept(tick(0, 9_000, false).heard(0), WALL);
        clocks.accept(restored(0, 7_000), WALL + 1_000);
        clocks.accept(tick(0, 10_000, false), WALL + 1_000);
        assertThat(clocks.clock(ACCESS)).isEqualTo(10_000);
    }

    @Test
    void aPartitionThatNoLongerExistsHoldsTheOthersBackForAMinute() {
        clocks.accept(restored(0, 2_000), WALL);
        clocks.accept(restored(1, 2_000), WALL);
        clocks.accept(tick(0, 9_000, false).heard(0), WALL + 20_000);
        clocks.accept(tick(0, 69_000, false), WALL + 80_000);
        assertThat(clocks.clock(ACCESS)).isEqualTo(2_000);
        clocks.accept(tick(0, 69_100, false), WALL + 80_001);
        assertThat(clocks.clock(ACCESS)).isEqualTo(69_100);
    }

    private static ClockTick restored(int partition, long clockMillis) {
        return ClockTick.restored(ACCESS, partition, clockMillis);
    }

    private static ClockTick tick(int source, long clockMillis, boolean idle) {
        return new ClockTick("acme", "access", source, clockMillis, idle);
    }
}
