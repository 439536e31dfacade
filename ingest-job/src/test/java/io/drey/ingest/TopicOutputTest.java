package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.RecentShapes;
import io.drey.event.Rejection;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

class TopicOutputTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final String TOPIC = "raw.acme.access";
    private static final long NOON = 1_700_000_000_000L;
    private static final Heartbeat SILENT = new Heartbeat(ACCESS, "id", 3, 2_000);

    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final List<OutgoingRecord> records = new ArrayList<>();

    @Test
    void aBatchIsClosedWhenItsFirstEventHasWaitedLongEnough() throws Exception {
        TopicOutput.Partition partition = partition(output(Optional.of(EventsFormat.BATCHES)));
        time.setCurrentTime(NOON);
        partition.event(event(0));
        time.setCurrentTime(NOON + 15);
        partition.event(event(1));
        assertThat(records).isEmpty();

        time.setCurrentTime(NOON + TopicOutput.BATCH_DELAY);

        assertThat(WrittenEvents.of(records).stream().map(LogEvent::offset)).containsExactly(0L, 1L);
        assertThat(records).hasSize(1);
        assertThat(time.getNumActiveTimers()).as("nothing waits").isZero();
    }

    @Test
    void allBatchesAreClosedWhereSomebodySaysSo() throws Exception {
        TopicOutput output = output(Optional.of(EventsFormat.BATCHES));
        partition(output).event(event(0));

        output.closeBatches();

        assertThat(WrittenEvents.of(records)).hasSize(1);
    }

    @Test
    void forOlderReadersEachEventIsARecordAtOnce() {
        TopicOutput.Partition partition = partition(output(Optional.of(EventsFormat.SINGLE)));
        partition.event(event(0));
        partition.event(event(1));

        assertThat(records)
                .extracting(record -> new LogEventCodec().decode(record.value()).offset())
                .containsExactly(0L, 1L);
        assertThat(time.getNumActiveTimers()).isZero();
    }

    @Test
    void aHeartbeatStandsBehindTheEventsThatWaited() {
        TopicOutput.Partition partition = partition(output(Optional.of(EventsFormat.BATCHES)));
        partition.event(event(0));
        partition.heartbeat(SILENT);

        assertThat(records).extracting(OutgoingRecord::topic).containsExactly("events.acme", "events.acme");
        assertThat(Heartbeat.decode(records.get(1).value())).isEqualTo(SILENT);
        assertThat(records.get(1).partitionHash()).isEqualTo(records.get(0).partitionHash());
    }

    @Test
    void whereEventsStayInTheJobOnlyDeadLettersGoToATopic() {
        TopicOutput output = output(Optional.empty());
        TopicOutput.Partition partition = partition(output);
        partition.event(event(0));
        partition.heartbeat(SILENT);
        assertThat(records).isEmpty();
        assertThat(output.takesEvents()).isFalse();

        byte[] line = new byte[ParseOperator.DEAD_LETTER_PREFIX + 1];
        DeadLetter letter =
                DeadLetter.of(ACCESS, event(0).position(), null, NOON, line, new Rejection("it is too long", 0));
        partition.deadLetter(letter);

        assertThat(records).hasSize(1);
        assertThat(records.get(0).topic()).isEqualTo("dead-letters.acme");
        assertThat(records.get(0).partitionHash()).isEqualTo(TOPIC.hashCode() + 3);
        DeadLetter written = DeadLetter.decode(records.get(0).value());
        assertThat(written.raw()).hasSize(ParseOperator.DEAD_LETTER_PREFIX);
        assertThat(written.rawLength()).isEqualTo(line.length);
    }

    private TopicOutput output(Optional<EventsFormat> format) {
        return new TopicOutput(format, new EventPlaces(new OneTopic(), new FixedDatasets()), time, records::add);
    }

    private static TopicOutput.Partition partition(TopicOutput output) {
        return output.partition(ACCESS, TOPIC, 3, new RecentShapes());
    }

    private static LogEvent event(long offset) {
        byte[] line = "a line".getBytes(UTF_8);
        EventBuilder event = new EventBuilder(new EventOrigin(ACCESS, "id", TOPIC, 3), offset, 0, NOON, line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        return event;
    }

    private static final class OneTopic implements RawTopics {

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.of("id");
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void close() {}
    }
}
