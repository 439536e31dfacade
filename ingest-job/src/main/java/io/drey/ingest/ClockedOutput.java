package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.job.clock.ClockLags;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.EventClocks;
import io.drey.job.clock.PartitionProgress;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The stream of events, each once, with the ticks of their datasets' clocks between them. */
final class ClockedOutput {

    private final EventClocks clocks;
    private final ListState<PartitionProgress> progress;
    private final ClockLags lags;
    private final WallClock wall;
    private final Consumer<StreamRecord<Clocked<LogEvent>>> stream;
    private final StreamRecord<Clocked<LogEvent>> reused = new StreamRecord<>(null);

    /**
     * A stream whose clocks know nothing yet.
     *
     * @param progress what checkpoints have of the clocks
     * @param stream is given the same record each time
     */
    ClockedOutput(
            EventClocks clocks,
            ListState<PartitionProgress> progress,
            ClockLags lags,
            WallClock wall,
            Consumer<StreamRecord<Clocked<LogEvent>>> stream) {
        this.clocks = requireNonNull(clocks, "clocks is null");
        this.progress = requireNonNull(progress, "progress is null");
        this.lags = requireNonNull(lags, "lags is null");
        this.wall = requireNonNull(wall, "wall is null");
        this.stream = requireNonNull(stream, "stream is null");
    }

    /** Goes on where the clocks of a checkpoint were. */
    void restore() throws Exception {
        clocks.restore(progress, wall.millis());
    }

    void snapshot() throws Exception {
        clocks.snapshot(progress);
    }

    void event(LogEvent event) {
        if (clocks.isFirstAfterRestore()) {
            tick();
        }
        if (clocks.accept(event, wall.millis())) {
            stream.accept(reused.replace(Clocked.payload(event)));
        }
    }

    void heartbeat(Heartbeat heartbeat) {
        clocks.accept(heartbeat, wall.millis());
    }

    /** Tells of the clocks that have moved. */
    void tick() {
        clocks.tick(wall.millis(), tick -> {
            lags.accept(tick);
            stream.accept(reused.replace(Clocked.tick(tick)));
        });
    }
}
