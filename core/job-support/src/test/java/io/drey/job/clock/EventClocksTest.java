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
