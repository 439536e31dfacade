package io.drey.job.clock;

import io.drey.event.DatasetId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Hosts a {@link DatasetClockFunction}: keeps the datasets' clocks from the ticks and fires its timers by them.
 *
 * <p>Flink's own event time is one per subtask and cannot serve many datasets. Timers are keyed state; an index of them
 * in memory, rebuilt on restore, tells which key is due next on which clock.
 *
 * @param <P> the payload's type
 * @param <OUT> what the function emits
 */
final class DatasetClockOperator<P, OUT> extends AbstractUdfStreamOperator<OUT, DatasetClockFunction<P, OUT>>
        implements OneInputStreamOperator<Clocked<P>, OUT>, BoundedOneInput {

    private static final MapStateDescriptor<ClockTimer, Boolean> TIMERS =
            new MapStateDescriptor<>("clock-timers", TypeInformation.of(ClockTimer.class), Types.BOOLEAN);

    private transient MapState<ClockTimer, Boolean> timers;
    private transient Map<DatasetId, PriorityQueue<Due>> dueByDataset;
    private transient DatasetClocks clocks;
    private transient OperatorContext context;
    private transient boolean inputEnded;

    DatasetClockOperator(DatasetClockFunction<P, OUT> function) {
        super(function);
    }

    @Override
    public void open() throws Exception {
        super.open();
        clocks = new DatasetClocks();
        dueByDataset = new HashMap<>();
        context = new OperatorContext();
        timers = getRuntimeContext().getMapState(TIMERS);
        getKeyedStateBackend()
                .applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, TIMERS, (key, state) -> {
                    for (ClockTimer timer : state.keys()) {
                        enqueue((String) key, new DatasetId(timer.tenant(), timer.dataset()), timer);
                    }
                });
        userFunction.takeOver(new OperatorKeys());
    }

    @Override
    public void processElement(StreamRecord<Clocked<P>> record) throws Exception {
        Clocked<P> element = record.getValue();
        if (element.isTick()) {
            DatasetId datasetId = element.tick().datasetId();
            clocks.accept(element.tick(), getProcessingTimeService().getCurrentProcessingTime());
            advance(datasetId);
        } else {
            DatasetId datasetId = userFunction.datasetOf(element.payload());
            context.datasetId = datasetId;
            context.hasNewTimer = false;
            userFunction.onElement(element.payload(), context);
            if (context.hasNewTimer) { // no other can be due, since the clock has not gone on
                fireDue(datasetId);
            }
        }
    }

    @Override
    public void endInput() throws Exception {
        inputEnded = true;
        Set<DatasetId> datasets = new LinkedHashSet<>(dueByDataset.keySet());
        datasets.addAll(userFunction.datasetsAtHand());
        for (DatasetId datasetId : datasets) {
            advance(datasetId);
        }
    }

    private void advance(DatasetId datasetId) throws Exception {
        context.datasetId = datasetId;
        userFunction.onAdvance(datasetId, context);
        fireDue(datasetId);
    }

    private void fireDue(DatasetId datasetId) throws Exception {
        PriorityQueue<Due> queue = dueByDataset.get(datasetId);
        if (queue == null) {
            return;
        }
        long clock = clock(datasetId);
        while (!queue.isEmpty() && queue.peek().timer.millis() <= clock) {
            Due due = queue.poll();
            setCurrentKey(due.key);
            timers.remove(due.timer);
            context.datasetId = datasetId;
            userFunction.onClock(due.timer.millis(), context);
        }
        if (queue.isEmpty()) {
            dueByDataset.remove(datasetId);
        }
    }

    private long clock(DatasetId datasetId) {
        return inputEnded ? Long.MAX_VALUE : clocks.clock(datasetId);
    }

    private void enqueue(String key, DatasetId datasetId, ClockTimer timer) {
        dueByDataset
                .computeIfAbsent(
                        datasetId,
                        id -> new PriorityQueue<>(Comparator.comparingLong((Due due) -> due.timer.millis())
                                .thenComparing(Due::key)))
                .add(new Due(key, timer));
    }

    private record Due(String key, ClockTimer timer) {}

    private final class OperatorKeys implements DatasetClockFunction.Keys {

        @Override
        public void enter(String key) {
            setCurrentKey(key);
        }

        @Override
        public <S extends State> void forEach(StateDescriptor<S, ?> state, DatasetClockFunction.KeyAction action)
                throws Exception {
            getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            state,
                            (key, kept) -> action.accept((String) key));
        }
    }

    private final class OperatorContext implements DatasetClockFunction.Context<OUT> {

        private final StreamRecord<OUT> result = new StreamRecord<>(null);
        private DatasetId datasetId;
        private boolean hasNewTimer;

        @Override
        public String key() {
            return (String) getCurrentKey();
        }

        @Override
        public void enter(String key) {
            setCurrentKey(key);
        }

        @Override
        public DatasetId datasetId() {
            return datasetId;
        }

        @Override
        public long clock() {
            return DatasetClockOperator.this.clock(datasetId);
        }

        @Override
        public void registerTimer(long millis) {
            ClockTimer timer = new ClockTimer(datasetId.tenant(), datasetId.dataset(), millis);
            try {
                if (!timers.contains(timer)) {
                    timers.put(timer, Boolean.TRUE);
                    enqueue(key(), datasetId, timer);
                    hasNewTimer = true;
                }
            } catch (Exception e) {
                throw new IllegalStateException("the state of a timer for key %s failed".formatted(key()), e);
            }
        }

        @Override
        public void collect(OUT value) {
            output.collect(result.replace(value));
        }

        @Override
        public <X> void output(OutputTag<X> tag, X value) {
            output.collect(tag, new StreamRecord<>(value));
        }
    }
}
