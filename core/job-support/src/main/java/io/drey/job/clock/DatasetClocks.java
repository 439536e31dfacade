package io.drey.job.clock;

import io.drey.event.DatasetId;
import java.util.HashMap;
import java.util.Map;

/**
 * The datasets' clocks at one downstream subtask: each the lowest of what the reading subtasks say of the dataset, those
 * where it is silent left aside unless all are. A clock never goes back.
 */
final class DatasetClocks {

    private final Map<DatasetId, Sources> byDataset = new HashMap<>();

    /** Takes a tick and returns the dataset's clock after it. */
    long accept(ClockTick tick) {
        Sources sources = byDataset.computeIfAbsent(tick.datasetId(), id -> new Sources());
        sources.ticks.put(tick.source(), tick);
        long active = Long.MAX_VALUE;
        long idle = Long.MIN_VALUE;
        for (ClockTick each : sources.ticks.values()) {
            if (each.idle()) {
                idle = Math.max(idle, each.clockMillis());
            } else {
                active = Math.min(active, each.clockMillis());
            }
        }
        sources.clockMillis = Math.max(sources.clockMillis, active == Long.MAX_VALUE ? idle : active);
        return sources.clockMillis;
    }

    /** The dataset's clock in milliseconds since the epoch; {@link Long#MIN_VALUE} before the first tick. */
    long clock(DatasetId datasetId) {
        Sources sources = byDataset.get(datasetId);
        return sources == null ? Long.MIN_VALUE : sources.clockMillis;
    }

    private static final class Sources {
        private final Map<Integer, ClockTick> ticks = new HashMap<>();
        private long clockMillis = Long.MIN_VALUE;
    }
}
