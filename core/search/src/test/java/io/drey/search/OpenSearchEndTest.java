package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.delivery.Receipt;
import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(900)
class OpenSearchEndTest {

    private static final int DOCUMENTS = 237;

    @Test
    void writesAllDocumentsOfAStreamThoughTheServerFailsInBetween() throws Exception {
        try (TestingOpenSearch server = new TestingOpenSearch()) {
            server.failNext(503, 0, 429);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                    new Configuration().set(PipelineOptions.GENERIC_TYPES, false));
            env.setParallelism(2);
            env.enableCheckpointing(50);

            OpenSearchEnd.write(
                    env.fromSequence(1, DOCUMENTS)
                            .map(n -> SearchDocument.unversioned("tests", "n" + n, "{}".getBytes(UTF_8)))
                            .returns(SearchDocument.class),
                    BulkClientTest.settings(server.url()),
                    "tests");
            env.execute();

            assertThat(server.documents).hasSize(DOCUMENTS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {SearchDocument.class, DocumentBatch.class, Receipt.class, DeliveredCount.class, DeadLetter.class
            })
    void streamedTypesNeedNoGenericSerializer(Class<?> type) {
        TypeInformation<?> information = TypeInformation.of(type);

        assertThat(information).isInstanceOf(PojoTypeInfo.class);
        Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
        assertThat(information.createSerializer(new ExecutionConfig(strict).getSerializerConfig()))
                .isNotNull();
    }
}
