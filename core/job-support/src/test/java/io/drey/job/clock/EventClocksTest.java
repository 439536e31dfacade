package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.job.datasets.FixedDatasets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.junit.jupiter.api.Test;

/** Two subtasks that read a dataset's events, and what a subtask behind them makes of their ticks. */
class EventClocksTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final String TOPIC_ID = "topic-id";
    private static final long NOON = 1_700_000_000_000L;
    private static final long WALL = NOON;
    private static final long REORDER_DELAY =
            DatasetDocument.live(ACCESS, "json").reorderDelay().toMillis();

    private final KeptInMemory state = new KeptInMemory();
    private final DatasetClocks downstream = new DatasetClocks();

    @Test
    void afterARestoreASubtaskThatReadsNothingOfADatasetHoldsItNotBack() throws Exception {
        saveWithPartitions(0, 1);
        EventClocks reader = restored(0);
        EventClocks other = restored(1);
        tick(reader, WALL);
        tick(other, WALL);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON - REORDER_DELAY);

        reader.accept(event(0, 10, NOON + 60_000), WALL);
        reader.accept(event(1, 10, NOON + 60_000), WALL);
        tick(reader, WALL + 100);
        tick(other, WALL + 100);

        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 60_000 - REORDER_DELAY);
    }

    @Test
    void afterALongOutageThePartitionThatIsReadFirstOvertakesNoOther() throws Exception {
        saveWithPartitions(0, 1);
        EventClocks first = restored(0);
        EventClocks second = restored(1);
        long back = WALL + 50_000;
        tick(first, WALL);
        tick(second, WALL);
        tick(first, back - 100);
        tick(second, back - 100);

        first.accept(event(0, 10, NOON + 50_000), back);
        tick(first, back);
        tick(second, back);
        assertThat(downstream.clock(ACCESS)).as("1 was not heard of").isEqualTo(NOON - REORDER_DELAY);

        second.accept(event(1, 10, NOON + 2_000), back + 5_000);
        tick(second, back + 5_000);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 2_000 - REORDER_DELAY);
    }

    @Test
    void afterARestoreASilentPartitionIsHeardOfByItsHeartbeat() throws Exception {
        saveWithPartitions(0, 1);
        EventClocks reader = restored(0);
        tick(reader, WALL);
        reader.accept(event(0, 10, NOON + 60_000), WALL);
        reader.accept(new Heartbeat(ACCESS, TOPIC_ID, 1, 600_000), WALL);
        tick(reader, WALL + 100);

        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 60_000 - REORDER_DELAY);
    }

    /** The new partition's events are in an event partition that its reader finds seconds after the others. */
    @Test
    void aNewPartitionHoldsTheClockUntilItsFirstEventsAreThere() throws Exception {
        EventClocks first = new EventClocks(datasets(), 0);
        EventClocks second = new EventClocks(datasets(), 1);
        first.accept(event(0, 1, NOON), WALL);
        tick(first, WALL + 2_000);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON - REORDER_DELAY);

        first.accept(Heartbeat.extent(ACCESS, TOPIC_ID, 2), WALL + 2_050);
        first.accept(event(0, 2, NOON + 20_000), WALL + 2_060);
        tick(first, WALL + 2_100);
        assertThat(downstream.clock(ACCESS)).as("held").isEqualTo(NOON - REORDER_DELAY);

        second.accept(event(1, 0, NOON + 1_000), WALL + 15_000);
        tick(second, WALL + 15_900);
        assertThat(downstream.clock(ACCESS)).as("others may come").isEqualTo(NOON - REORDER_DELAY);
        tick(second, WALL + 16_000);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 1_000 - REORDER_DELAY);

        second.accept(event(1, 1, NOON + 30_000), WALL + 16_050);
        tick(second, WALL + 16_100);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 20_000 - REORDER_DELAY);
    }

    @Test
    void aNewPartitionWithoutARecordHoldsTheClockUntilItIsSaidToBeEmpty() throws Exception {
        EventClocks first = new EventClocks(datasets(), 0);
        EventClocks second = new EventClocks(datasets(), 1);
        first.accept(event(0, 1, NOON), WALL);
        first.accept(Heartbeat.extent(ACCESS, TOPIC_ID, 2), WALL);
        tick(first, WALL + 2_000);
        assertThat(downstream.clock(ACCESS)).isEqualTo(Long.MIN_VALUE);

        second.accept(new Heartbeat(ACCESS, TOPIC_ID, 1, 0), WALL + 2_000);
        tick(second, WALL + 3_000);
        assertThat(downstream.clock(ACCESS)).as("records wait").isEqualTo(Long.MIN_VALUE);

        second.accept(new Heartbeat(ACCESS, TOPIC_ID, 1, 1_000), WALL + 4_000);
        tick(second, WALL + 4_000);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON - REORDER_DELAY);
    }

    @Test
    void aNewPartitionThatNobodyHearsOfHoldsTheClockForAMinuteAtMost() {
        EventClocks reader = new EventClocks(datasets(), 0);
        reader.accept(event(0, 1, NOON), WALL);
        tick(reader, WALL + 100_000);
        reader.accept(Heartbeat.extent(ACCESS, TOPIC_ID, 2), WALL + 100_000);
        reader.accept(event(0, 2, NOON + 50_000), WALL + 150_000);
        tick(reader, WALL + 100_000);
        tick(reader, WALL + 150_000);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON - REORDER_DELAY);

        reader.accept(event(0, 3, NOON + 61_000), WALL + 160_100);
        tick(reader, WALL + 160_100);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 61_000 - REORDER_DELAY);
    }

    /** A restart falls between the word that there is another partition and its first event. */
    @Test
    void afterARestoreANewPartitionIsStillWaitedFor() throws Exception {
        EventClocks clocks = new EventClocks(datasets(), 0);
        clocks.accept(event(0, 9, NOON), WALL);
        clocks.accept(Heartbeat.extent(ACCESS, TOPIC_ID, 2), WALL);
        clocks.snapshot(state);
        EventClocks first = restored(0);
        EventClocks second = restored(1);
        tick(first, WALL);
        tick(second, WALL);

        first.accept(event(0, 10, NOON + 60_000), WALL + 100);
        tick(first, WALL + 1_200);
        tick(second, WALL + 1_200);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON - REORDER_DELAY);

        second.accept(event(1, 0, NOON + 5_000), WALL + 1_300);
        tick(second, WALL + 1_300);
        assertThat(downstream.clock(ACCESS)).isEqualTo(NOON + 5_000 - REORDER_DELAY);
    }

    private void saveWithPartitions(int... partitions) throws Exception {
        EventClocks clocks = new EventClocks(datasets(), 0);
        for (int partition : partitions) {
            clocks.accept(event(partition, 9, NOON), WALL);
        }
        clocks.snapshot(state);
    }

    private EventClocks restored(int subtask) throws Exception {
        EventClocks clocks = new EventClocks(datasets(), subtask);
        clocks.restore(state, WALL);
        return clocks;
    }

    private void tick(EventClocks clocks, long wallMillis) {
        clocks.tick(wallMillis, tick -> downstream.accept(tick, wallMillis));
    }

    private static FixedDatasets datasets() {
        return new FixedDatasets(DatasetDocument.live(ACCESS, "json"));
    }

    private static LogEvent event(int partition, long offset, long timestampMillis) {
        EventBuilder event = new EventBuilder(
                ACCESS, TOPIC_ID, "raw.acme.access", partition, offset, 0, timestampMillis, new byte[0]);
        event.timestampMicros(timestampMillis * 1_000);
        return event;
    }

    /** State of operators as it is handed from one run to the next. */
    private static final class KeptInMemory implements ListState<PartitionProgress> {

        private final List<PartitionProgress> entries = new ArrayList<>();

        @Override
        public void update(List<PartitionProgress> values) {
            entries.clear();
            entries.addAll(values);
        }

        @Override
        public void addAll(List<PartitionProgress> values) {
            entries.addAll(values);
        }

        @Override
        public Iterable<PartitionProgress> get() {
            return List.copyOf(entries);
        }

        @Override
        public void add(PartitionProgress value) {
            entries.add(value);
        }

        @Override
        public void clear() {
            entries.clear();
        }
    }
}
