package io.drey.fused;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cep.FixedRules;
import io.drey.configuration.DatasetDocument;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.ingest.EventOutlet;
import io.drey.ingest.IngestSettings;
import io.drey.ingest.IngestTopology;
import io.drey.ingest.RawTopics;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.MetricDocuments;
import io.drey.testing.Savepoints;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints of earlier versions, taken while a pattern is half matched and a window open, go on with both. */
@Timeout(900)
class EarlierStateTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Savepoints SAVEPOINTS = new Savepoints("fused-job");
    private static final Queue<Alert> ALERTS = new ConcurrentLinkedQueue<>();
    private static final Queue<SearchDocument> DOCUMENTS = new ConcurrentLinkedQueue<>();

    /** A second each: five failures of two callers; a success of one; one to move the clock. */
    private static final int FIRST_HALF = 12;

    private static final List<String> LINES = List.of(
            line(0, "192.0.2.7", 401),
            line(0, "192.0.2.8", 401),
            line(1, "192.0.2.7", 401),
            line(1, "192.0.2.8", 401),
            line(2, "192.0.2.7", 401),
            line(2, "192.0.2.8", 401),
            line(3, "192.0.2.7", 401),
            line(3, "192.0.2.8", 401),
            line(4, "192.0.2.7", 401),
            line(4, "192.0.2.8", 401),
            line(5, "192.0.2.8", 200),
            line(13, "192.0.2.9", 200),
            // The second half.
            line(14, "192.0.2.7", 200),
            line(15, "192.0.2.9", 200));

    @BeforeAll
    static void takeSavepoint() throws Exception {
        SAVEPOINTS.writeIfAsked(
                configuration -> job(configuration, 1, RateLimiterStrategy.perCheckpoint(FIRST_HALF)),
                () -> ALERTS.size() == 1);
    }

    static List<Path> savepoints() {
        return SAVEPOINTS.all();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void theHalfMatchCompletesAndTheOpenWindowsKeepTheirCounts(Path savepoint) throws Exception {
        ALERTS.clear();
        DOCUMENTS.clear();

        job(Savepoints.restoring(savepoint), 2, RateLimiterStrategy.noOp()).execute();

        assertThat(ALERTS).extracting(Alert::groupKey).containsExactly("192.0.2.7");
        assertThat(DOCUMENTS)
                .extracting(document -> new String(document.json(), UTF_8))
                .anySatisfy(first -> assertThat(first)
                        .contains("2026-03-01T12:00:00", "\"metric\":\"requests\"")
                        .containsPattern("\"value\":11\\b"))
                .anySatisfy(second -> assertThat(second)
                        .contains("2026-03-01T12:00:10", "\"metric\":\"requests\"")
                        .containsPattern("\"value\":3\\b"));
    }

    private static StreamExecutionEnvironment job(
            Configuration configuration, int parallelism, RateLimiterStrategy pace) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        String[] lines = LINES.toArray(String[]::new);
        DataGeneratorSource<RawRecord> source = new DataGeneratorSource<>(
                n -> new RawRecord("raw.acme.access", 0, n, NOON + n * 1_000, lines[n.intValue()].getBytes(UTF_8)),
                lines.length,
                pace,
                TypeInformation.of(RawRecord.class));
        FusedTopology.build(
                environment,
                new FusedTopology.Ends(
                        new IngestTopology.Ends(
                                source, new DiscardingSink<>(), events -> {}, letters -> {}, dropped -> {}),
                        points -> end(MetricDocuments.of(points)
                                .map(EarlierStateTest::keep)
                                .returns(TypeInformation.of(SearchDocument.class))
                                .name("keep-documents")
                                .uid("keep-documents")),
                        alerts -> end(alerts.map(EarlierStateTest::keep)
                                .returns(TypeInformation.of(Alert.class))
                                .name("keep-alerts")
                                .uid("keep-alerts"))),
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                FixedRules.BUILT_IN,
                new ReadTopic(),
                AggregationSettings.from(configuration),
                new FusedSettings(EnumSet.of(EventOutlet.CLOCKED_STREAM), IngestSettings.from(configuration)));
        return environment;
    }

    private static void end(DataStream<?> stream) {
        stream.sinkTo(new DiscardingSink<>()).uid(stream.getTransformation().getUid() + "-end");
    }

    private static SearchDocument keep(SearchDocument document) {
        DOCUMENTS.add(document);
        return document;
    }

    private static Alert keep(Alert alert) {
        ALERTS.add(alert);
        return alert;
    }

    private static String line(int second, String address, int status) {
        return "%s - - [%s +0000] \"GET /login HTTP/1.1\" %d 5 \"-\" \"curl/8\""
                .formatted(address, TIME.format(Instant.ofEpochMilli(NOON + second * 1_000L)), status);
    }

    private static final class ReadTopic implements RawTopics {

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.of("id-of-" + topic);
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            Map<Partition, Long> ends = new HashMap<>();
            partitions.forEach(partition -> ends.put(partition, (long) LINES.size()));
            return CompletableFuture.completedFuture(ends);
        }

        @Override
        public void close() {}
    }
}
