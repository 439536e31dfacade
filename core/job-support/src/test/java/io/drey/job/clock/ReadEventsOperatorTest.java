package io.drey.job.clock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.configuration.Document;
import io.drey.configuration.DocumentText;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBatchReader;
import io.drey.event.EventBatchWriter;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.datasets.FixedDatasets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
class ReadEventsOperatorTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    @Test
    void readsTheEventsOfBothFormsInOrder() throws Exception {
        try (var harness = harness(null)) {
            harness.open();
            harness.processElement(new LogEventCodec().encode(event(0, 200)), 0);
            harness.processElement(EventBatchWriter.record(event(1, 200), event(2, 200), event(4, 200)), 0);
            harness.processElement(new LogEventCodec().encode(event(5, 200)), 0);

            assertThat(offsets(harness)).containsExactly(0L, 1L, 2L, 4L, 5L);
        }
    }

    @Test
    void aReplayThatIsCutElsewhereDoublesNothing() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness(null)) {
            harness.open();
            harness.processElement(EventBatchWriter.record(event(0, 200), event(1, 200), event(2, 200)), 0);
            harness.processElement(EventBatchWriter.record(event(1, 200), event(2, 200), event(3, 200)), 0);
            harness.processElement(new LogEventCodec().encode(event(3, 200)), 0);
            assertThat(offsets(harness)).containsExactly(0L, 1L, 2L, 3L);
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness(null)) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(EventBatchWriter.record(event(2, 200), event(3, 200), event(4, 200)), 0);

            assertThat(offsets(harness)).containsExactly(4L);
        }
    }

    @Test
    void anEventWithoutTheFieldThatIsAskedForIsNotPassedOnButCountsAsSeen() throws Exception {
        EventBuilder other = new EventBuilder(ACCESS, "topic-id", "raw.acme.access", 3, 1, 0, 2_000_000, new byte[2]);
        other.put(Field.MESSAGE, 0, 2);
        try (var harness = harness(Set.of(Field.HTTP_RESPONSE_STATUS_CODE))) {
            harness.open();
            harness.processElement(EventBatchWriter.record(event(0, 200), other, event(2, 404)), 0);
            harness.processElement(new LogEventCodec().encode(event(1, 200)), 0);

            assertThat(offsets(harness)).containsExactly(0L, 2L);
        }
    }

    @Test
    void anEventWithOneOfTheFieldsThatAreAskedForIsPassedOn() throws Exception {
        EventBuilder syslog = new EventBuilder(ACCESS, "topic-id", "raw.acme.access", 3, 1, 0, 2_000_000, new byte[2]);
        syslog.put(Field.LOG_SYSLOG_SEVERITY_CODE, 3);
        EventBuilder other = new EventBuilder(ACCESS, "topic-id", "raw.acme.access", 3, 2, 0, 2_000_000, new byte[2]);
        other.put(Field.MESSAGE, 0, 2);
        try (var harness = harness(Set.of(Field.HTTP_RESPONSE_STATUS_CODE, Field.LOG_SYSLOG_SEVERITY_CODE))) {
            harness.open();
            harness.processElement(EventBatchWriter.record(event(0, 200), syslog, other, event(3, 404)), 0);

            assertThat(offsets(harness)).containsExactly(0L, 1L, 3L);
        }
    }

    @Test
    void whereAMetricOfTheUsersOwnCountsTheDatasetAllEventsArePassedOn() throws Exception {
        EventBuilder other = new EventBuilder(ACCESS, "topic-id", "raw.acme.access", 3, 1, 0, 2_000_000, new byte[2]);
        other.put(Field.MESSAGE, 0, 2);
        byte[] record = EventBatchWriter.record(event(0, 200), other, event(2, 404));
        for (String dataset : List.of("access", "another")) {
            Document metric = DocumentText.read(
                            "metric.yaml",
                            "{kind: Metric, tenant: acme, name: lines, function: count, dataset: %s}"
                                    .formatted(dataset)
                                    .getBytes(UTF_8),
                            Optional.empty())
                    .documents()
                    .get(0)
                    .document();
            try (var harness =
                    harness(Set.of(Field.HTTP_RESPONSE_STATUS_CODE), new FixedDatasets().withMetrics(metric))) {
                harness.open();
                harness.processElement(record, 0);

                assertThat(offsets(harness))
                        .isEqualTo(dataset.equals("access") ? List.of(0L, 1L, 2L) : List.of(0L, 2L));
            }
        }
    }

    @Test
    void aDamagedEventIsKeptAsideAndTheOthersOfItsRecordGoOn() throws Exception {
        byte[] record = EventBatchWriter.record(event(7, 200), event(8, 200), event(9, 200));
        EventBatchReader reader = new EventBatchReader();
        reader.open(record);
        reader.next();
        reader.next();
        byte[] second = reader.encodedEvent();
        int place = new String(record, java.nio.charset.StandardCharsets.ISO_8859_1)
                .indexOf(new String(second, java.nio.charset.StandardCharsets.ISO_8859_1));
        // Its line is longer than all of it.
        record[place + 7] = 127;
        second[7] = 127;
        try (var harness = harness(null)) {
            harness.open();
            harness.processElement(record, 0);

            assertThat(offsets(harness)).containsExactly(7L, 9L);
            Queue<StreamRecord<DeadLetter>> damaged = harness.getSideOutput(EventStreams.DAMAGED);
            assertThat(damaged).hasSize(1);
            DeadLetter letter = damaged.peek().getValue();
            assertThat(letter.tenant()).isEqualTo("acme");
            assertThat(letter.dataset()).isEqualTo("access");
            assertThat(letter.topic()).isEqualTo("events.acme");
            assertThat(letter.reason()).contains("damaged event").contains("raw.acme.access");
            assertThat(ByteBuffer.wrap(letter.raw())).isEqualTo(ByteBuffer.wrap(second));
        }
    }

    @Test
    void stopsAtARecordOfALaterVersionAndSaysWhatToDo() throws Exception {
        byte[] record = new Heartbeat(ACCESS, "topic-id", 3, 1_000).encode();
        record[4]++;
        try (var harness = harness(null)) {
            harness.open();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> harness.processElement(record, 0))
                    .withMessageContaining("upgrade the job that reads");
        }
    }

    @Test
    void stopsAtARecordWhoseHeadIsCut() throws Exception {
        byte[] record = EventBatchWriter.record(event(7, 200));
        try (var harness = harness(null)) {
            harness.open();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> harness.processElement(Arrays.copyOf(record, 30), 0))
                    .withMessageContaining("cut or damaged batch of 30 bytes");
        }
    }

    private static OneInputStreamOperatorTestHarness<byte[], Clocked<LogEvent>> harness(Set<Field> anyOf)
            throws Exception {
        return harness(anyOf, new FixedDatasets());
    }

    private static OneInputStreamOperatorTestHarness<byte[], Clocked<LogEvent>> harness(
            Set<Field> anyOf, FixedDatasets directory) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new ReadEventsOperator(directory, anyOf));
        harness.setup(new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE)
                .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static List<Long> offsets(OneInputStreamOperatorTestHarness<byte[], Clocked<LogEvent>> harness) {
        List<Long> offsets = new ArrayList<>();
        for (Clocked<LogEvent> element : harness.extractOutputValues()) {
            if (!element.isTick()) {
                offsets.add(element.payload().offset());
            }
        }
        return offsets;
    }

    private static LogEvent event(long offset, int status) {
        byte[] line = "192.0.2.7 GET".getBytes(UTF_8);
        EventBuilder event = new EventBuilder(ACCESS, "topic-id", "raw.acme.access", 3, offset, 0, 2_000_000, line);
        event.timestampMicros(offset * 1_000_000);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        return event;
    }
}
