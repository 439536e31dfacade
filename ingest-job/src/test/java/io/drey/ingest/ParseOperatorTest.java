package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.EventBatchWriter;
import io.drey.event.Field;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.flink.LogEventSerializer;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
class ParseOperatorTest {

    private static final int EVENT_PARTITIONS = 6;
    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final String TOPIC = "raw.acme.access";
    private static final long NOON = 1_700_000_000_000L;
    private static final String LINE =
            "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl/8\"";

    @Test
    void aLineBecomesAnEventInTheLakeAndInTheTopic() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(raw(3, 41, LINE));
            harness.prepareSnapshotPreBarrier(1);

            LogEvent event = harness.extractOutputValues().get(0);
            assertThat(event.id()).isEqualTo("id-of-raw.acme.access.3.41.0");
            assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(LINE);
            OutgoingRecord record = records(harness).get(0);
            assertThat(record.topic()).isEqualTo("events.acme");
            assertThat(WrittenEvents.of(List.of(record)).get(0).position()).isEqualTo(event.position());
        }
    }

    @Test
    void noEventIsTakenInBeforeItsLineArrived() throws Exception {
        try (var harness = harness()) {
            harness.setProcessingTime(NOON - 500);
            harness.open();
            // No timer is due that reads the clock.
            harness.setProcessingTime(NOON + 300);
            harness.processElement(raw(0, 0, LINE));
            harness.processElement(new StreamRecord<>(new RawRecord(TOPIC, 0, 1, NOON + 200, LINE.getBytes(UTF_8))));
            // The clock of who sent it is ahead.
            harness.processElement(new StreamRecord<>(new RawRecord(TOPIC, 0, 2, NOON + 5_000, LINE.getBytes(UTF_8))));

            assertThat(harness.extractOutputValues())
                    .extracting(LogEvent::createdMillis, LogEvent::ingestedMillis)
                    .containsExactly(
                            tuple(NOON, NOON + 300), tuple(NOON + 200, NOON + 300), tuple(NOON + 5_000, NOON + 5_000));
        }
    }

    @Test
    void theTerminatorIsNoPartOfTheLine() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(raw(0, 0, LINE + "\r\n"));

            assertThat(harness.extractOutputValues().get(0).text(Field.EVENT_ORIGINAL))
                    .isEqualTo(LINE);
        }
    }

    @Test
    void whatCannotBeParsedBecomesADeadLetterWithItsBytes() throws Exception {
        byte[] garbage = {'x', 0, (byte) 0xFF, 27};
        try (var harness = harness()) {
            harness.open();
            byte[] path = "logs/eu-1/a.log".getBytes(UTF_8);
            harness.processElement(new StreamRecord<>(new RawRecord(TOPIC, 0, 7, NOON, garbage, null, 0, path)));
            harness.processElement(new StreamRecord<>(new RawRecord(TOPIC, 0, 8, NOON, null)));

            assertThat(harness.extractOutputValues()).isEmpty();
            List<DeadLetter> letters = deadLetters(harness);
            assertThat(letters).hasSize(2);
            assertThat(letters.get(0).raw()).isEqualTo(garbage);
            assertThat(letters.get(0).offset()).isEqualTo(7);
            assertThat(letters.get(0).reason()).isNotBlank();
            assertThat(letters).extracting(DeadLetter::path).containsExactly("logs/eu-1/a.log", null);
            assertThat(DeadLetter.decode(records(harness).get(0).value())).isEqualTo(letters.get(0));
            assertThat(records(harness).get(0).topic()).isEqualTo("dead-letters.acme");
        }
    }

    @Test
    void aLineOverTheLimitGoesWholeToTheLakeAndAsAPrefixToTheTopic() throws Exception {
        byte[] line = new byte[(1 << 20) + 1];
        try (var harness = harness()) {
            harness.open();
            harness.processElement(new StreamRecord<>(new RawRecord(TOPIC, 0, 7, NOON, line)));

            assertThat(deadLetters(harness).get(0).raw()).isEqualTo(line);
            DeadLetter inTopic = DeadLetter.decode(records(harness).get(0).value());
            assertThat(inTopic.raw()).hasSize(ParseOperator.DEAD_LETTER_PREFIX);
            assertThat(inTopic.rawLength()).isEqualTo(line.length);
            assertThat(inTopic.rawSha256()).hasSize(64);
        }
    }

    @Test
    void aDatasetThatIsNotConfiguredIsDeadLetteredAndSaysSo() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(
                    new StreamRecord<>(new RawRecord("raw.acme.unknown", 0, 7, NOON, LINE.getBytes(UTF_8))));

            assertThat(deadLetters(harness).get(0).reason()).contains("acme/unknown", "control.acme");
        }
    }

    @Test
    void eachRawPartitionGoesToOnePartitionOfTheEventsTopic() throws Exception {
        try (var harness = harness()) {
            harness.open();
            for (int offset = 0; offset < 10; offset++) {
                harness.processElement(raw(0, offset, LINE));
                harness.processElement(raw(1, offset, LINE));
            }
            harness.prepareSnapshotPreBarrier(1);

            assertThat(records(harness).stream()
                            .map(OutgoingRecord::partitionHash)
                            .distinct())
                    .hasSize(2);
        }
    }

    @Test
    void tellsThatAPartitionIsSilentAsLongAsItIs() throws Exception {
        assertThat(heartbeatAfter(41, 3_000).silentMillis()).isBetween(2_000L, 3_000L);
    }

    @Test
    void recordsThatWaitInKafkaAreNoSilence() throws Exception {
        assertThat(heartbeatAfter(20, 2_000).silentMillis()).isLessThan(1_000);
    }

    @Test
    void tellsOfSilenceAlsoAfterARestoreWithNothingLeftToRead() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(raw(0, 41, LINE));
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.setProcessingTime(2_000);
            harness.setProcessingTime(5_000);

            assertThat(records(harness)).isNotEmpty();
            assertThat(Heartbeat.decode(records(harness).get(0).value()).datasetId())
                    .isEqualTo(ACCESS);
        }
    }

    @Test
    void keepsTheClocksItselfForConsumersInTheSameJob() throws Exception {
        long eventMillis = Instant.parse("2015-05-17T10:05:03Z").toEpochMilli();
        try (var harness = harness(EnumSet.of(EventOutlet.CLOCKED_STREAM))) {
            harness.open();
            harness.setProcessingTime(0);
            harness.processElement(raw(0, 0, LINE));
            harness.setProcessingTime(1_500);

            List<Clocked<LogEvent>> clocked = values(harness.getSideOutput(ParseOperator.CLOCKED));
            assertThat(clocked.get(0).payload().offset()).isZero();
            assertThat(clocked.get(1).tick()).isEqualTo(new ClockTick("acme", "access", 0, eventMillis - 5_000, false));
            assertThat(records(harness)).isEmpty();

            for (long millis = 2_000; millis <= 20_000; millis += 1_000) {
                harness.setProcessingTime(millis);
            }
            List<Clocked<LogEvent>> later = values(harness.getSideOutput(ParseOperator.CLOCKED));
            ClockTick last = later.get(later.size() - 1).tick();
            assertThat(last.idle()).as("silent").isTrue();
            assertThat(last.clockMillis()).isGreaterThan(eventMillis);
        }
    }

    @Test
    void clocksGoOnWhereTheyWereAfterARestoreAndReplaysAreDropped() throws Exception {
        long eventMillis = Instant.parse("2015-05-17T10:05:03Z").toEpochMilli();
        OperatorSubtaskState snapshot;
        try (var harness = harness(EnumSet.of(EventOutlet.CLOCKED_STREAM))) {
            harness.open();
            harness.processElement(raw(0, 41, LINE));
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness(EnumSet.of(EventOutlet.CLOCKED_STREAM))) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(raw(0, 41, LINE));
            harness.processElement(raw(0, 42, LINE));

            List<Clocked<LogEvent>> clocked = values(harness.getSideOutput(ParseOperator.CLOCKED));
            assertThat(clocked.get(0).tick().clockMillis())
                    .as("before any event")
                    .isEqualTo(eventMillis - 5_000);
            assertThat(clocked.stream().skip(1).map(element -> element.payload().offset()))
                    .containsExactly(42L);
        }
    }

    @Test
    void whereReadersAreOlderEachEventIsARecord() throws Exception {
        try (var harness = harness(EventsFormat.SINGLE, EnumSet.of(EventOutlet.TOPICS))) {
            harness.open();
            harness.processElement(raw(0, 41, LINE));
            harness.processElement(raw(0, 42, LINE));

            assertThat(records(harness).stream()
                            .map(record ->
                                    new LogEventCodec().decode(record.value()).offset()))
                    .containsExactly(41L, 42L);
        }
    }

    @Test
    void aRecordHoldsConsecutiveEventsOfOneRawPartition() throws Exception {
        try (var harness = harness()) {
            harness.open();
            for (int offset = 0; offset < 3 * EventBatchWriter.MOST_EVENTS; offset++) {
                harness.processElement(raw(offset % 2, offset / 2, LINE));
            }

            List<OutgoingRecord> records = records(harness);
            assertThat(records).as("the full ones").hasSize(2);
            harness.prepareSnapshotPreBarrier(1);
            records = records(harness);
            assertThat(records).hasSize(4);
            for (OutgoingRecord record : records) {
                List<LogEvent> events = WrittenEvents.of(List.of(record));
                int partition = events.get(0).partition();
                assertThat(events).allMatch(event -> event.partition() == partition);
                assertThat(record.partitionHash())
                        .isEqualTo(Math.floorMod(TOPIC.hashCode() + partition, EVENT_PARTITIONS));
            }
            for (int partition = 0; partition < 2; partition++) {
                int wanted = partition;
                assertThat(WrittenEvents.of(records).stream()
                                .filter(event -> event.partition() == wanted)
                                .map(LogEvent::offset))
                        .containsExactlyElementsOf(
                                LongStream.range(0, 96).boxed().toList());
            }
        }
    }

    @Test
    void anEventWaitsForOthersForTwentyMillisecondsAtMost() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.setProcessingTime(100);
            harness.processElement(raw(0, 0, LINE));
            harness.setProcessingTime(119);
            assertThat(records(harness)).isEmpty();

            harness.setProcessingTime(120);
            assertThat(WrittenEvents.of(records(harness))).hasSize(1);

            harness.processElement(raw(0, 1, LINE));
            harness.setProcessingTime(140);
            assertThat(WrittenEvents.of(records(harness))).hasSize(2);
        }
    }

    @Test
    void allThatIsReadIsWrittenBeforeACheckpointAndNothingTwiceAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        List<OutgoingRecord> records = new ArrayList<>();
        try (var harness = harness()) {
            harness.open();
            harness.setProcessingTime(100);
            harness.processElement(raw(0, 40, LINE));
            harness.processElement(raw(7, 3, LINE));
            harness.prepareSnapshotPreBarrier(1);
            assertThat(WrittenEvents.of(records(harness)))
                    .as("a batch that is open is in no checkpoint")
                    .hasSize(2);
            snapshot = harness.snapshot(1, 100);
            records.addAll(records(harness));
            // Read behind the checkpoint, and never written: the source reads it again.
            harness.processElement(raw(0, 41, LINE));
        }
        try (var harness = harness()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(raw(0, 41, LINE));
            harness.prepareSnapshotPreBarrier(2);
            records.addAll(records(harness));
        }

        assertThat(WrittenEvents.of(records).stream().map(event -> event.partition() + "." + event.offset()))
                .containsExactly("0.40", "7.3", "0.41");
    }

    @Test
    void allThatIsReadIsWrittenAtTheEndOfInput() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(raw(0, 0, LINE));
            harness.getOperator().finish();

            assertThat(WrittenEvents.of(records(harness))).hasSize(1);
        }
    }

    @Test
    void aHeartbeatStandsBehindThePartitionsEvents() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.setProcessingTime(0);
            harness.processElement(raw(0, 0, LINE));
            harness.setProcessingTime(3_000);

            List<OutgoingRecord> records = records(harness);
            assertThat(Heartbeat.isHeartbeat(records.get(0).value())).isFalse();
            assertThat(records.stream().skip(1)).isNotEmpty().allMatch(record -> Heartbeat.isHeartbeat(record.value()));
        }
    }

    @Test
    void aLineOfAMebibyteIsARecordOfItsOwnBetweenItsNeighbours() throws Exception {
        String agent = "x".repeat((1 << 20) - LINE.length());
        try (var harness = harness()) {
            harness.open();
            harness.processElement(raw(0, 0, LINE));
            harness.processElement(raw(0, 1, LINE.replace("curl/8", "curl/8" + agent)));
            harness.processElement(raw(0, 2, LINE));
            harness.prepareSnapshotPreBarrier(1);

            assertThat(records(harness)).hasSize(3);
            assertThat(WrittenEvents.of(records(harness)).stream().map(LogEvent::offset))
                    .containsExactly(0L, 1L, 2L);
            assertThat(WrittenEvents.of(records(harness)).get(1).lengthOf(Field.EVENT_ORIGINAL))
                    .isEqualTo(1 << 20);
        }
    }

    @Test
    void aThousandQuietPartitionsAreWrittenInTimeAndInOrder() throws Exception {
        int partitions = 1_000;
        try (var harness = harness()) {
            harness.open();
            for (int round = 0; round < 5; round++) {
                harness.setProcessingTime(round * 1_000L + 100);
                for (int partition = 0; partition < partitions; partition++) {
                    harness.processElement(raw(partition, round, LINE));
                }
                harness.setProcessingTime(round * 1_000L + 120);

                List<LogEvent> written = WrittenEvents.of(records(harness));
                assertThat(written).as("20 ms later").hasSize((round + 1) * partitions);
            }
            long[] next = new long[partitions];
            for (LogEvent event : WrittenEvents.of(records(harness))) {
                assertThat(event.offset()).isEqualTo(next[event.partition()]++);
            }
        }
    }

    @Test
    void whatASenderSendsAgainAfterItsRestartIsDroppedAndTold() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(sent(0, 0, "a", 0));
            harness.processElement(sent(0, 1, "a", 100));
            harness.processElement(sent(0, 2, "b", 50));
            // It goes on from an earlier place.
            harness.processElement(sent(0, 3, "a", 0));
            harness.processElement(sent(0, 4, "a", 100));
            harness.processElement(sent(0, 5, "a", 200));
            // Equal lines of those who say nothing are two events.
            harness.processElement(raw(0, 6, LINE));
            harness.processElement(raw(0, 7, LINE));

            assertThat(harness.extractOutputValues())
                    .extracting(LogEvent::offset)
                    .containsExactly(0L, 1L, 2L, 5L, 6L, 7L);
            assertThat(values(harness.getSideOutput(ParseOperator.DROPPED)))
                    .extracting(DroppedLine::offset, DroppedLine::reason)
                    .containsExactly(tuple(3L, DroppedLine.REPEATED), tuple(4L, DroppedLine.REPEATED));
        }
    }

    @Test
    void whatSendersSentIsKnownAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(sent(0, 0, "a", 100));
            harness.processElement(sent(1, 0, "c", 100));
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(new StreamRecord<>(RawRecord.assigned(TOPIC, 0)));
            harness.processElement(new StreamRecord<>(RawRecord.assigned("", -1)));
            harness.processElement(sent(0, 1, "a", 100));
            harness.processElement(sent(0, 2, "a", 101));
            assertThat(harness.extractOutputValues())
                    .extracting(LogEvent::offset)
                    .containsExactly(2L);
            // The other partition is read elsewhere: nothing of it is kept here.
            harness.processElement(sent(1, 1, "c", 100));
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    @Test
    void whatWasSentToATopicThatIsMadeAnewIsForgotten() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(sent(0, 0, "a", 100));
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness("another-id-of-")) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(sent(0, 0, "a", 100));

            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void anEventSaysWhatThePathOfItsFileSays() throws Exception {
        String path = "s3://logs/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2024/05/01/x.gz";
        try (var harness = harness()) {
            harness.open();
            harness.processElement(new StreamRecord<>(
                    new RawRecord(TOPIC, 0, 0, NOON, LINE.getBytes(UTF_8), "a", 0, path.getBytes(UTF_8))));

            LogEvent event = harness.extractOutputValues().get(0);
            assertThat(event.text(Field.LOG_FILE_PATH)).isEqualTo(path);
            assertThat(event.text(Field.CLOUD_ACCOUNT_ID)).isEqualTo("111122223333");
            assertThat(event.text(Field.CLOUD_REGION)).isEqualTo("eu-west-1");
        }
    }

    private static StreamRecord<RawRecord> sent(int partition, long offset, String source, long position) {
        return new StreamRecord<>(
                new RawRecord(TOPIC, partition, offset, NOON, LINE.getBytes(UTF_8), source, position, null));
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness(String idPrefix) throws Exception {
        return harness(EventsFormat.BATCHES, EnumSet.of(EventOutlet.TOPICS), new TopicsWithFortyTwoRecords(idPrefix));
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness() throws Exception {
        return harness(EnumSet.of(EventOutlet.TOPICS));
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness(EnumSet<EventOutlet> outlets)
            throws Exception {
        return harness(EventsFormat.BATCHES, outlets);
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness(
            EventsFormat format, EnumSet<EventOutlet> outlets) throws Exception {
        return harness(format, outlets, new TopicsWithFortyTwoRecords("id-of-"));
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness(
            EventsFormat format, EnumSet<EventOutlet> outlets, RawTopics topics) throws Exception {
        OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness =
                new OneInputStreamOperatorTestHarness<>(new ParseOperator(
                        new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                        topics,
                        new IngestSettings(format),
                        outlets));
        harness.setup(new LogEventSerializer());
        return harness;
    }

    private static StreamRecord<RawRecord> raw(int partition, long offset, String line) {
        return new StreamRecord<>(new RawRecord(TOPIC, partition, offset, NOON, line.getBytes(UTF_8)));
    }

    private static List<OutgoingRecord> records(OneInputStreamOperatorTestHarness<?, ?> harness) {
        return values(harness.getSideOutput(ParseOperator.RECORDS));
    }

    private static List<DeadLetter> deadLetters(OneInputStreamOperatorTestHarness<?, ?> harness) {
        return values(harness.getSideOutput(ParseOperator.DEAD_LETTERS));
    }

    private static <T> List<T> values(Queue<StreamRecord<T>> records) {
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    /** The last heartbeat some time after the record of an offset was read, of 42 that Kafka has. */
    private Heartbeat heartbeatAfter(long offset, long millis) throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.setProcessingTime(0);
            harness.processElement(raw(0, offset, LINE));
            harness.setProcessingTime(millis);

            List<OutgoingRecord> records = records(harness);
            Heartbeat last = Heartbeat.decode(records.get(records.size() - 1).value());
            assertThat(last.datasetId()).isEqualTo(ACCESS);
            return last;
        }
    }

    private static final class TopicsWithFortyTwoRecords implements RawTopics {
        private final String idPrefix;

        private TopicsWithFortyTwoRecords(String idPrefix) {
            this.idPrefix = idPrefix;
        }

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.of(idPrefix + topic);
        }

        @Override
        public Extent eventsTopic(String topic, int partitions) {
            return new Extent(idPrefix + topic, EVENT_PARTITIONS);
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            Map<Partition, Long> ends = new HashMap<>();
            partitions.forEach(partition -> ends.put(partition, 42L));
            return CompletableFuture.completedFuture(ends);
        }

        @Override
        public void close() {}
    }
}
