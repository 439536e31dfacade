package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.SearchPolicy;
import io.drey.delivery.DeliveryTopology.Gathering;
import io.drey.delivery.DeliveryTopology.TargetsEnd;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.event.EventBatchWriter;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Topics;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.DecodeRecords;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
import io.drey.testing.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@SuppressWarnings("try") // closing may be interrupted
class DeliveryTopologyTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId QUIET = new DatasetId("acme", "quiet");

    @Test
    void makesADocumentOfEachAlert() throws Exception {
        StreamExecutionEnvironment environment = environment();
        GeneratorFunction<Long, RawRecord> records =
                n -> record(Alerts.of("alert-" + n, "1.2.3.4").encode(), n);

        DataStream<SearchDocument> documents = DeliveryTopology.alertDocuments(
                DeliveryTopology.alerts(
                        environment,
                        new DataGeneratorSource<>(records, 3, TypeInformation.of(RawRecord.class)),
                        new TestingRecords(),
                        ""),
                TestingActs.NONE);

        assertThat(collect(documents))
                .containsExactlyInAnyOrder(
                        "alerts-acme-2026.01/alert-0", "alerts-acme-2026.01/alert-1", "alerts-acme-2026.01/alert-2");
    }

    @Test
    void keepsWhatIsNoAlertOfTheTopicsTenantWithItsBytesReasonAndPosition() throws Exception {
        byte[] nonsense = {1, 2, (byte) 0xFF};
        byte[] foreign = Alerts.of("a1", "1.2.3.4").encode();
        try (OneInputStreamOperatorTestHarness<RawRecord, PositionedAlert> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new DecodeRecords<>(Topics.ALERTS, "alerts", PositionedAlert::decode)))) {
            harness.open();
            harness.processElement(record(nonsense, 7), 0);
            harness.processElement(new RawRecord("alerts.other", 2, 8, Alerts.COMPLETED, foreign), 0);

            assertThat(harness.extractOutputValues()).isEmpty();
            List<DeadLetter> letters = new ArrayList<>();
            harness.getSideOutput(DecodeRecords.UNREADABLE).forEach(each -> letters.add(each.getValue()));
            assertThat(letters).hasSize(2);
            assertThat(letters.get(0).raw()).isEqualTo(nonsense);
            assertThat(letters.get(0).tenant()).isEqualTo("acme");
            assertThat(letters.get(0).topic()).isEqualTo("alerts.acme");
            assertThat(letters.get(0).offset()).isEqualTo(7);
            assertThat(letters.get(1).tenant()).isEqualTo("other");
            assertThat(letters.get(1).reason()).isEqualTo("an alert of tenant acme in the topic of tenant other");
        }
    }

    @Test
    void makesDocumentsOfTheEventsThatTheirDatasetsPolicySelects() throws Exception {
        StreamExecutionEnvironment environment = environment();
        environment.setParallelism(1);
        GeneratorFunction<Long, byte[]> records = n -> {
            LogEvent event = Events.access(n < 4 ? ACCESS : QUIET, n, n % 2 == 0 ? 200 : 404);
            return n % 4 < 2 ? new LogEventCodec().encode(event) : EventBatchWriter.record(event);
        };
        FixedDatasets directory = new FixedDatasets(
                DatasetDocument.live(ACCESS, "combined")
                        .withSearch(new SearchPolicy(
                                SearchPolicy.Selection.ERRORS,
                                1,
                                SearchPolicy.Period.MONTHLY,
                                SearchPolicy.Original.DROPPED)),
                DatasetDocument.live(QUIET, "combined")
                        .withSearch(new SearchPolicy(
                                SearchPolicy.Selection.NONE,
                                1,
                                SearchPolicy.Period.DAILY,
                                SearchPolicy.Original.DROPPED)));

        DataStream<SearchDocument> documents = DeliveryTopology.logDocuments(
                DeliveryTopology.events(
                        environment,
                        new DataGeneratorSource<>(records, 8, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                        directory,
                        new DiscardingSink<>()),
                directory);

        assertThat(collect(documents))
                .containsExactlyInAnyOrder("logs-acme-2026.01/topic.0.1.0", "logs-acme-2026.01/topic.0.3.0");
    }

    @Test
    @Timeout(900)
    void deliversToEveryEndThatIsThereAndTellsTheLedger() throws Exception {
        Queue<String> requests = new ConcurrentLinkedQueue<>();
        HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders().getFirst("Drey-Delivery"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        webhook.start();
        String target = "type: webhook\naddress: http://127.0.0.1:%d/"
                .formatted(webhook.getAddress().getPort());
        // What a sink has flushed is told with the checkpoint, and the ledger gathers for some seconds.
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        // Requests that are under way together come in any order.
        configuration.set(DeliverySettings.REQUESTS_IN_FLIGHT, 1);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(1);
        GeneratorFunction<Long, RawRecord> alerts = n -> record(
                n == 1
                        ? Alerts.staged("acme", "tried").encode()
                        : Alerts.of("alert-" + n, "1.2.3.4").encode(),
                n);
        GeneratorFunction<Long, byte[]> events = n -> new LogEventCodec().encode(Events.access(ACCESS, n, 200));

        DeliveryTopology.build(
                environment,
                new DeliveryTopology.Ends(
                        new DataGeneratorSource<>(
                                alerts,
                                1_000,
                                RateLimiterStrategy.perCheckpoint(2),
                                TypeInformation.of(RawRecord.class)),
                        new DataGeneratorSource<>(
                                events,
                                1_000,
                                RateLimiterStrategy.perCheckpoint(2),
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                        new TestingRecords(),
                        Optional.of(TestingEnds.documents()),
                        Optional.of(stream -> TestingEnds.keep(stream, Alert::id, "lake")),
                        Optional.of(new DiscardingSink<>()),
                        List.of(new TargetsEnd("webhooks", new TestingEnds.OneTarget(target), Gathering.BY_REQUEST)),
                        TestingActs.NONE),
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                DeliverySettings.from(configuration));
        JobClient job = environment.executeAsync();
        try {
            Await.value(
                    "the ledger of each target",
                    Duration.ofMinutes(3),
                    DeliveryTopologyTest::targetsInLedger,
                    told -> told.equals(Set.of("opensearch", "lake", "jdbc", "webhook:soc")));
            Await.value("requests", Duration.ofMinutes(3), requests::size, sent -> sent >= 2);
        } finally {
            job.cancel().get();
            webhook.stop(0);
        }

        assertThat(requests).startsWith("alert-0", "alert-2");
        assertThat(TestingEnds.arrived("lake")).startsWith("alert-0", "alert-2");
        assertThat(TestingEnds.arrived("alerts-documents"))
                .startsWith("alerts-acme-2026.01/alert-0", "staged-acme-2026.01/tried", "alerts-acme-2026.01/alert-2");
        assertThat(TestingEnds.arrived("logs-documents"))
                .startsWith("logs-acme-2026.01.31/topic.0.0.0", "logs-acme-2026.01.31/topic.0.1.0");
    }

    @Test
    void readsNoEventsWhereNothingTakesThem() {
        StreamExecutionEnvironment environment = environment();
        GeneratorFunction<Long, RawRecord> alerts =
                n -> record(Alerts.of("alert-" + n, "1.2.3.4").encode(), n);
        GeneratorFunction<Long, byte[]> events = n -> new LogEventCodec().encode(Events.access(ACCESS, n, 200));

        DeliveryTopology.build(
                environment,
                new DeliveryTopology.Ends(
                        new DataGeneratorSource<>(alerts, 3, TypeInformation.of(RawRecord.class)),
                        new DataGeneratorSource<>(events, 3, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                        new TestingRecords(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new DiscardingSink<>()),
                        List.of(),
                        TestingActs.NONE),
                new FixedDatasets(),
                DeliverySettings.from(new Configuration()));

        assertThat(environment.getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("alerts", "decode-alerts", "jdbc-alerts", "jdbc-count-deliveries")
                .doesNotContain("read-events", "log-documents", "lake-count-deliveries");
    }

    @Test
    void aDatasetWithoutADocumentIsSearchableByTheDefault() throws Exception {
        LogDocuments function = new LogDocuments(new FixedDatasets());
        function.open(DefaultOpenContext.INSTANCE);
        List<SearchDocument> documents = new ArrayList<>();
        function.flatMap(Clocked.payload(Events.access(ACCESS, 1, 200)), new ListCollector<>(documents));

        assertThat(documents).extracting(SearchDocument::index).containsExactly("logs-acme-2026.01.31");
        assertThat(documents.get(0).receipt().offset()).isEqualTo(1);
    }

    private static Set<String> targetsInLedger() {
        return TestingRecords.WRITTEN.stream()
                .filter(record -> record.topic().equals("ledger.acme"))
                .map(record -> DeliveredCount.decode(record.value()).target())
                .collect(Collectors.toSet());
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(2);
        return environment;
    }

    private static RawRecord record(byte[] value, long offset) {
        return new RawRecord("alerts.acme", 0, offset, Alerts.COMPLETED, value);
    }

    private static List<String> collect(DataStream<SearchDocument> documents) throws Exception {
        List<String> names = new ArrayList<>();
        try (CloseableIterator<SearchDocument> iterator = documents.executeAndCollect()) {
            iterator.forEachRemaining(document -> names.add(document.index() + "/" + document.id()));
        }
        return names;
    }
}
