package io.drey.lake;

import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gives what is to be committed after the last barrier the id of the next checkpoint, which is the first that can hold
 * it, as Flink's own writers do; other messages pass.
 */
final class NameFinalCheckpoint<C> extends AbstractStreamOperator<CommittableMessage<C>>
        implements OneInputStreamOperator<CommittableMessage<C>, CommittableMessage<C>> {

    private static final long NO_CHECKPOINT_ID = Long.MAX_VALUE;

    private transient long lastCheckpointId;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastCheckpointId = context.getRestoredCheckpointId().orElse(0);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        lastCheckpointId = checkpointId;
    }

    @Override
    @SuppressWarnings("deprecation") // its successor does not compile against both Flink 1.20 and 2
    public void processElement(StreamRecord<CommittableMessage<C>> element) {
        CommittableMessage<C> message = element.getValue();
        if (message.getCheckpointIdOrEOI() != NO_CHECKPOINT_ID) {
            output.collect(element);
        } else if (message instanceof CommittableSummary<C> summary) {
            output.collect(element.replace(new CommittableSummary<>(
                    summary.getSubtaskId(),
                    summary.getNumberOfSubtasks(),
                    lastCheckpointId + 1,
                    summary.getNumberOfCommittables(),
                    0,
                    summary.getNumberOfFailedCommittables())));
        } else if (message instanceof CommittableWithLineage<C> committable) {
            output.collect(element.replace(new CommittableWithLineage<>(
                    committable.getCommittable(), lastCheckpointId + 1, committable.getSubtaskId())));
        }
    }
}
