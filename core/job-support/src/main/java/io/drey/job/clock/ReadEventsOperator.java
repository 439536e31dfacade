package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventRecordReader;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.job.JobMetric;
import io.drey.job.datasets.DatasetDirectory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
 * Reads the records of events topics in all their forms, drops replayed positions, and keeps the datasets' clocks, which it
 * sends on as ticks between the events. An event whose bytes are damaged goes to {@link EventStreams#DAMAGED}, and the
 * others of its record go on.
 */
final class ReadEventsOperator extends AbstractStreamOperator<Clocked<LogEvent>>
        implements OneInputStreamOperator<byte[], Clocked<LogEvent>> {

    private final DatasetDirectory directory;

    /** Of which an event has one to be read; null if all are read. */
    private final Field[] anyOf;

    private transient ListState<PartitionProgress> progress;
    private transient EventClocks clocks;
    private transient ClockLags lags;
    private transient Map<DatasetId, Boolean> measured;
    private transient EventRecordReader reader;
    private transient StreamRecord<Clocked<LogEvent>> reuse;
    private transient Counter replayed;
    private transient Counter damaged;
    private transient long wallMillis;
    private transient ScheduledFuture<?> nextTick;

    /** Reads only events that have one of some fields, and all that metrics of the user's own count; null for all. */
    ReadEventsOperator(DatasetDirectory directory, Set<Field> anyOf) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.anyOf = anyOf == null ? null : anyOf.toArray(Field[]::new);
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
        reader = new EventRecordReader();
        measured = new HashMap<>();
        reuse = new StreamRecord<>(null);
        lags = new ClockLags(getMetricGroup(), getProcessingTimeService()::getCurrentProcessingTime);
        replayed = JobMetric.REPLAYED_POSITIONS_DROPPED.counter(getMetricGroup());
        damaged = JobMetric.DAMAGED_EVENTS.counter(getMetricGroup());
        scheduleTick();
    }

    @Override
    public void processElement(StreamRecord<byte[]> element) {
        if (clocks.isFirstAfterRestore()) {
            sendTicks();
        }
        reader.open(element.getValue());
        if (reader.isHeartbeat()) {
            clocks.accept(reader.heartbeat(), wallMillis);
            return;
        }
        while (reader.next()) {
            if (reader.damage() != null) {
                refuse();
            } else if (!clocks.accept(reader, wallMillis)) {
                replayed.inc();
            } else if (anyOf == null || hasAnyOf() || isMeasured()) {
                LogEvent event = reader.event();
                if (event == null) {
                    refuse();
                } else {
                    output.collect(reuse.replace(Clocked.payload(event)));
                }
            }
        }
    }

    private boolean hasAnyOf() {
        for (Field field : anyOf) {
            if (reader.has(field)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMeasured() {
        return measured.computeIfAbsent(reader.origin().datasetId(), id -> directory.metrics(id.tenant()).stream()
                .anyMatch(metric -> metric.isOf(id)));
    }

    private void refuse() {
        damaged.inc();
        DatasetId datasetId = reader.origin().datasetId();
        output.collect(
                EventStreams.DAMAGED,
                new StreamRecord<>(DeadLetter.ofDelivery(
                        datasetId,
                        Topics.events(datasetId.tenant()),
                        wallMillis,
                        reader.encodedEvent(),
                        reader.damage())));
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
            measured.clear();
            sendTicks();
        });
    }

    private void sendTicks() {
        clocks.tick(wallMillis, tick -> {
            lags.accept(tick);
            output.collect(reuse.replace(Clocked.tick(tick)));
        });
    }
}
