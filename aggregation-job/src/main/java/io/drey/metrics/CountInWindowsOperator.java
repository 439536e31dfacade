package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.domain.AttributeType;
import io.drey.metrics.domain.EventCounter;
import io.drey.metrics.domain.PlansByStatus;
import io.drey.metrics.domain.WindowCounts;
import io.drey.metrics.domain.WindowTally;
import io.drey.metrics.domain.Windows;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts events where they are read, and passes on counts instead of events: those of a window once, before the tick that
 * may close it, those of all windows before a checkpoint's barrier, so that it has no state, and when they grow large.
 */
final class CountInWindowsOperator extends AbstractStreamOperator<Clocked<PartialCounts>>
        implements OneInputStreamOperator<Clocked<LogEvent>, Clocked<PartialCounts>>, BoundedOneInput {

    /** How many events are counted between two looks at how large the counts have grown. */
    private static final int LOOK_EVERY = 4096;

    /** How many windows of a dataset may have room for values before there are any. */
    private static final int ROOMY_WINDOWS = 2;

    private final AggregationSettings settings;
    private final DatasetDirectory directory;

    private transient Windows windows;
    private transient EventCounter counter;
    private transient MetricPlans plans;
    private transient Map<DatasetId, Dataset> datasets;
    private transient Dataset last;
    private transient int untilLook;

    CountInWindowsOperator(AggregationSettings settings, DatasetDirectory directory) {
        this.settings = requireNonNull(settings, "settings is null");
        this.directory = requireNonNull(directory, "directory is null");
        // Operators are heads of chains by default, and each event would be serialized on its way here.
        chainingStrategy = ChainingStrategy.ALWAYS;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        windows = new Windows(settings.window());
        counter = new EventCounter();
        plans = new MetricPlans(directory);
        datasets = new HashMap<>();
        untilLook = LOOK_EVERY;
    }

    @Override
    public void open() throws Exception {
        super.open();
        directory.open(getMetricGroup());
    }

    @Override
    public void close() throws Exception {
        directory.close();
        super.close();
    }

    @Override
    public void processElement(StreamRecord<Clocked<LogEvent>> element) {
        Clocked<LogEvent> clocked = element.getValue();
        if (clocked.isTick()) {
            ClockTick tick = clocked.tick();
            Dataset dataset = dataset(new DatasetId(tick.tenant(), tick.dataset()));
            dataset.lookUp();
            // A silent reader holds the clock no longer back, so whatever it has may be due.
            dataset.passOn(tick.idle() ? Long.MAX_VALUE : tick.clockMillis());
            output.collect(new StreamRecord<>(clocked.asTick()));
        } else {
            dataset(clocked.payload().datasetId()).count(clocked.payload());
            if (--untilLook == 0) {
                untilLook = LOOK_EVERY;
                passOnIfLarge();
            }
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        passOnAll();
    }

    @Override
    public void endInput() {
        passOnAll();
    }

    private Dataset dataset(DatasetId id) {
        if (last == null || !last.id.equals(id)) {
            last = datasets.computeIfAbsent(id, Dataset::new);
        }
        return last;
    }

    private void passOnIfLarge() {
        long size = 0;
        for (Dataset dataset : datasets.values()) {
            size += dataset.size();
        }
        if (size > settings.exactValues()) {
            passOnAll();
        }
    }

    private void passOnAll() {
        for (Dataset dataset : datasets.values()) {
            dataset.passOn(Long.MAX_VALUE);
        }
    }

    private final class Dataset {

        private final DatasetId id;
        private final TreeMap<Long, WindowTally> tallies = new TreeMap<>();

        /** How many events of these windows are no requests. */
        private final Map<Long, Long> others = new HashMap<>();

        private Duration futureCap;
        private boolean isCounted;
        private PlansByStatus plansOfDataset;
        private long withoutWindow;
        private long lastStart = Long.MIN_VALUE;
        private WindowTally lastTally;

        /** How many values the window passed on last had: windows are much alike, and tables that grow are slow. */
        private int[] lastSizes;

        private Dataset(DatasetId id) {
            this.id = id;
            lookUp();
        }

        private void lookUp() {
            DatasetDocument document = directory.require(id);
            futureCap = document.futureCap();
            isCounted = document.consumers().metrics();
            plansOfDataset = plans.of(id);
        }

        private void count(LogEvent event) {
            if (!isCounted) {
                return;
            }
            long timestamp = event.timestampMillis();
            if (!Windows.isSane(timestamp, event.createdMillis(), futureCap)) {
                withoutWindow++;
                return;
            }
            long start = windows.startOf(timestamp);
            if (lastTally == null || start != lastStart) {
                lastTally = tallies.computeIfAbsent(start, key -> emptyTally());
                lastStart = start;
            }
            if (!EventCounter.isAccess(event)) {
                others.merge(start, 1L, Long::sum);
            }
            counter.count(event, plansOfDataset, lastTally);
        }

        /** Only those of the present have room from the start: it is not counted, and a reader of the past has many windows open. */
        private WindowTally emptyTally() {
            return lastSizes != null && tallies.size() < ROOMY_WINDOWS
                    ? new WindowTally(settings.exactValues(), lastSizes)
                    : new WindowTally(settings.exactValues());
        }

        private long size() {
            return tallies.values().stream().mapToLong(WindowTally::size).sum();
        }

        /** Passes on the windows that close at or before a clock. */
        private void passOn(long clockMillis) {
            if (withoutWindow > 0) {
                collect(AttributeType.TOTAL, PartialCounts.NO_WINDOW, late(withoutWindow));
                withoutWindow = 0;
            }
            Iterator<Map.Entry<Long, WindowTally>> oldest = tallies.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<Long, WindowTally> window = oldest.next();
                if (windows.closesAt(window.getKey()) > clockMillis) {
                    break;
                }
                window.getValue().forEach((type, counts) -> collect(type, window.getKey(), counts));
                window.getValue()
                        .forEachPlan((plan, counts) ->
                                collect(PartialCounts.ofPlan(id, plan, window.getKey(), counts.encode())));
                Long othersOfWindow = others.remove(window.getKey());
                if (othersOfWindow != null) {
                    collect(PartialCounts.ofOthers(
                            id, window.getKey(), late(othersOfWindow).encode()));
                }
                oldest.remove();
                lastSizes = window.getValue().sizes();
                lastTally = null;
            }
        }

        private WindowCounts late(long events) {
            WindowCounts late = new WindowCounts(settings.exactValues());
            late.addLate(events);
            return late;
        }

        private void collect(AttributeType type, long start, WindowCounts counts) {
            collect(new PartialCounts(id.tenant(), id.dataset(), type, start, counts.encode()));
        }

        private void collect(PartialCounts counts) {
            output.collect(new StreamRecord<>(Clocked.payload(counts)));
        }
    }
}
