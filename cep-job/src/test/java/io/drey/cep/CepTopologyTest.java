package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.detection.AccessEvent;
import io.drey.detection.BuiltInDetections;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Topics;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.OutgoingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** The job as it runs, between ends in memory. */
@SuppressWarnings("try") // closing may be interrupted
class CepTopologyTest {

    @Test
    void alertsOnWhatTheReferenceFindsAndDropsReplays() throws Exception {
        List<AccessEvent> requests = RandomTraffic.inArrivalOrder(12, 3_000);
        Map<String, Alert> expected = RandomTraffic.expectedAlerts(requests, BuiltInDetections.ALL);
        assertThat(expected.values()).extracting(Alert::ruleId).contains("brute-force-login", "path-scanner");

        List<Alert> alerts = run(requests);

        assertThat(alerts).extracting(Alert::id).containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(alerts).allSatisfy(alert -> assertThat(alert.evidence())
                .isEqualTo(expected.get(alert.id()).evidence()));
    }

    @Test
    void sendsAnAlertToItsTenantsTopicUnderItsId() {
        Alert alert = RandomTraffic.expectedAlerts(RandomTraffic.inArrivalOrder(12, 3_000), BuiltInDetections.ALL)
                .values()
                .iterator()
                .next();

        OutgoingRecord record = CepTopology.toRecord(alert);

        assertThat(record.topic()).isEqualTo(Topics.alerts(alert.tenant()));
        assertThat(record.key()).isEqualTo(alert.id().getBytes(UTF_8));
        assertThat(Alert.decode(record.value())).isEqualTo(alert);
    }

    private static List<Alert> run(List<AccessEvent> requests) throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(2);
        AtomicReference<DataStream<Alert>> alerts = new AtomicReference<>();
        CepTopology.build(environment, source(requests), unhurried(), FixedRules.BUILT_IN, damaged -> {}, alerts::set);

        List<Alert> collected = new ArrayList<>();
        try (CloseableIterator<Alert> iterator = alerts.get().executeAndCollect()) {
            iterator.forEachRemaining(collected::add);
        }
        return collected;
    }

    /** A reorder delay so long that only the end of the input moves time: nothing depends on the machine's pace. */
    private static FixedDatasets unhurried() {
        return new FixedDatasets(Stream.of("acme", "other")
                .flatMap(tenant -> Stream.of("access", "admin").map(dataset -> new DatasetId(tenant, dataset)))
                .map(id -> DatasetDocument.files(id, "combined"))
                .toArray(DatasetDocument[]::new));
    }

    /** Two halves, one a subtask and form, as raw partitions are spread; when a half has been read, it is read again. */
    private static DataGeneratorSource<byte[]> source(List<AccessEvent> requests) {
        byte[][] even = encode(requests, 0);
        byte[][] odd = encode(requests, 1);
        int count = 2 * Math.max(even.length, odd.length);
        GeneratorFunction<Long, byte[]> records = n -> {
            byte[][] half = n < count ? even : odd;
            return half[(int) (n % count) % half.length];
        };
        return new DataGeneratorSource<>(records, 2L * count, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private static byte[][] encode(List<AccessEvent> requests, int half) {
        return requests.stream()
                .filter(request -> request.partition() % 2 == half)
                .map(CepTopologyTest::encode)
                .toArray(byte[][]::new);
    }

    private static byte[] encode(AccessEvent request) {
        LogEvent event = RandomTraffic.event(request);
        return request.partition() % 2 == 0 ? new LogEventCodec().encode(event) : EventBatchWriter.record(event);
    }
}
