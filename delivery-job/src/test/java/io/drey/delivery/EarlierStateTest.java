package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.job.JobEnvironment;
import io.drey.job.kafka.RawRecord;
import io.drey.testing.Savepoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
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

/** Savepoints of earlier versions go on behind the alerts that were delivered. */
@Timeout(120)
class EarlierStateTest {

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
        DataStream<PositionedAlert> alerts = DeliveryTopology.alerts(environment, source, new TestingRecords());
        DeliveryTopology.alertDocuments(alerts)
                .sinkTo(new DiscardingSink<>())
                .name("documents")
                .uid("documents");
        DeliveryTopology.withoutPositions(alerts)
                .map(EarlierStateTest::keep)
                .returns(TypeInformation.of(Alert.class))
                .name("keep")
                .uid("keep")
                .sinkTo(new DiscardingSink<>())
                .uid("end");
        return environment;
    }

    private static Alert keep(Alert alert) {
        DELIVERED.add(alert.id());
        return alert;
    }
}
