package io.drey.lake.landing;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.iceberg.io.WriteResult;

/**
 * Hands Iceberg's aggregator what the writers finished, one checkpoint at a time.
 *
 * <p>Left alone, the aggregator makes one commit of all that came since its last barrier. Two cases break that:
 *
 * <ul>
 *   <li>A checkpoint that is aborted after some writers closed their files for it and before the barrier came here: its
 *       files would be committed with those of the next one. A delete by equality reaches only rows of earlier commits,
 *       so a row written again in between would stay in the table twice.
 *   <li>Input that ends: the last files would go out under the checkpoint id {@link Long#MAX_VALUE}, which Flink's
 *       committer commits no more since 1.20.2 (FLINK-37605). Here they get the id of the next checkpoint, which is the
 *       first that can hold them, as with Flink's own writers.
 * </ul>
 *
 * @param <C> what is committed; the type is Iceberg's own and not public
 */
final class CommitPerCheckpoint<C> extends AbstractStreamOperator<CommittableMessage<C>>
        implements OneInputStreamOperator<CommittableMessage<WriteResult>, CommittableMessage<C>> {

    private static final long NO_CHECKPOINT_ID = Long.MAX_VALUE;

    private final AbstractStreamOperator<CommittableMessage<C>> aggregator;
    private final OneInputStreamOperator<CommittableMessage<WriteResult>, CommittableMessage<C>> aggregatorInput;
    private transient NavigableMap<Long, List<CommittableMessage<WriteResult>>> byCheckpoint;
    private transient long lastCheckpointId;
    private transient boolean finished;

    <
                    A extends
                            AbstractStreamOperator<CommittableMessage<C>>
                                    & OneInputStreamOperator<CommittableMessage<WriteResult>, CommittableMessage<C>>>
            CommitPerCheckpoint(A aggregator) {
        this.aggregator = aggregator;
        this.aggregatorInput = aggregator;
    }

    @Override
    public void setup(
            StreamTask<?, ?> containingTask, StreamConfig config, Output<StreamRecord<CommittableMessage<C>>> output) {
        super.setup(containingTask, config, output);
        aggregator.setup(containingTask, config, output);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastCheckpointId = context.getRestoredCheckpointId().orElse(0);
    }

    @Override
    public void open() throws Exception {
        byCheckpoint = new TreeMap<>();
        aggregator.open();
    }

    @Override
    @SuppressWarnings("deprecation") // its successor does not compile against both Flink 1.20 and 2
    public void processElement(StreamRecord<CommittableMessage<WriteResult>> element) {
        if (element.getValue() instanceof CommittableWithLineage<WriteResult> result) {
            long checkpointId = result.getCheckpointIdOrEOI();
            if (checkpointId != NO_CHECKPOINT_ID) {
                lastCheckpointId = Math.max(lastCheckpointId, checkpointId);
            }
            byCheckpoint.computeIfAbsent(checkpointId, id -> new ArrayList<>()).add(result);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (!finished) { // nothing may be sent to an operator whose input has ended
            commit(checkpointId);
        }
    }

    @Override
    public void finish() throws Exception {
        commit(lastCheckpointId + 1);
        finished = true;
    }

    private void commit(long checkpointId) throws Exception {
        for (long aborted : List.copyOf(byCheckpoint.headMap(checkpointId).keySet())) {
            aggregate(byCheckpoint.remove(aborted));
            aggregator.prepareSnapshotPreBarrier(aborted);
        }
        for (List<CommittableMessage<WriteResult>> current : byCheckpoint.values()) {
            aggregate(current);
        }
        byCheckpoint.clear();
        aggregator.prepareSnapshotPreBarrier(checkpointId);
        lastCheckpointId = checkpointId;
    }

    private void aggregate(List<CommittableMessage<WriteResult>> results) throws Exception {
        for (CommittableMessage<WriteResult> result : results) {
            aggregatorInput.processElement(new StreamRecord<>(result));
        }
    }

    @Override
    public void close() throws Exception {
        aggregator.close();
        super.close();
    }
}
