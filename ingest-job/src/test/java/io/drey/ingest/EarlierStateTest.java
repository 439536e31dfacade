package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import io.drey.testing.Savepoints;
import io.drey.testing.SerializerPin;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints of earlier versions, as the ingest job and as the fused job have it. */
@Timeout(900)
class EarlierStateTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final int FIRST_HALF = 42;
    private static final int SECOND_HALF = 10;
    private static final Savepoints SAVEPOINTS = new Savepoints("ingest-job");
    private static final Queue<OutgoingRecord> RECORDS = new ConcurrentLinkedQueue<>();
    private static final Queue<Clocked<LogEvent>> CLOCKED = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void takeSavepoint() throws Exception {
        SAVEPOINTS.writeIfAsked(
                configuration -> job(configuration, 1, RateLimiterStrategy.perCheckpoint(FIRST_HALF)),
                () -> CLOCKED.size() > FIRST_HALF);
    }

    static List<Path> savepoints() {
        return SAVEPOINTS.all();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void thePartitionIsKnownToBeReadToItsEndAndItsClockGoesOnWhereItWas(Path savepoint) throws Exception {
        RECORDS.clear();
        CLOCKED.clear();

        // The second half is another partition's, slowly, so that the silence of the first is told meanwhile.
        job(Savepoints.restoring(savepoint), 1, RateLimiterStrategy.perSecond(3))
                .execute();

        assertThat(WrittenEvents.of(RECORDS)).as("nothing is read again").hasSize(SECOND_HALF);
        assertThat(RECORDS.stream()
                        .filter(record -> Heartbeat.isHeartbeat(record.value()))
                        .map(record -> Heartbeat.decode(record.value())))
                .as("the partition without anything left to read")
                .anyMatch(heartbeat -> heartbeat.partition() == 0);
        Clocked<LogEvent> first = CLOCKED.element();
        assertThat(first.isTick()).as("a tick goes before the events").isTrue();
        assertThat(first.tick().clockMillis()).isEqualTo(NOON + (FIRST_HALF - 1) * 1_000L - 5_000);
    }

    @Test
    void whatWasReadIsKeptAsItWas() {
        SerializerPin.of(
                        "partition-read",
                        TypeInformation.of(PartitionRead.class).createSerializer(new SerializerConfigImpl()),
                        new PartitionRead("raw.acme.access", 3, 42))
                .check();
    }

    @Test
    void whatWaitsToBeJoinedIsKeptAsItWas() {
        SerializerPin.of(
                        "held-lines",
                        TypeInformation.of(HeldLines.class).createSerializer(new SerializerConfigImpl()),
                        new HeldLines("raw.acme.access", "id", 3, 42, 40, new byte[] {1, 2, 3}),
                        held -> List.of(
                                held.topic(),
                                held.topicId(),
                                held.partition(),
                                held.nextOffset(),
                                held.firstOffset(),
                                HexFormat.of().formatHex(held.lines())))
                .check();
    }

    @Test
    void whatSendersSentIsKeptAsItWas() {
        SentLines lines = new SentLines();
        lines.isNew("file", 41, NOON);
        SerializerPin.of(
                        "sources-sent",
                        TypeInformation.of(SourcesSent.class).createSerializer(new SerializerConfigImpl()),
                        new SourcesSent("raw.acme.access", "id", 3, 42, lines.snapshot()),
                        sent -> List.of(
                                sent.topic(),
                                sent.topicId(),
                                sent.partition(),
                                sent.nextOffset(),
                                HexFormat.of().formatHex(sent.sources())))
                .check();
    }

    private static StreamExecutionEnvironment job(
            Configuration configuration, int parallelism, RateLimiterStrategy pace) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        DataGeneratorSource<RawRecord> source = new DataGeneratorSource<>(
                EarlierStateTest::record, FIRST_HALF + SECOND_HALF, pace, TypeInformation.of(RawRecord.class));
        IngestTopology.attach(
                        environment,
                        new IngestTopology.Ends(source, new KeepRecords(), events -> {}, letters -> {}, dropped -> {}),
                        new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                        new FirstPartitionIsRead(),
                        IngestSettings.from(configuration),
                        EnumSet.allOf(EventOutlet.class))
                .flatMap((Clocked<LogEvent> element, Collector<Clocked<LogEvent>> out) -> CLOCKED.add(element))
                .returns(new ClockedTypeInfo<>(io.drey.event.flink.LogEventTypeInfo.INSTANCE))
                .name("keep")
                .uid("keep")
                .sinkTo(new DiscardingSink<>())
                .uid("end");
        return environment;
    }

    private static RawRecord record(long n) {
        int partition = n < FIRST_HALF ? 0 : 1;
        long time = NOON + n % FIRST_HALF * 1_000;
        String second = Instant.ofEpochMilli(time).toString().substring(11, 19);
        String line = "1.2.3.4 - - [01/Mar/2026:%s +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl/8\"".formatted(second);
        return new RawRecord("raw.acme.access", partition, n % FIRST_HALF, time, line.getBytes(UTF_8));
    }

    private static final class KeepRecords implements Sink<OutgoingRecord> {

        @Override
        @Deprecated
        public SinkWriter<OutgoingRecord> createWriter(InitContext context) {
            throw new UnsupportedOperationException("Flink calls the other one");
        }

        @Override
        public SinkWriter<OutgoingRecord> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(OutgoingRecord element, Context writing) {
                    RECORDS.add(element);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }

    private static final class FirstPartitionIsRead implements RawTopics {

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.of("id-of-" + topic);
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            Map<Partition, Long> ends = new HashMap<>();
            partitions.forEach(
                    partition -> ends.put(partition, (long) (partition.number() == 0 ? FIRST_HALF : SECOND_HALF)));
            return CompletableFuture.completedFuture(ends);
        }

        @Override
        public void close() {}
    }
}
