package io.drey.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.DroppedLine;
import io.drey.event.Field;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventSerializer;
import io.drey.job.TenantSecrets;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // harnesses close so
class JoinedLinesTest {

    private static final DatasetId APP = new DatasetId("acme", "app");
    private static final String TOPIC = "raw.acme.app";
    private static final long NOON = 1_714_564_800_000L;
    private static final String ERROR = "2024-05-01 12:00:00,123 ERROR com.acme.Shop - boom";
    private static final String TRACE = "\tat com.acme.Shop";

    private final List<LogEvent> events = new ArrayList<>();
    private final List<Long> joined = new ArrayList<>();
    private Map<String, String> keys = Map.of("format", "app", "multiline", "java");
    private TenantSecrets secrets = new TenantSecrets("");

    /** What Kafka says where partitions end. */
    private static long end;

    /** The ids of topics that have another one than at first; null for one that is gone. */
    private static final Map<String, String> ids = new HashMap<>();

    @BeforeEach
    void endNowhere() {
        end = Long.MAX_VALUE;
        ids.clear();
    }

    @Test
    void aTraceThatWasCutByASavepointIsOneEvent() throws Exception {
        OperatorSubtaskState state;
        try (var before = harness(1, 0)) {
            before.open();
            before.processElement(named(0));
            before.processElement(ALL_NAMED);
            send(before, 0, 10, ERROR, TRACE);
            take(before);
            assertThat(events).isEmpty();
            state = before.snapshot(1, 1);
        }
        try (var after = harness(1, 0)) {
            after.initializeState(state);
            after.open();
            after.processElement(named(0));
            after.processElement(ALL_NAMED);
            send(after, 0, 12, TRACE, ERROR);
            take(after);
        }
        assertThat(events).hasSize(1);
        assertThat(events.get(0).id()).isEqualTo("id-of-raw.acme.app.0.10.0");
        assertThat(events.get(0).text(Field.EVENT_ORIGINAL)).isEqualTo(ERROR + "\n" + TRACE + "\n" + TRACE);
        assertThat(joined).containsExactly(11L, 12L);
    }

    @Test
    void tracesOfTwoFilesThatStandBetweenEachOtherAreJoinedOverASavepoint() throws Exception {
        OperatorSubtaskState state;
        try (var before = harness(1, 0)) {
            before.open();
            before.processElement(named(0));
            before.processElement(ALL_NAMED);
            sendOf(before, "a", 10, ERROR);
            sendOf(before, "b", 11, ERROR, TRACE);
            take(before);
            state = before.snapshot(1, 1);
        }
        try (var after = harness(1, 0)) {
            after.initializeState(state);
            after.open();
            after.processElement(named(0));
            after.processElement(ALL_NAMED);
            // The collecting job goes on from its checkpoint, and sends again what it had sent since.
            sendOf(after, "b", 13, 1, TRACE, TRACE);
            sendOf(after, "a", 15, 1, TRACE, ERROR);
            sendOf(after, "b", 17, 3, ERROR);
            take(after);
        }
        assertThat(events).extracting(LogEvent::offset).containsExactly(10L, 11L);
        assertThat(events)
                .extracting(event -> event.text(Field.EVENT_ORIGINAL))
                .containsExactly(ERROR + "\n" + TRACE, ERROR + "\n" + TRACE + "\n" + TRACE);
        assertThat(events).extracting(event -> event.text(Field.LOG_FILE_PATH)).containsExactly("/logs/a", "/logs/b");
        assertThat(joined).containsExactly(12L, 14L, 15L);
    }

