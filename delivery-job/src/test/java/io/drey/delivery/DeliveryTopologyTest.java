package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.job.JobEnvironment;
import io.drey.job.opensearch.SearchDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing may be interrupted
class DeliveryTopologyTest {

    @Test
    void makesADocumentOfEachAlertAndKeepsWhatIsNone() throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(2);
        GeneratorFunction<Long, byte[]> records = n -> n == 3
                ? new byte[] {1, 2, 3}
                : Alerts.of("alert-" + n, "1.2.3.4").encode();
        AtomicReference<DataStream<SearchDocument>> documents = new AtomicReference<>();

        DeliveryTopology.build(
                environment,
                new DataGeneratorSource<>(records, 6, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                documents::set,
                alerts -> {});

        assertThat(collect(documents.get()))
                .containsExactlyInAnyOrder(
                        "alerts-acme-2026.01/alert-0",
                        "alerts-acme-2026.01/alert-1",
                        "alerts-acme-2026.01/alert-2",
                        "rejected-alerts-unreadable/039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81",
                        "alerts-acme-2026.01/alert-4",
                        "alerts-acme-2026.01/alert-5");
    }

    private static List<String> collect(DataStream<SearchDocument> documents) throws Exception {
        List<String> names = new ArrayList<>();
        try (CloseableIterator<SearchDocument> iterator = documents.executeAndCollect()) {
            iterator.forEachRemaining(document -> names.add(document.index() + "/" + document.id()));
        }
        return names;
    }
}
