package io.drey.job.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.testing.SerializerPin;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.api.Test;

/** What checkpoints hold of documents under way is read as earlier versions wrote it. */
class StatePinsTest {

    @Test
    void batchesUnderWay() {
        SearchDocument document = new SearchDocument("metrics-acme-2026.03", "id", 7, "{\"count\":7}".getBytes(UTF_8));
        SerializerPin.of(
                        "document-batch",
                        TypeInformation.of(DocumentBatch.class).createSerializer(new SerializerConfigImpl()),
                        new DocumentBatch(new SearchDocument[] {document}),
                        batch -> List.of(batch.documents()))
                .check();
    }
}
