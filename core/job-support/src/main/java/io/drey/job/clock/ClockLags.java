package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.job.JobMetric;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;

/** Reports how far the datasets' clocks, as one subtask ticks them, are behind that of the machine. */
public final class ClockLags {

    private final MetricGroup metrics;
    private final LongSupplier wallMillis;
    private final Map<DatasetId, Stand> stands = new HashMap<>();

    /**
     * Of no dataset yet.
     *
     * @param wallMillis the clock of the machine, in milliseconds since the epoch
     */
    public ClockLags(MetricGroup metrics, LongSupplier wallMillis) {
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.wallMillis = requireNonNull(wallMillis, "wallMillis is null");
    }

    /** Takes a tick. */
    public void accept(ClockTick tick) {
        if (tick.isRestored()) {
            return;
        }
        DatasetId datasetId = tick.datasetId();
        Stand stand = stands.get(datasetId);
        if (stand == null) {
            if (stands.size() == JobMetric.DATASETS) {
                return;
            }
            stand = new Stand();
            stands.put(datasetId, stand);
            JobMetric.CLOCK_LAG.gauge(JobMetric.groupOf(metrics, datasetId), stand::lag);
        }
        stand.latest = tick;
    }

    /** Written by the task, read by whoever reports. */
    private final class Stand {
        private volatile ClockTick latest;

        private long lag() {
            ClockTick tick = latest;
            return tick == null || tick.idle() || tick.clockMillis() == Long.MIN_VALUE
                    ? 0
                    : Math.max(0, wallMillis.getAsLong() - tick.clockMillis());
        }
    }
}
