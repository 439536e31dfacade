package io.drey.fused;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cep.CepTopology;
import io.drey.cep.FixedRules;
import io.drey.configuration.DatasetDocument;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.flink.LogEventSerializer;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.ingest.EventOutlet;
import io.drey.ingest.IngestSettings;
import io.drey.ingest.IngestTopology;
import io.drey.ingest.RawTopics;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.AggregationTopology;
import io.drey.metrics.MetricDocuments;
import io.drey.testing.FlinkCluster;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.NonChainedOutput;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The topology of production with a lake in a folder, and other ends in memory. */
@Timeout(900)
@FlinkCluster
class FusedTopologyTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final int LINES = 3_000;
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What arrived at the ends in memory, by the end's name. */
    private static final Map<String, Queue<Object>> ARRIVED = new ConcurrentHashMap<>();

    private final Configuration configuration = new Configuration();

    @TempDir
    private Path folder;

    private LakeSettings lake;

    @BeforeEach
    void makeTables() {
        lake = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake opened = Lake.open(lake)) {
            opened.init();
        }
    }

    @AfterEach
    void forget() {
        ARRIVED.clear();
    }

    @Test
    void whatReadsEventsIsInOneChainWithTheParserAndNoEventCrossesTheNetwork() {
        StreamExecutionEnvironment environment = environment();
        buildFused(environment, EnumSet.of(EventOutlet.CLOCKED_STREAM));

        JobGraph graph = environment.getStreamGraph().getJobGraph();

        List<String> parseChain = new ArrayList<>();
        List<TypeSerializer<?>> crossing = new ArrayList<>();
        ClassLoader classes = getClass().getClassLoader();
        for (JobVertex vertex : graph.getVertices()) {
            Map<Integer, StreamConfig> operators =
                    new StreamConfig(vertex.getConfiguration()).getTransitiveChainedTaskConfigsWithSelf(classes);
            List<String> names = operators.values().stream()
                    .map(StreamConfig::getOperatorName)
                    .toList();
            if (names.contains("parse")) {
                parseChain.addAll(names);
            }
            for (StreamConfig operator : operators.values()) {
                for (NonChainedOutput output : operator.getOperatorNonChainedOutputs(classes)) {
                    crossing.add(
                            output.getOutputTag() == null
                                    ? operator.getTypeSerializerOut(classes)
                                    : operator.getTypeSerializerSideOut(output.getOutputTag(), classes));
                }
            }
        }
        assertThat(parseChain)
                .contains("Source: raw-records", "parse", "count-in-windows", "sift-events", "logs as rows");
        assertThat(parseChain).as("the lake's writer").anyMatch(name -> name.startsWith("lake logs: Writer"));
        SerializerConfigImpl none = new SerializerConfigImpl();
        assertThat(crossing)
                .isNotEmpty()
                .doesNotContain(
                        new LogEventSerializer(),
                        new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE).createSerializer(none));
    }

    @Test
    void landsCountsAndMatchesWhatTheSeparateJobsDo() throws Exception {
        StreamExecutionEnvironment fused = environment();
        buildFused(fused, EnumSet.of(EventOutlet.CLOCKED_STREAM));
        fused.execute();

        List<String> metrics = metrics("fused");
        List<String> alerts = alerts("fused");
        assertThat(ARRIVED.get("fused-topics").stream().map(record -> ((OutgoingRecord) record).topic()))
                .as("no events topic")
                .isNotEmpty()
                .containsOnly("dead-letters.acme");
        try (Lake opened = Lake.open(lake)) {
            assertThat(opened.rowCount(LakeTable.LOGS)).isEqualTo(LINES - LINES / 1_000);
            assertThat(opened.rowCount(LakeTable.DEAD_LETTERS)).isEqualTo(LINES / 1_000);
        }

        runSeparately();
        assertThat(metrics).isNotEmpty().isEqualTo(metrics("separate"));
        assertThat(alerts).isNotEmpty().isEqualTo(alerts("separate"));
    }

    @Test
    void writesEventsTopicsWhereAsked() throws Exception {
        StreamExecutionEnvironment fused = environment();
        buildFused(fused, EnumSet.of(EventOutlet.CLOCKED_STREAM, EventOutlet.TOPICS));
        fused.execute();

        assertThat(ARRIVED.get("fused-topics").stream()
                        .map(OutgoingRecord.class::cast)
                        .filter(record -> record.topic().equals("events.acme"))
                        .mapToLong(record -> events(record.value()))
                        .sum())
                .isEqualTo(LINES - LINES / 1_000);
    }

    private static long events(byte[] record) {
        EventRecordReader reader = new EventRecordReader();
        reader.open(record);
        long events = 0;
        while (reader.next()) {
            assertThat(reader.damage()).isNull();
            events++;
        }
        return events;
    }

    private void buildFused(StreamExecutionEnvironment environment, EnumSet<EventOutlet> outlets) {
        LakeSinks sinks = new LakeSinks(lake);
        FusedTopology.build(
                environment,
                new FusedTopology.Ends(
                        new IngestTopology.Ends(
                                source(),
                                new InMemory<>("fused-topics"),
                                sinks.logs(),
                                sinks.deadLetters(),
                                sinks.dropped()),
                        points -> MetricDocuments.of(points).sinkTo(new InMemory<>("fused-metrics")),
                        stream -> stream.sinkTo(new InMemory<>("fused-alerts"))),
                directory(),
                FixedRules.BUILT_IN,
                new OneTopic(),
                AggregationSettings.from(configuration),
                new FusedSettings(outlets, IngestSettings.from(configuration)));
    }

    /** What the ingest job writes to topics, read by the two others. */
    private void runSeparately() throws Exception {
        StreamExecutionEnvironment ingest = environment();
        IngestTopology.attach(
                ingest,
                new IngestTopology.Ends(
                        source(), new InMemory<>("separate-topics"), logs -> {}, letters -> {}, dropped -> {}),
                directory(),
                new OneTopic(),
                IngestSettings.from(configuration),
                EnumSet.of(EventOutlet.TOPICS));
        ingest.execute();
        byte[][] events = ARRIVED.get("separate-topics").stream()
                .map(OutgoingRecord.class::cast)
                .filter(record -> record.topic().equals("events.acme"))
                .map(OutgoingRecord::value)
                .toArray(byte[][]::new);
        StreamExecutionEnvironment consumers = environment();
        // One subtask, as one partition of a topic has.
        consumers.setParallelism(1);
        DataGeneratorSource<byte[]> topic = new DataGeneratorSource<>(
                n -> events[n.intValue()], events.length, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        var clocked = EventStreams.read(consumers, topic, directory());
        MetricDocuments.of(AggregationTopology.metrics(clocked, directory(), AggregationSettings.from(configuration)))
                .sinkTo(new InMemory<>("separate-metrics"));
        CepTopology.attach(clocked, FixedRules.BUILT_IN, stream -> stream.sinkTo(new InMemory<>("separate-alerts")));
        consumers.execute();
    }

    private StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);
        return environment;
    }

    /** Reorders are waited for so long that only the end of input moves time: nothing depends on the machine's pace. */
    private static FixedDatasets directory() {
        return new FixedDatasets(DatasetDocument.files(ACCESS, "combined"));
    }

    private static DataGeneratorSource<RawRecord> source() {
        return new DataGeneratorSource<>(
                n -> new RawRecord(
                        "raw.acme.access",
                        n < LINES / 2 ? 0 : 1,
                        n % (LINES / 2),
                        NOON + n % (LINES / 2) * 20,
                        line(n).getBytes(UTF_8)),
                LINES,
                TypeInformation.of(RawRecord.class));
    }

    /** A minute of requests, with six failed logins and a success, a scan of paths, and a few lines that are none. */
    private static String line(long n) {
        if (n % 1_000 == 999) {
            return "not a request";
        }
        long i = n % (LINES / 2);
        String time = TIME.format(Instant.ofEpochMilli(NOON + i * 20));
        if (n < LINES / 2 && i >= 100 && i <= 106) {
            return request("192.0.2.7", time, "/login", i == 106 ? 200 : 401);
        }
        if (n >= LINES / 2 && i >= 200 && i < 240) {
            return request("192.0.2.8", time, "/probe/" + i, 404);
        }
        return request("10.0.0." + n % 50, time, "/page/" + n % 7, 200);
    }

    private static String request(String address, String time, String path, int status) {
        return "%s - - [%s +0000] \"GET %s HTTP/1.1\" %d 512 \"-\" \"curl/8\"".formatted(address, time, path, status);
    }

    private static List<String> metrics(String run) {
        return ARRIVED.get(run + "-metrics").stream()
                .map(SearchDocument.class::cast)
                .map(document -> document.index() + " " + document.id() + " " + new String(document.json(), UTF_8))
                .sorted()
                .toList();
    }

    private static List<String> alerts(String run) {
        return ARRIVED.get(run + "-alerts").stream()
                .map(Alert.class::cast)
                .map(alert -> alert.ruleId() + " " + alert.id())
                .sorted()
                .toList();
    }

    /** Keeps what arrives in {@link #ARRIVED}. */
    private record InMemory<T>(String name) implements Sink<T> {

        @Override
        @Deprecated
        public SinkWriter<T> createWriter(InitContext context) {
            throw new UnsupportedOperationException("Flink calls the other one");
        }

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            Queue<Object> arrived = ARRIVED.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>());
            return new SinkWriter<>() {
                @Override
                public void write(T element, Context writing) {
                    arrived.add(element);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
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
            Map<Partition, Long> ends = new HashMap<>();
            partitions.forEach(partition -> ends.put(partition, (long) LINES / 2));
            return CompletableFuture.completedFuture(ends);
        }

        @Override
        public void close() {}
    }
}
