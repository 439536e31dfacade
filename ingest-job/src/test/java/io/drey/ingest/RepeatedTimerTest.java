package io.drey.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

class RepeatedTimerTest {

    private static final long NOON = 1_700_000_000_000L;

    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final WallClock wall = new WallClock(time::getCurrentProcessingTime);
    private final List<Long> done = new ArrayList<>();
    private final RepeatedTimer timer = new RepeatedTimer(time, wall, 100, () -> done.add(wall.millis()));

    @Test
    void doesItAgainAndAgainAndReadsTheClockBefore() throws Exception {
        time.setCurrentTime(NOON);
        timer.start();
        assertThat(wall.millis()).isEqualTo(NOON);

        time.setCurrentTime(NOON + 99);
        assertThat(done).isEmpty();
        time.setCurrentTime(NOON + 100);
        time.setCurrentTime(NOON + 230);

        assertThat(done).containsExactly(NOON + 100, NOON + 230);
    }

    @Test
    void afterItIsCancelledItIsOver() throws Exception {
        timer.start();
        time.setCurrentTime(100);
        timer.cancel();
        time.setCurrentTime(1_000);

        assertThat(done).hasSize(1);
    }

    @Test
    void oneThatWasNeverStartedMayBeCancelled() {
        timer.cancel();

        assertThat(time.getNumActiveTimers()).isZero();
    }
}
