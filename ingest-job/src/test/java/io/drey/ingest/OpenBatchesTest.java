package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.RecentShapes;
import io.drey.job.kafka.OutgoingRecord;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenBatchesTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    private final List<OutgoingRecord> records = new ArrayList<>();
    private final OpenBatches batches = new OpenBatches(records::add);
    private final RecentShapes shapes = new RecentShapes();

    @Test
    void aBatchIsWrittenAsSoonAsItIsFull() {
        OpenBatches.Batch batch = batch(0);
        for (int offset = 0; offset < EventBatchWriter.MOST_EVENTS; offset++) {
            assertThat(records).isEmpty();
            batches.add(batch, event(0, offset, 100));
        }

        assertThat(records).hasSize(1);
        assertThat(batches.isEmpty()).isTrue();
        assertThat(batches.held()).isZero();
    }

    @Test
    void aBatchIsWrittenBeforeItIsLongerThanItMayBe() {
        OpenBatches.Batch batch = batch(0);
        for (int offset = 0; offset < 20; offset++) {
            batches.add(batch, event(0, offset, 10_000));
        }
        batches.closeAll();

        assertThat(records).hasSizeGreaterThan(5).allMatch(record -> record.value().length <= 34 * 1024);
        assertThat(offsets())
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void ofTooManyOpenBatchesTheOldestAreWritten() {
        int partitions = 2 * OpenBatches.MOST_OPEN;
        for (int partition = 0; partition < partitions; partition++) {
            batches.add(batch(partition), event(partition, 0, 100));
            assertThat(batches.size()).isLessThanOrEqualTo(OpenBatches.MOST_OPEN);
            assertThat(batches.held()).isLessThanOrEqualTo(OpenBatches.MOST_BYTES);
        }

        assertThat(WrittenEvents.of(records).stream().map(LogEvent::partition))
                .containsExactlyElementsOf(
                        IntStream.range(0, OpenBatches.MOST_OPEN).boxed().toList());
    }

    @Test
    void openBatchesNeverHoldMoreMemoryThanTheyMay() {
        List<OpenBatches.Batch> partitions = new ArrayList<>();
        for (int partition = 0; partition < OpenBatches.MOST_OPEN; partition++) {
            partitions.add(batch(partition));
        }
        for (int offset = 0; offset < 3; offset++) {
            for (int partition = 0; partition < partitions.size(); partition++) {
                batches.add(partitions.get(partition), event(partition, offset, 9_000));
                assertThat(batches.held()).isLessThanOrEqualTo(OpenBatches.MOST_BYTES);
            }
        }
        assertThat(records).as("the bytes are too many before the batches are").isNotEmpty();
        batches.closeAll();

        assertThat(batches.held()).isZero();
        long[] next = new long[partitions.size()];
        for (LogEvent event : WrittenEvents.of(records)) {
            assertThat(event.offset()).isEqualTo(next[event.partition()]++);
        }
        assertThat(next).containsOnly(3);
    }

    @Test
    void closingOnePartitionsBatchLeavesTheOthersOpen() {
        OpenBatches.Batch first = batch(0);
        OpenBatches.Batch second = batch(1);
        batches.add(first, event(0, 0, 100));
        batches.add(second, event(1, 0, 100));

        batches.close(second);
        batches.close(second);

        assertThat(WrittenEvents.of(records).stream().map(LogEvent::partition)).containsExactly(1);
        assertThat(batches.size()).isEqualTo(1);
        assertThat(records.get(0).partitionHash()).isEqualTo(1);
    }

    @Test
    void addingAllocatesNothingBesideTheRecords() {
        long[] written = new long[1];
        OpenBatches measured = new OpenBatches(outgoing -> written[0] += outgoing.value().length);
        OpenBatches.Batch batch = measured.batch("events.acme", 0, shapes);
        List<LogEvent> events = IntStream.range(0, EventBatchWriter.MOST_EVENTS)
                .mapToObj(offset -> event(0, offset, 300))
                .toList();
        int rounds = 200;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int round = -rounds; round < rounds; round++) {
            if (round == 0) {
                written[0] = 0;
                before = threads.getCurrentThreadAllocatedBytes();
            }
            for (int i = 0; i < events.size(); i++) {
                measured.add(batch, events.get(i));
            }
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(written[0]).isPositive();
        assertThat((allocated - written[0]) / rounds)
                .as("bytes for a record of %d events", events.size())
                .isLessThan(256);
    }

    private OpenBatches.Batch batch(int partition) {
        return batches.batch("events.acme", partition, shapes);
    }

    private List<Integer> offsets() {
        return WrittenEvents.of(records).stream()
                .map(event -> (int) event.offset())
                .toList();
    }

    private static LogEvent event(int partition, long offset, int length) {
        byte[] line = "x".repeat(length).getBytes(UTF_8);
        EventOrigin origin = new EventOrigin(ACCESS, "topic-id", "raw.acme.access", partition);
        EventBuilder event = new EventBuilder(origin, offset, 0, 1_700_000_000_000L, line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        return event;
    }
}
