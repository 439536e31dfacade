package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.SearchPolicy;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.EventBatchWriter;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing may be interrupted
class DeliveryTopologyTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId QUIET = new DatasetId("acme", "quiet");

    @Test
    void makesADocumentOfEachAlert() throws Exception {
        StreamExecutionEnvironment environment = environment();
        GeneratorFunction<Long, RawRecord> records =
                n -> record(Alerts.of("alert-" + n, "1.2.3.4").encode(), n);

        DataStream<SearchDocument> documents = DeliveryTopology.alertDocuments(DeliveryTopology.alerts(
                environment,
                new DataGeneratorSource<>(records, 3, TypeInformation.of(RawRecord.class)),
                new TestingRecords()));

        assertThat(collect(documents))
                .containsExactlyInAnyOrder(
                        "alerts-acme-2026.01/alert-0", "alerts-acme-2026.01/alert-1", "alerts-acme-2026.01/alert-2");
    }

    @Test
    void keepsWhatIsNoAlertOfTheTopicsTenantWithItsBytesReasonAndPosition() throws Exception {
        byte[] nonsense = {1, 2, (byte) 0xFF};
        byte[] foreign = Alerts.of("a1", "1.2.3.4").encode();
        try (OneInputStreamOperatorTestHarness<RawRecord, PositionedAlert> harness =
                new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new DecodeAlerts()))) {
            harness.open();
            harness.processElement(record(nonsense, 7), 0);
            harness.processElement(new RawRecord("alerts.other", 2, 8, Alerts.COMPLETED, foreign), 0);

            assertThat(harness.extractOutputValues()).isEmpty();
            List<DeadLetter> letters = new ArrayList<>();
            harness.getSideOutput(DecodeAlerts.UNREADABLE).forEach(each -> letters.add(each.getValue()));
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
    void aDatasetWithoutADocumentIsSearchableByTheDefault() throws Exception {
        LogDocuments function = new LogDocuments(new FixedDatasets());
        function.open(DefaultOpenContext.INSTANCE);
        List<SearchDocument> documents = new ArrayList<>();
        function.flatMap(Clocked.payload(Events.access(ACCESS, 1, 200)), new ListCollector<>(documents));

        assertThat(documents).extracting(SearchDocument::index).containsExactly("logs-acme-2026.01.31");
        assertThat(documents.get(0).receipt().offset()).isEqualTo(1);
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
