package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.job.datasets.DatasetDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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

    /** How often clocks are looked at, in milliseconds of wall time. */
    private static final long TICK_INTERVAL = 100;

    // Union state: any subtask may read a partition next. Foreign entries do no harm, the highest one counts.
    private static final ListStateDescriptor<PartitionProgress> PROGRESS =
            new ListStateDescriptor<>("raw-partitions", TypeInformation.of(PartitionProgress.class));

    private final DatasetDirectory directory;

    private transient ListState<PartitionProgress> progress;
    private transient RawPartitions partitions;
    private transient LogEventCodec codec;
    private transient Map<DatasetId, ClockTick> lastTicks;
    private transient StreamRecord<Clocked<LogEvent>> reuse;
    private transient Counter replayed;
    private transient long wallMillis;
    private transient boolean restoredToTell;
    private transient ScheduledFuture<?> nextTick;

    ReadEventsOperator(DatasetDirectory directory) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.directory = requireNonNull(directory, "directory is null");
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        partitions = new RawPartitions(directory::require);
        wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        progress = context.getOperatorStateStore().getUnionListState(PROGRESS);
        if (context.isRestored()) {
            List<PartitionProgress> earlier = new ArrayList<>();
            progress.get().forEach(earlier::add);
            partitions.restore(earlier, wallMillis);
            restoredToTell = true;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        directory.open();
        codec = new LogEventCodec();
        lastTicks = new HashMap<>();
        reuse = new StreamRecord<>(null);
        replayed = getMetricGroup().counter("replayedPositionsDropped");
        scheduleTick();
    }

    @Override
    public void processElement(StreamRecord<byte[]> element) {
        if (restoredToTell) {
            // Downstream clocks begin where they were before the first event, so that none looks early.
            restoredToTell = false;
            sendTicks();
        }
        byte[] encoded = element.getValue();
        if (LogEventCodec.isEvent(encoded)) {
            LogEvent event = codec.decode(encoded);
            if (partitions.accept(event, wallMillis)) {
                output.collect(reuse.replace(Clocked.payload(event)));
            } else {
                replayed.inc();
            }
        } else {
            partitions.accept(Heartbeat.decode(encoded), wallMillis);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        progress.update(partitions.progress());
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
        nextTick = getProcessingTimeService().registerTimer(wallMillis + TICK_INTERVAL, time -> {
            scheduleTick();
            sendTicks();
        });
    }

    private void sendTicks() {
        int source = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        for (DatasetId datasetId : partitions.datasets()) {
            Optional<RawPartitions.Reading> reading = partitions.reading(datasetId, wallMillis);
            if (reading.isEmpty()) {
                continue;
            }
            ClockTick tick = new ClockTick(
                    datasetId.tenant(),
                    datasetId.dataset(),
                    source,
                    reading.get().clockMillis(),
                    reading.get().idleness() == RawPartitions.Idleness.IDLE);
            if (!tick.equals(lastTicks.put(datasetId, tick))) {
                output.collect(reuse.replace(Clocked.tick(tick)));
            }
        }
    }
}
