package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Does the same again and again, in the thread of the task. The clock is read before each time, and when it starts. */
final class RepeatedTimer {

    private final ProcessingTimeService time;
    private final WallClock wall;
    private final long intervalMillis;
    private final Runnable action;
    private ScheduledFuture<?> next;

    RepeatedTimer(ProcessingTimeService time, WallClock wall, long intervalMillis, Runnable action) {
        this.time = requireNonNull(time, "time is null");
        this.wall = requireNonNull(wall, "wall is null");
        this.intervalMillis = intervalMillis;
        this.action = requireNonNull(action, "action is null");
    }

    /** Begins: it is done for the first time when the interval is over. */
    void start() {
        next = time.registerTimer(wall.read() + intervalMillis, due -> {
            start();
            action.run();
        });
    }

    void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
