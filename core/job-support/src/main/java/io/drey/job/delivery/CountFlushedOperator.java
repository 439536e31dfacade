package io.drey.job.delivery;

import io.drey.event.DeliveredCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts what goes into a sink that has written everything when a checkpoint is complete, and tells it then. What a
 * checkpoint covers and is not told yet is part of it.
 */
final class CountFlushedOperator<T> extends AbstractStreamOperator<DeliveredCount>
        implements OneInputStreamOperator<T, DeliveredCount> {

    private static final ListStateDescriptor<DeliveredCount> UNTOLD =
            new ListStateDescriptor<>("untold-counts", TypeInformation.of(DeliveredCount.class));

    private final KeySelector<T, Receipt> receipt;

    private transient ListState<DeliveredCount> state;
    private transient DeliveredTally current;
    private transient TreeMap<Long, List<DeliveredCount>> byCheckpoint;

    CountFlushedOperator(KeySelector<T, Receipt> receipt) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.receipt = receipt;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        current = new DeliveredTally();
        byCheckpoint = new TreeMap<>();
        state = context.getOperatorStateStore().getListState(UNTOLD);
        if (context.isRestored()) {
            // The checkpoint restored from was complete: the sink has written them.
            List<DeliveredCount> told = new ArrayList<>();
            state.get().forEach(told::add);
            byCheckpoint.put(Long.MIN_VALUE, told);
        }
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        tellUpTo(Long.MIN_VALUE);
        current.add(receipt.getKey(element.getValue()));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        byCheckpoint.put(context.getCheckpointId(), List.copyOf(current.counts()));
        current.clear();
        List<DeliveredCount> untold = new ArrayList<>();
        byCheckpoint.values().forEach(untold::addAll);
        state.update(untold);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        tellUpTo(checkpointId);
    }

    private void tellUpTo(long checkpointId) {
        Map<Long, List<DeliveredCount>> complete = byCheckpoint.headMap(checkpointId, true);
        complete.values().forEach(counts -> counts.forEach(count -> output.collect(new StreamRecord<>(count))));
        complete.clear();
    }
}
