package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventSerializer;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dataset whose lines never name a field twice costs its tenant its own lines, and nobody the task's memory. */
class ManyNamesTest {

    private static final DatasetId APP = new DatasetId("acme", "app");
    private static final long NOON = 1_700_000_000_000L;
    private static final int NAMES_A_LINE = 100;
    private static final long MOST_MORE = 64 << 20;

    @ParameterizedTest
    @ValueSource(ints = {20_000, 1_000_000})
    @SuppressWarnings("try") // closing a harness may be interrupted
    void differentNamesTakeNoMemoryThatStays(int names) throws Exception {
        EventRecordReader reader = new EventRecordReader();
        try (var harness = harness()) {
            harness.open();
            feed(harness, reader, 0, 1);
            long before = used();

            int events = feed(harness, reader, 1, 1 + names / NAMES_A_LINE);

            long more = used() - before;
            assertThat(events).isEqualTo(names / NAMES_A_LINE);
            assertThat(more)
                    .as("bytes that stay behind %,d names".formatted(names))
                    .isLessThan(MOST_MORE);
        } finally {
            Reference.reachabilityFence(reader);
        }
    }

    /** Sends lines through parsing, batches and reading; returns how many events came out. */
    private static int feed(
            OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness, EventRecordReader reader, int from, int to)
            throws Exception {
        int events = 0;
        for (int line = from; line < to; line++) {
            StringBuilder json = new StringBuilder("{\"time\":\"2026-03-04T05:06:07Z\"");
            for (int i = 0; i < NAMES_A_LINE; i++) {
                json.append(",\"name")
                        .append((long) line * NAMES_A_LINE + i)
                        .append("\":\"value ")
                        .append(i)
                        .append('"');
            }
            harness.processElement(new StreamRecord<>(new RawRecord(
                    "raw.acme.app", 0, line, NOON, json.append('}').toString().getBytes(UTF_8))));
            if (line % 500 == 0 || line == to - 1) {
                harness.prepareSnapshotPreBarrier(line);
                events += read(harness, reader);
            }
        }
        return events;
    }

    private static int read(OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness, EventRecordReader reader) {
        int events = 0;
        Queue<StreamRecord<OutgoingRecord>> records = harness.getSideOutput(ParseOperator.RECORDS);
        for (StreamRecord<OutgoingRecord> record : records) {
            reader.open(record.getValue().value());
            while (reader.next()) {
                assertThat(reader.event().openCount()).isEqualTo(NAMES_A_LINE);
                events++;
            }
        }
        records.clear();
        harness.getOutput().clear();
        return events;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness() throws Exception {
        OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness =
                new OneInputStreamOperatorTestHarness<>(new ParseOperator(
                        new FixedDatasets(DatasetDocument.live(APP, "json")),
                        new OneTopic(),
                        new IngestSettings(EventsFormat.BATCHES),
                        EnumSet.of(EventOutlet.TOPICS)));
        harness.setup(new LogEventSerializer());
        return harness;
    }

    private static final class OneTopic implements RawTopics {

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.of("id-of-" + topic);
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void close() {}
    }
}
