package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.delivery.DeliveryTopology.Gathering;
import io.drey.delivery.DeliveryTopology.TargetsEnd;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.LogEventCodec;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.SendingEnd;
import io.drey.testing.Savepoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
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

/** Savepoints of earlier versions, the first without events and ledger, go on behind the alerts that were delivered. */
@Timeout(900)
class EarlierStateTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final int FIRST_HALF = 3;
    private static final int SECOND_HALF = 2;
    private static final Savepoints SAVEPOINTS = new Savepoints("delivery-job");
    private static final Queue<String> DELIVERED = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void takeSavepoint() throws Exception {
        SAVEPOINTS.writeIfAsked(
                configuration -> job(configuration, 1, RateLimiterStrategy.perCheckpoint(FIRST_HALF)),
                () -> DELIVERED.size() == FIRST_HALF);
    }

    static List<Path> savepoints() {
        return SAVEPOINTS.all();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void whatWasDeliveredIsNotDeliveredAgain(Path savepoint) throws Exception {
        DELIVERED.clear();

        job(Savepoints.restoring(savepoint), 2, RateLimiterStrategy.noOp()).execute();

        assertThat(DELIVERED).containsExactlyInAnyOrder("alert-3", "alert-4");
    }

    private static StreamExecutionEnvironment job(
            Configuration configuration, int parallelism, RateLimiterStrategy pace) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        DataGeneratorSource<RawRecord> source = new DataGeneratorSource<>(
                n -> new RawRecord(
                        "alerts.acme",
                        0,
                        n,
                        Alerts.COMPLETED,
                        Alerts.of("alert-" + n, "1.2.3.4").encode()),
                FIRST_HALF + SECOND_HALF,
                pace,
                TypeInformation.of(RawRecord.class));
        DataGeneratorSource<byte[]> events = new DataGeneratorSource<>(
                n -> new LogEventCodec().encode(Events.access(ACCESS, n, 200)),
                FIRST_HALF + SECOND_HALF,
                pace,
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        DeliveryTopology.build(
                environment,
                new DeliveryTopology.Ends(
                        source,
                        events,
                        new TestingRecords(),
                        Optional.of(EarlierStateTest::discardDocuments),
                        Optional.of(EarlierStateTest::keep),
                        Optional.of(new DiscardingSink<>()),
                        List.of(new TargetsEnd("webhooks", new TestingEnds.OneTarget(""), Gathering.BY_REQUEST)),
                        TestingActs.NONE),
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                DeliverySettings.from(new Configuration()));
        return environment;
    }

    /** The uids are those that the first savepoint has. */
    private static SendingEnd.Outcome discardDocuments(DataStream<SearchDocument> documents, String name) {
        String uid = name.equals("alerts") ? "documents" : name + "-documents";
        documents.sinkTo(new DiscardingSink<>()).name(uid).uid(uid);
        return TestingEnds.allTaken(documents, name);
    }

    private static void keep(DataStream<Alert> alerts) {
        alerts.map(EarlierStateTest::keep)
                .returns(TypeInformation.of(Alert.class))
                .name("keep")
                .uid("keep")
                .sinkTo(new DiscardingSink<>())
                .uid("end");
    }

    private static Alert keep(Alert alert) {
        DELIVERED.add(alert.id());
        return alert;
    }
}
