package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.job.datasets.DatasetDirectory;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Decodes the records of events topics, drops replayed positions, and keeps the datasets' clocks, which it sends on as
 * ticks between the events.
 */
final class ReadEventsOperator extends AbstractStreamOperator<Clocked<LogEvent>>
        implements OneInputStreamOperator<byte[], Clocked<LogEvent>> {

    private final DatasetDirectory directory;

    private transient ListState<PartitionProgress> progress;
    private transient EventClocks clocks;
    private transient LogEventCodec codec;
    private transient StreamRecord<Clocked<LogEvent>> reuse;
    private transient Counter replayed;
    private transient long wallMillis;
    private transient ScheduledFuture<?> nextTick;

    ReadEventsOperator(DatasetDirectory directory) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.directory = requireNonNull(directory, "directory is null");
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        clocks = new EventClocks(directory, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        progress = context.getOperatorStateStore().getUnionListState(EventClocks.STATE);
        if (context.isRestored()) {
            clocks.restore(progress, wallMillis);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        directory.open(getMetricGroup());
        codec = new LogEventCodec();
        reuse = new StreamRecord<>(null);
        replayed = getMetricGroup().counter("replayedPositionsDropped");
        scheduleTick();
    }

    @Override
    public void processElement(StreamRecord<byte[]> element) {
        if (clocks.isFirstAfterRestore()) {
            sendTicks();
        }
        byte[] encoded = element.getValue();
        if (LogEventCodec.isEvent(encoded)) {
            LogEvent event = codec.decode(encoded);
            if (clocks.accept(event, wallMillis)) {
                output.collect(reuse.replace(Clocked.payload(event)));
            } else {
                replayed.inc();
            }
        } else {
            clocks.accept(Heartbeat.decode(encoded), wallMillis);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        clocks.snapshot(progress);
    }

    @Override
    public void finish() throws Exception {
        sendTicks();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (nextTick != null) {
            nextTick.cancel(false);
        }
        directory.close();
        super.close();
    }

    private void scheduleTick() {
        wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        nextTick = getProcessingTimeService().registerTimer(wallMillis + EventClocks.TICK_INTERVAL, time -> {
            scheduleTick();
            sendTicks();
        });
    }

    private void sendTicks() {
        clocks.tick(wallMillis, tick -> output.collect(reuse.replace(Clocked.tick(tick))));
    }
}
