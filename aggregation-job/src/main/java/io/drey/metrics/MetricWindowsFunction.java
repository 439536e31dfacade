package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.metric.MetricPoint;
import io.drey.job.JobMetric;
import io.drey.job.clock.DatasetClockFunction;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.domain.AttributeType;
import io.drey.metrics.domain.MetricPlan;
import io.drey.metrics.domain.MetricPoints;
import io.drey.metrics.domain.WindowCounts;
import io.drey.metrics.domain.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;

/**
 * Adds up what the readers counted, and emits a window's points when the dataset's clock closes it and, some events
 * gathered, when late ones correct it. A window is kept for the dataset's allowed lateness; what comes later still is
 * counted as late in the window that is current by the clock.
 *
 * <p>What a window says is added to the longer window that it is part of, before values are given up; so the lists of longer
 * windows are of all values, and corrections reach all lengths. A longer window is said while it is open, too.
 *
 * <p>What is counted by a document ends with it: once the document is deleted or changed, its windows are said no more, and
 * given up the next time one of them would have been said.
 */
final class MetricWindowsFunction extends DatasetClockFunction<PartialCounts, MetricPoint> {

    private static final int SHORTEST = 0;

    private final AggregationSettings settings;
    private final DatasetDirectory directory;

    private transient Windows windows;
    private transient List<WindowLevel> levels;
    private transient List<MetricPoints> points;
    private transient MetricPlans plans;
    private transient Counter lateEvents;

    MetricWindowsFunction(AggregationSettings settings, DatasetDirectory directory) {
        this.settings = requireNonNull(settings, "settings is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    @Override
    public void open(OpenContext openContext) {
        directory.open(getRuntimeContext().getMetricGroup());
        List<Windows> ladder = Windows.ladder(settings.window(), settings.longerWindows());
        windows = ladder.get(SHORTEST);
        plans = new MetricPlans(directory);
        levels = new ArrayList<>();
        points = new ArrayList<>();
        for (int i = 0; i < ladder.size(); i++) {
            levels.add(new WindowLevel(getRuntimeContext(), ladder.get(i), i == SHORTEST));
            points.add(new MetricPoints(ladder, i));
        }
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
        if (partial.isOfPlan()
                && plans.findLatest(context.datasetId(), partial.plan()).isEmpty()) {
            giveUp();
            return;
        }
        WindowCounts counts = WindowCounts.decode(partial.counts());
        if (partial.windowStart() == PartialCounts.NO_WINDOW) {
            countLate(counts.late(), allowedLateness, context);
        } else if (context.clock() < windows.forgottenAt(partial.windowStart(), allowedLateness)) {
            if (!partial.isOfOthers()) {
                add(SHORTEST, partial.windowStart(), counts, allowedLateness, context);
            }
        } else if (partial.type() == AttributeType.TOTAL) {
            // Each event is part of this type once, as a request or as another.
            countLate(counts.events() + counts.late(), allowedLateness, context);
        }
    }

    @Override
    public void onClock(long timerMillis, Context<MetricPoint> context) throws Exception {
        Optional<MetricPlan> plan = Optional.empty();
        if (PartialCounts.isOfPlan(context.key())) {
            plan = plans.find(context.datasetId(), PartialCounts.planOf(context.key()));
            if (plan.isEmpty()) {
                giveUp();
                return;
            }
        }
        Duration allowedLateness = directory.require(context.datasetId()).allowedLateness();
        // Shorter windows first: they add to the longer ones what these are about to say.
        for (int i = SHORTEST; i < levels.size(); i++) {
            WindowLevel level = levels.get(i);
            for (long start : level.due(timerMillis, context.clock())) {
                points(i, start, plan, context).forEach(context::collect);
                WindowCounts news = level.said(start);
                if (i + 1 < levels.size()) {
                    add(i + 1, levels.get(i + 1).windows().startOf(start), news, allowedLateness, context);
                }
                if (level.isClosed(start, context.clock())) {
                    level.shrink(start, settings.closedWindowValues());
                }
            }
            level.forget(context.clock());
        }
    }

    private List<MetricPoint> points(int level, long start, Optional<MetricPlan> plan, Context<MetricPoint> context)
            throws Exception {
        WindowCounts counts = levels.get(level).counts(start);
        MetricPoints of = points.get(level);
        return plan.isPresent()
                ? of.of(context.datasetId(), plan.get(), start, counts)
                : of.of(context.datasetId(), PartialCounts.typeOf(context.key()), start, counts);
    }

    /** What was counted by a document that is not in force any more. */
    private void giveUp() {
        levels.forEach(WindowLevel::clear);
    }

    private void countLate(long events, Duration allowedLateness, Context<MetricPoint> context) throws Exception {
        lateEvents.inc(events);
        if (context.clock() >= Windows.EARLIEST) {
            WindowCounts late = new WindowCounts(settings.exactValues());
            late.addLate(events);
            add(SHORTEST, windows.startOf(context.clock()), late, allowedLateness, context);
        }
    }

    private void add(
            int level, long start, WindowCounts partial, Duration allowedLateness, Context<MetricPoint> context)
            throws Exception {
        levels.get(level)
                .add(
                        start,
                        partial,
                        new WindowCounts(settings.exactValues()),
                        allowedLateness,
                        context.clock(),
                        context::registerTimer);
    }
}
