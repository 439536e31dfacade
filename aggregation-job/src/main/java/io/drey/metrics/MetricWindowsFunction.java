package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.metric.MetricPoint;
import io.drey.job.JobMetric;
import io.drey.job.clock.DatasetClockFunction;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.domain.AttributeType;
import io.drey.metrics.domain.MetricPoints;
import io.drey.metrics.domain.WindowCounts;
import io.drey.metrics.domain.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;

/**
 * Adds up what the readers counted, and emits a window's points when the dataset's clock closes it and, some events
 * gathered, when late ones correct it. A window is kept for the dataset's allowed lateness; what comes later still is
 * counted as late in the window that is current by the clock.
 */
final class MetricWindowsFunction extends DatasetClockFunction<PartialCounts, MetricPoint> {

    private final AggregationSettings settings;
    private final DatasetDirectory directory;

    private transient Windows windows;
    private transient MetricPoints points;
    private transient MapState<Long, WindowCounts> countsByStart;
    private transient MapState<Long, Long> forgottenAtByStart;
    private transient MapState<Long, Boolean> unsent;
    private transient Counter lateEvents;

    MetricWindowsFunction(AggregationSettings settings, DatasetDirectory directory) {
        this.settings = requireNonNull(settings, "settings is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    @Override
    public void open(OpenContext openContext) {
        directory.open(getRuntimeContext().getMetricGroup());
        windows = new Windows(settings.window());
        points = new MetricPoints(windows);
        countsByStart = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "window-counts", LongSerializer.INSTANCE, new WindowCountsSerializer()));
        forgottenAtByStart =
                getRuntimeContext().getMapState(new MapStateDescriptor<>("forgotten-at", Types.LONG, Types.LONG));
        unsent = getRuntimeContext().getMapState(new MapStateDescriptor<>("unsent", Types.LONG, Types.BOOLEAN));
        lateEvents = JobMetric.LATE_EVENTS.counter(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void close() {
        directory.close();
    }

    @Override
    public DatasetId datasetOf(PartialCounts payload) {
        return payload.datasetId();
    }

    @Override
    public void onElement(PartialCounts partial, Context<MetricPoint> context) throws Exception {
        Duration allowedLateness = directory.require(context.datasetId()).allowedLateness();
        WindowCounts counts = WindowCounts.decode(partial.counts());
        if (partial.windowStart() == PartialCounts.NO_WINDOW) {
            countLate(counts.late(), allowedLateness, context);
        } else if (context.clock() < windows.forgottenAt(partial.windowStart(), allowedLateness)) {
            add(partial.windowStart(), counts, allowedLateness, context);
        } else if (partial.type() == AttributeType.TOTAL) {
            // Each event is part of this type once.
            countLate(counts.events(), allowedLateness, context);
        }
    }

    @Override
    public void onClock(long timerMillis, Context<MetricPoint> context) throws Exception {
        AttributeType type = PartialCounts.typeOf(context.key());
        for (long start : upTo(context.clock(), unsent.keys())) {
            WindowCounts counts = countsByStart.get(start);
            points.of(context.datasetId(), type, start, counts).forEach(context::collect);
            counts.keepTop(settings.closedWindowValues());
            countsByStart.put(start, counts);
            unsent.remove(start);
        }
        List<Long> forgotten = new ArrayList<>();
        for (Map.Entry<Long, Long> window : forgottenAtByStart.entries()) {
            if (window.getValue() <= context.clock()) {
                forgotten.add(window.getKey());
            }
        }
        for (long start : forgotten) {
            countsByStart.remove(start);
            forgottenAtByStart.remove(start);
        }
    }

    private void countLate(long events, Duration allowedLateness, Context<MetricPoint> context) throws Exception {
        lateEvents.inc(events);
        if (context.clock() >= Windows.EARLIEST) {
            WindowCounts late = new WindowCounts(settings.exactValues());
            late.addLate(events);
            add(windows.startOf(context.clock()), late, allowedLateness, context);
        }
    }

    private void add(long start, WindowCounts partial, Duration allowedLateness, Context<MetricPoint> context)
            throws Exception {
        WindowCounts counts = countsByStart.get(start);
        boolean closed = counts != null && windows.closesAt(start) <= context.clock();
        if (counts == null) {
            counts = new WindowCounts(settings.exactValues());
        }
        counts.merge(partial);
        countsByStart.put(start, counts);
        unsent.put(start, Boolean.TRUE);
        context.registerTimer(closed ? windows.correctedAt(context.clock()) : windows.closesAt(start));
        long forgottenAt = windows.forgottenAt(start, allowedLateness);
        forgottenAtByStart.put(start, forgottenAt);
        context.registerTimer(forgottenAt);
    }

    /** The windows that close at or before a clock, oldest first. */
    private List<Long> upTo(long clock, Iterable<Long> starts) {
        List<Long> closed = new ArrayList<>();
        for (long start : starts) {
            if (windows.closesAt(start) <= clock) {
                closed.add(start);
            }
        }
        closed.sort(null);
        return closed;
    }
}
