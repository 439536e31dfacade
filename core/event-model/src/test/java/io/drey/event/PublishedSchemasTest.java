package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.metric.MetricPointCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema files are what others read: they must be what the code writes. */
class PublishedSchemasTest {

    @ParameterizedTest
    @CsvSource({"event-batch", "log-event", "heartbeat", "dead-letter", "alert", "delivered-count", "metric-point"})
    void theFileIsTheSchemaInUse(String name) throws IOException {
        Schema schema =
                switch (name) {
                    case "event-batch" -> EventBatchSchema.AVRO;
                    case "log-event" -> LogEventSchema.AVRO;
                    case "heartbeat" -> Heartbeat.AVRO;
                    case "dead-letter" -> DeadLetter.AVRO;
                    case "delivered-count" -> DeliveredCount.AVRO;
                    case "metric-point" -> MetricPointCodec.AVRO;
                    default -> Alert.AVRO;
                };
        // -Ddrey.schemas.write=true writes the files anew.
        if (Boolean.getBoolean("drey.schemas.write")) {
            Files.writeString(Path.of("src/main/resources/schemas", name + ".avsc"), schema.toString(true) + "\n");
        }
        try (InputStream file = getClass().getResourceAsStream("/schemas/" + name + ".avsc")) {
            assertThat(file).as("schemas/%s.avsc", name).isNotNull();
            assertThat(new Schema.Parser().parse(new String(file.readAllBytes(), UTF_8)))
                    .isEqualTo(schema);
        }
    }
}