    /** What must not leave a line is known when it is whole, so what waits is sealed. */
    @Test
    void whatWaitsStandsSealedInACheckpointOfADatasetThatRedacts(@TempDir Path folder) throws Exception {
        String card = "4111111111111111";
        keys = Map.of("format", "app", "multiline", "java", "redact", "mask card", "redact-secret", "joined");
        secrets = new TenantSecrets(folder.toString());
        Path secret = Files.createDirectory(folder.resolve("acme")).resolve("joined");
        Files.writeString(secret, "one secret of thirty-two characters");
        OperatorSubtaskState state;
        try (var before = harness(1, 0)) {
            before.open();
            before.processElement(named(0));
            before.processElement(ALL_NAMED);
            send(before, 0, 10, ERROR, "\tcard " + card);
            state = before.snapshot(1, 1);
        }
        assertThat(bytesOf(state)).doesNotContain(card).doesNotContain("com.acme.Shop");

        Files.writeString(secret, "another secret, which came after it");
        try (var after = harness(1, 0)) {
            after.initializeState(state);
            after.open();
            assertThatThrownBy(() -> after.processElement(named(0)))
                    .hasMessageContaining("raw.acme.app[0]")
                    .hasMessageContaining("'joinedformer'");
        }
        Files.writeString(secret.resolveSibling("joinedformer"), "one secret of thirty-two characters");
        try (var after = harness(1, 0)) {
            after.initializeState(state);
            after.open();
            after.processElement(named(0));
            after.processElement(ALL_NAMED);
            send(after, 0, 12, ERROR);
            take(after);
        }
        assertThat(events).hasSize(1);
        assertThat(events.get(0).text(Field.EVENT_ORIGINAL)).isEqualTo(ERROR + "\n\tcard redacted");
    }

    private static String bytesOf(OperatorSubtaskState state) throws Exception {
        StringBuilder bytes = new StringBuilder();
        for (OperatorStateHandle handle : state.getManagedOperatorState()) {
            try (InputStream in = handle.openInputStream()) {
                bytes.append(new String(in.readAllBytes(), ISO_8859_1));
            }
        }
        assertThat(bytes.toString()).as("the state that is looked through").contains("raw.acme.app");
        return bytes.toString();
    }

    /** What waited belongs to the topic that was there; the new one's lines are its own. */
    @Test
    void aTopicThatIsGoneOrMadeAnewLetsGoWhatWaited() throws Exception {
        OperatorSubtaskState state;
        try (var before = harness(1, 0)) {
            before.open();
            before.processElement(named(0));
            before.processElement(ALL_NAMED);
            send(before, 0, 10, ERROR, TRACE);
            state = before.snapshot(1, 1);
        }
        for (String id : Arrays.asList(null, "another-id")) {
            ids.put(TOPIC, id);
            events.clear();
            joined.clear();
            try (var after = harness(1, 0)) {
                after.initializeState(state);
                after.open();
                after.processElement(named(0));
                after.processElement(ALL_NAMED);
                if (id != null) {
                    send(after, 0, 0, ERROR, ERROR);
                }
                take(after);
            }
            assertThat(events.get(0).id()).isEqualTo("id-of-raw.acme.app.0.10.0");
            assertThat(events.get(0).text(Field.EVENT_ORIGINAL)).isEqualTo(ERROR + "\n" + TRACE);
            assertThat(joined).containsExactly(11L);
            assertThat(events)
                    .filteredOn(event -> event.offset() == 0)
                    .extracting(LogEvent::id)
                    .isEqualTo(id == null ? List.of() : List.of("another-id.0.0.0"));
        }
    }

