package io.drey.job.clock;

import io.drey.event.DatasetId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The datasets' clocks at one downstream subtask: each the lowest of what the reading subtasks say of the dataset, those
 * where it is silent left aside unless all are. After a restore a partition holds the clock where it stood until the subtask
 * that reads it now has heard of it, however long that takes; so does one that is new, and may be in an event partition that
 * nobody reads yet. A clock never goes back.
 *
 * <p>Wall time is passed in, in milliseconds.
 */
public final class DatasetClocks {

    /** How long a partition of which nobody hears holds back those that are heard of: it may no longer exist. */
    static final Duration GONE_AFTER = Duration.ofSeconds(60);

    private final Map<DatasetId, Sources> byDataset = new HashMap<>();
    private DatasetId latestId;
    private Sources latest;

    /** Takes a tick and returns the dataset's clock after it. */
    public long accept(ClockTick tick, long wallMillis) {
        Sources sources = byDataset.computeIfAbsent(tick.datasetId(), id -> new Sources());
        latestId = null;
        sources.accept(tick, wallMillis);
        long active = sources.slowestUnheard();
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
    @SuppressWarnings("ReferenceEquality") // payloads of one dataset often follow each other, and share its id
    public long clock(DatasetId datasetId) {
        if (datasetId != latestId) {
            latestId = datasetId;
            latest = byDataset.get(datasetId);
        }
        return latest == null ? Long.MIN_VALUE : latest.clockMillis;
    }

    private static final class Sources {
        private final Map<Integer, ClockTick> ticks = new HashMap<>();
        private final Map<Integer, Unheard> unheard = new HashMap<>();
        private final Set<Integer> heard = new HashSet<>();
        private OptionalLong firstHeardMillis = OptionalLong.empty();
        private long clockMillis = Long.MIN_VALUE;

        private void accept(ClockTick tick, long wallMillis) {
            if (tick.isRestored()) {
                if (!heard.contains(tick.partition())) {
                    unheard.putIfAbsent(tick.partition(), new Unheard(tick.clockMillis(), wallMillis));
                }
                return;
            }
            ticks.put(tick.source(), tick);
            if (tick.partition() != ClockTick.ALL) {
                heard.add(tick.partition());
                unheard.remove(tick.partition());
            }
            if (firstHeardMillis.isEmpty()) {
                firstHeardMillis = OptionalLong.of(wallMillis);
            } else {
                unheard.values()
                        .removeIf(each -> wallMillis - Math.max(each.sinceMillis, firstHeardMillis.getAsLong())
                                > GONE_AFTER.toMillis());
            }
        }

        /** The clock of the slowest partition that nobody has heard of. */
        private long slowestUnheard() {
            long slowest = Long.MAX_VALUE;
            for (Unheard each : unheard.values()) {
                slowest = Math.min(slowest, each.clockMillis);
            }
            return slowest;
        }

        /** Where the clock stands, and since when it is held there. */
        private record Unheard(long clockMillis, long sinceMillis) {}
    }
}
