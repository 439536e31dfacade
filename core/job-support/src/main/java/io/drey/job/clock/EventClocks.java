package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.job.datasets.DatasetDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The datasets' clocks as one subtask keeps them that hears of events in the order of their raw partitions, whether it
 * reads them from a topic or makes them itself. Its operator passes on the ticks between the events.
 *
 * <p>Wall time is passed in, in milliseconds; it is that of the machine, and need not be exact.
 */
public final class EventClocks {

    /** How often clocks are to be looked at, in milliseconds of wall time. */
    public static final long TICK_INTERVAL = 100;

    /**
     * The state's descriptor. To be kept as union state, because any subtask may read a partition next; foreign entries
     * do no harm, the highest one counts.
     */
    public static final ListStateDescriptor<PartitionProgress> STATE =
            new ListStateDescriptor<>("raw-partitions", TypeInformation.of(PartitionProgress.class));

    private final RawPartitions partitions;
    private final int subtask;
    private final Map<DatasetId, ClockTick> lastTicks = new HashMap<>();
    private boolean restored;

    /**
     * Clocks that know nothing yet.
     *
     * @param directory how datasets are timed; opened and closed by the operator
     * @param subtask the index of the subtask that keeps them
     */
    public EventClocks(DatasetDirectory directory, int subtask) {
        requireNonNull(directory, "directory is null");
        this.partitions = new RawPartitions(directory::require);
        this.subtask = subtask;
    }

    /** Takes over what an earlier run knew. */
    public void restore(ListState<PartitionProgress> state, long wallMillis) throws Exception {
        List<PartitionProgress> earlier = new ArrayList<>();
        state.get().forEach(earlier::add);
        partitions.restore(earlier, wallMillis);
        restored = true;
    }

    /** What a later run needs to know. */
    public void snapshot(ListState<PartitionProgress> state) throws Exception {
        state.update(partitions.progress());
    }

    /** Notes an event; returns false if its position is not above the highest one seen, so that it is a replay. */
    public boolean accept(LogEvent event, long wallMillis) {
        return partitions.accept(event, wallMillis);
    }

    /** Notes the event that a reader is at, as {@link #accept(LogEvent, long)} does. */
    boolean accept(EventRecordReader event, long wallMillis) {
        return partitions.accept(
                event.origin(),
                event.offset(),
                event.index(),
                Math.floorDiv(event.timestampMicros(), 1000L),
                event.createdMillis(),
                wallMillis);
    }

    /** Notes that a raw partition is silent. */
    public void accept(Heartbeat heartbeat, long wallMillis) {
        partitions.accept(heartbeat, wallMillis);
    }

    /**
     * Whether ticks are due before the first event: clocks downstream are to begin where they were, so that no event
     * looks early. True after a restore, until the first ticks.
     */
    public boolean isFirstAfterRestore() {
        return restored;
    }

    /** Hands over the ticks of those clocks that have moved since. */
    public void tick(long wallMillis, Consumer<ClockTick> moved) {
        if (restored) {
            restored = false;
            for (DatasetId datasetId : partitions.datasets()) {
                // All with the clock of the slowest, so that none of them takes the clock too far while the others are
                // on their way.
                partitions.restored(datasetId).ifPresent(restoredPartitions -> restoredPartitions
                        .partitions()
                        .forEach(partition -> moved.accept(
                                ClockTick.restored(datasetId, partition, restoredPartitions.clockMillis()))));
            }
        }
        for (DatasetId datasetId : partitions.datasets()) {
            // Before the clock, which may have gone on by events that stand behind what says that there are others.
            partitions
                    .expected(datasetId)
                    .forEach(partition -> moved.accept(ClockTick.restored(datasetId, partition, Long.MIN_VALUE)));
            if (partitions.isGathering(datasetId, wallMillis)) {
                continue;
            }
            Optional<RawPartitions.Reading> reading = partitions.reading(datasetId, wallMillis);
            ClockTick tick = new ClockTick(
                    datasetId.tenant(),
                    datasetId.dataset(),
                    subtask,
                    reading.map(RawPartitions.Reading::clockMillis).orElse(Long.MIN_VALUE),
                    reading.map(RawPartitions.Reading::idleness).orElse(RawPartitions.Idleness.IDLE)
                            == RawPartitions.Idleness.IDLE);
            boolean hasBeenSaid = lastTicks.containsKey(datasetId);
            if ((reading.isPresent() || hasBeenSaid) && !tick.equals(lastTicks.put(datasetId, tick))) {
                moved.accept(tick);
            }
            partitions.heard(datasetId).forEach(partition -> moved.accept(tick.heard(partition)));
        }
    }
}