    /** All subtasks get all state; the line leaves where its partition is read, and also if no further one comes. */
    @Test
    void whatWaitsLeavesOnceWhereverItsPartitionIsReadNext() throws Exception {
        OperatorSubtaskState state;
        try (var before = harness(1, 0)) {
            before.open();
            before.processElement(named(0));
            before.processElement(named(1));
            before.processElement(ALL_NAMED);
            send(before, 0, 10, ERROR);
            send(before, 1, 20, ERROR, TRACE);
            state = before.snapshot(1, 1);
        }
        end = 5;
        for (int subtask = 0; subtask < 3; subtask++) {
            OperatorSubtaskState its =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 16, 1, 3, subtask);
            OperatorSubtaskState again;
            try (var after = harness(3, subtask)) {
                after.initializeState(its);
                after.open();
                if (subtask < 2) {
                    after.processElement(named(1 - subtask));
                }
                after.processElement(ALL_NAMED);
                after.setProcessingTime(NOON + 10_000);
                take(after);
                again = after.snapshot(2, 2);
            }
            try (var last = harness(3, subtask)) {
                last.initializeState(again);
                last.open();
                last.processElement(ALL_NAMED);
                last.setProcessingTime(NOON + 20_000);
                take(last);
            }
        }
        assertThat(events).extracting(LogEvent::partition).containsExactly(1, 0);
        assertThat(joined).containsExactly(21L);
    }

    @Test
    void theLaterOfTwoStatesOfAPartitionCounts() {
        HeldLines early = new HeldLines(TOPIC, "id", 0, 12, 10, new byte[] {1});
        HeldLines gone = new HeldLines(TOPIC, "id", 0, 12, 12, new byte[0]);
        HeldLines further = new HeldLines(TOPIC, "id", 0, 13, 11, new byte[] {1});

        assertThat(HeldLines.later(early, gone)).isSameAs(gone);
        assertThat(HeldLines.later(gone, early)).isSameAs(gone);
        assertThat(HeldLines.later(gone, further)).isSameAs(further);
    }

    @Test
    void aSilentPartitionIsNotWaitedForAndItsClockStandsUntilThen() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            harness.setProcessingTime(NOON);
            send(harness, 0, 10, ERROR, TRACE);
            end = 12;
            harness.setProcessingTime(NOON + 2_000);
            take(harness);
            assertThat(events).isEmpty();
            assertThat(heartbeats(harness)).isNotEmpty().allMatch(heartbeat -> heartbeat.silentMillis() == 0);

            harness.setProcessingTime(NOON + 6_000);
            take(harness);
            assertThat(events).hasSize(1);
            assertThat(heartbeats(harness)).anyMatch(heartbeat -> heartbeat.silentMillis() > 0);
        }
    }

    @Test
    void nothingIsLetGoWhileRecordsWaitToBeRead() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            harness.setProcessingTime(NOON);
            send(harness, 0, 10, ERROR, TRACE);
            for (int second = 1; second < 30; second++) {
                end = 12L + second;
                harness.setProcessingTime(NOON + second * 1_000L);
            }
            take(harness);
            assertThat(events).isEmpty();
        }
    }

    @Test
    void atTheEndOfInputAllLeaves() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            send(harness, 0, 10, ERROR, TRACE);
            harness.endInput();
            harness.getOperator().finish();
            take(harness);
        }
        assertThat(events).hasSize(1);
    }

    /** Killed anywhere and replayed from the last checkpoint: the lake has the same, each position once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void killedAndReplayedItIsTheSame(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            lines.add(random.nextInt(4) == 0 ? ERROR : random.nextInt(30) == 0 ? "" : TRACE + i);
        }
        try (var whole = harness(1, 0)) {
            whole.open();
            send(whole, 0, 0, lines.toArray(String[]::new));
            whole.getOperator().finish();
            take(whole);
        }
        List<String> expected = events.stream().map(JoinedLinesTest::said).toList();
        List<Long> expectedJoined = List.copyOf(joined);

        events.clear();
        joined.clear();
        OperatorSubtaskState state = null;
        int checkpointed = 0;
        while (checkpointed < lines.size()) {
            try (var run = harness(1, 0)) {
                if (state != null) {
                    run.initializeState(state);
                }
                run.open();
                run.processElement(named(0));
                run.processElement(ALL_NAMED);
                int to = Math.min(lines.size(), checkpointed + 1 + random.nextInt(20));
                send(run, 0, checkpointed, lines.subList(checkpointed, to).toArray(String[]::new));
                if (to == lines.size()) {
                    run.getOperator().finish();
                    take(run);
                    break;
                }
                take(run);
                state = run.snapshot(to, to);
                checkpointed = to;
                // Read, and lost with the process.
                send(
                        run,
                        0,
                        to,
                        lines.subList(to, Math.min(lines.size(), to + 10)).toArray(String[]::new));
            }
        }

        assertThat(events.stream().map(JoinedLinesTest::said)).isEqualTo(expected);
        assertThat(joined).isEqualTo(expectedJoined);
        assertThat(LongStream.concat(
                                events.stream().mapToLong(LogEvent::offset),
                                joined.stream().mapToLong(each -> each))
                        .sorted()
                        .boxed()
                        .toList())
                .as("events, dead letters left out, and joined lines")
                .doesNotHaveDuplicates();
    }

    private static String said(LogEvent event) {
        return event.toString();
    }

    private static final StreamRecord<RawRecord> ALL_NAMED = new StreamRecord<>(RawRecord.assigned("", -1));

    private static StreamRecord<RawRecord> named(int partition) {
        return new StreamRecord<>(RawRecord.assigned(TOPIC, partition));
    }

    private static void send(
            OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness, int partition, long offset, String... lines)
            throws Exception {
        for (int i = 0; i < lines.length; i++) {
            harness.processElement(new StreamRecord<>(
                    new RawRecord(TOPIC, partition, offset + i, NOON + i, lines[i].getBytes(UTF_8))));
        }
    }

    private static void sendOf(
            OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness, String file, long offset, String... lines)
            throws Exception {
        sendOf(harness, file, offset, 0, lines);
    }

    /** Lines of a file, from a place of it on. */
    private static void sendOf(
            OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness,
            String file,
            long offset,
            long place,
            String... lines)
            throws Exception {
        for (int i = 0; i < lines.length; i++) {
            harness.processElement(new StreamRecord<>(new RawRecord(
                    TOPIC,
                    0,
                    offset + i,
                    NOON + i,
                    lines[i].getBytes(UTF_8),
                    file,
                    place + i,
                    ("/logs/" + file).getBytes(UTF_8))));
        }
    }

    private OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness(int parallelism, int subtask)
            throws Exception {
        OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness = new OneInputStreamOperatorTestHarness<>(
                new ParseOperator(
                        new FixedDatasets(DatasetDocument.of(APP, keys)),
                        new Ends(),
                        new IngestSettings(EventsFormat.SINGLE, secrets, List.of()),
                        EnumSet.of(EventOutlet.TOPICS)),
                16,
                parallelism,
                subtask);
        harness.setup(new LogEventSerializer());
        harness.setProcessingTime(NOON);
        return harness;
    }

    private void take(OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness) {
        events.addAll(harness.extractOutputValues());
        harness.getOutput().clear();
        Queue<StreamRecord<DroppedLine>> dropped = harness.getSideOutput(ParseOperator.DROPPED);
        if (dropped != null) {
            dropped.forEach(line -> {
                if (!line.getValue().reason().equals(DroppedLine.REPEATED)) {
                    assertThat(line.getValue().reason()).startsWith(DroppedLine.JOINED);
                    joined.add(line.getValue().offset());
                }
            });
            dropped.clear();
        }
    }

    private static List<Heartbeat> heartbeats(OneInputStreamOperatorTestHarness<RawRecord, LogEvent> harness) {
        Queue<StreamRecord<OutgoingRecord>> records = harness.getSideOutput(ParseOperator.RECORDS);
        return records == null
                ? List.of()
                : records.stream()
                        .map(record -> record.getValue().value())
                        .filter(Heartbeat::isHeartbeat)
                        .map(Heartbeat::decode)
                        .toList();
    }

    private static final class Ends implements RawTopics {

        private static final long serialVersionUID = 1L;

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.ofNullable(ids.getOrDefault(topic, "id-of-" + topic));
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            Map<Partition, Long> ends = new HashMap<>();
            partitions.forEach(partition -> ends.put(partition, end));
            return CompletableFuture.completedFuture(ends);
        }

        @Override
        public void close() {}
    }
}
