package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.opensearch.SearchDocument;
import io.drey.metrics.domain.AttributeType;
import io.drey.metrics.domain.MeasuredCounts;
import io.drey.metrics.domain.WindowCounts;
import io.drey.testing.Savepoints;
import io.drey.testing.SerializerPin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints of earlier versions, taken while one window is open and another closed, go on to count. */
@Timeout(900)
class EarlierStateTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final Instant CLOSED = Instant.parse("2026-03-01T11:59:40Z");
    private static final Instant OPEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Savepoints SAVEPOINTS = new Savepoints("aggregation-job");
    private static final Queue<SearchDocument> DOCUMENTS = new ConcurrentLinkedQueue<>();

    private static final int FIRST_HALF = 140;
    private static final int SECOND_HALF = 61;

    @BeforeAll
    static void takeSavepoint() throws Exception {
        SAVEPOINTS.writeIfAsked(
                configuration -> job(configuration, 1, RateLimiterStrategy.perCheckpoint(FIRST_HALF)),
                () -> requests().containsKey(CLOSED.toString()));
    }

    static List<Path> savepoints() {
        return SAVEPOINTS.all();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void theOpenWindowKeepsItsCountsTheClosedOneIsCorrectedAndReplaysAreNotCounted(Path savepoint) throws Exception {
        DOCUMENTS.clear();

        job(Savepoints.restoring(savepoint), 2, RateLimiterStrategy.noOp()).execute();

        assertThat(requests()).containsExactly(Map.entry(CLOSED.toString(), 41L), Map.entry(OPEN.toString(), 160L));
        assertThat(listed("ip")).isEqualTo(requests());
        assertThat(listed("status")).isEqualTo(requests());
        assertThat(requestsOfTheDay()).isEqualTo(longerWindowsOf(savepoint) ? 201 : 161);
        assertThat(ownCounts())
                .isEqualTo(
                        ownMetricsOf(savepoint)
                                ? Map.of(CLOSED.toString(), 41L, OPEN.toString(), 160L)
                                : Map.of(CLOSED.toString(), 1L, OPEN.toString(), 60L));
    }

    @Test
    void countsAreKeptAsTheyWere() {
        WindowCounts counts = new WindowCounts(64);
        byte[] value = "192.0.2.7".getBytes(StandardCharsets.UTF_8);
        counts.addEvent(value, 0, value.length);
        counts.addLate(3);
        SerializerPin.of(
                        "window-counts",
                        new WindowCountsSerializer(),
                        counts,
                        kept -> List.of(
                                kept.events(), kept.late(), new String(kept.encode(), StandardCharsets.ISO_8859_1)))
                .check();
        MeasuredCounts.byKind().forEach((kind, measured) -> SerializerPin.of(
                        "window-counts-with-" + kind,
                        new WindowCountsSerializer(),
                        measured,
                        kept -> new String(kept.encode(), StandardCharsets.ISO_8859_1))
                .check());
        SerializerPin.of(
                        "partial-counts",
                        TypeInformation.of(PartialCounts.class).createSerializer(new SerializerConfigImpl()),
                        new PartialCounts("acme", "access", AttributeType.IP, OPEN.toEpochMilli(), counts.encode()),
                        kept -> List.of(kept.key(), kept.windowStart(), kept.counts().length))
                .check();
    }

    /** How many requests the latest document of each window counts, by the window's start. */
    private static Map<String, Long> requests() {
        return values("requests");
    }

    /** The same as a metric of the user's own counts them. */
    private static Map<String, Long> ownCounts() {
        return values("count");
    }

    private static Map<String, Long> values(String metric) {
        Map<String, Long> requests = new TreeMap<>();
        for (SearchDocument document : DOCUMENTS) {
            Map<String, String> fields = fields(document.json());
            if (metric.equals(fields.get("metric")) && "10".equals(fields.get("window_seconds"))) {
                requests.merge(
                        Instant.parse(fields.get("@timestamp")).toString(),
                        Math.round(Double.parseDouble(fields.get("value"))),
                        Math::max);
            }
        }
        return requests;
    }

    /** How many requests the latest documents of a list count together, by the window's start. */
    private static Map<String, Long> listed(String type) {
        Map<String, SearchDocument> latest = new HashMap<>();
        for (SearchDocument document : DOCUMENTS) {
            Map<String, String> fields = fields(document.json());
            if (type.equals(fields.get("attribute_type")) && "10".equals(fields.get("window_seconds"))) {
                latest.merge(document.id(), document, (one, two) -> one.version() > two.version() ? one : two);
            }
        }
        Map<String, Long> counts = new TreeMap<>();
        for (SearchDocument document : latest.values()) {
            Map<String, String> fields = fields(document.json());
            counts.merge(
                    Instant.parse(fields.get("@timestamp")).toString(), Long.parseLong(fields.get("count")), Long::sum);
        }
        return counts;
    }

    private static long requestsOfTheDay() {
        return DOCUMENTS.stream()
                .map(document -> fields(document.json()))
                .filter(fields ->
                        "requests".equals(fields.get("metric")) && "86400".equals(fields.get("window_seconds")))
                .mapToLong(fields -> Math.round(Double.parseDouble(fields.get("value"))))
                .max()
                .orElse(0);
    }

    /** Whether a version counted longer windows: others have closed windows that no day is told of. */
    private static boolean longerWindowsOf(Path savepoint) {
        return !savepoint.getFileName().toString().equals("0.1");
    }

    /** Whether a version counted metrics of the user's own: others begin with what they read next. */
    private static boolean ownMetricsOf(Path savepoint) {
        return !savepoint.getFileName().toString().equals("0.1");
    }

    private static Map<String, String> fields(byte[] json) {
        Map<String, String> fields = new TreeMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token.isScalarValue()) {
                    fields.put(name, parser.getText());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a document is no JSON", e);
        }
        return fields;
    }

    private static StreamExecutionEnvironment job(
            Configuration configuration, int parallelism, RateLimiterStrategy pace) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        byte[][] events = story().toArray(byte[][]::new);
        DataGeneratorSource<byte[]> source = new DataGeneratorSource<>(
                n -> events[n.intValue()], events.length, pace, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        AggregationTopology.build(
                environment,
                source,
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined"))
                        .withMetrics(
                                ChangingMetrics.document("{kind: Metric, tenant: acme, name: calls, function: count}")),
                AggregationSettings.from(configuration),
                damaged -> {},
                points -> MetricDocuments.of(points)
                        .map(EarlierStateTest::keep)
                        .returns(TypeInformation.of(SearchDocument.class))
                        .name("keep")
                        .uid("keep")
                        .sinkTo(new DiscardingSink<>())
                        .uid("end"));
        return environment;
    }

    private static SearchDocument keep(SearchDocument document) {
        DOCUMENTS.add(document);
        return document;
    }

    /**
     * 40 requests of the closed window and 100 of the open one; those again; one late and 60 of the open window. What comes
     * behind the savepoint is written in the later form.
     */
    private static List<byte[]> story() {
        List<byte[]> story = new ArrayList<>();
        for (int offset = 0; offset < FIRST_HALF; offset++) {
            story.add(
                    offset < 40 ? request(CLOSED, offset, offset * 200L) : request(OPEN, offset, (offset - 40) * 99L));
        }
        story.addAll(List.copyOf(story));
        story.add(EventBatchWriter.record(event(CLOSED, FIRST_HALF, 5_000)));
        for (int i = 1; i < SECOND_HALF; i++) {
            story.add(EventBatchWriter.record(event(OPEN, FIRST_HALF + i, i * 100L)));
        }
        return story;
    }

    private static byte[] request(Instant window, long offset, long millis) {
        return new LogEventCodec().encode(event(window, offset, millis));
    }

    private static LogEvent event(Instant window, long offset, long millis) {
        long time = window.toEpochMilli() + millis;
        Access access = new Access(time, "10.0.0." + offset % 9, "/page", "curl/8", 200, 10);
        return access.event(ACCESS, 0, offset, time);
    }
}
