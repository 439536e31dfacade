package io.drey.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class SendPositionTest {

    @Test
    void saysWhereARecordStood() {
        SourceRecord record = sending().apply(record(Map.of("offset", 12_345L)));

        assertThat(position(record)).isEqualTo("eu/raw.acme.webeu/3:12345");
    }

    @Test
    void leavesWhatTheShipperSaid() {
        SourceRecord record = record(Map.of("offset", 12_345L));
        record.headers().add("drey.position", "web-1/2049:9000".getBytes(UTF_8), Schema.OPTIONAL_BYTES_SCHEMA);

        assertThat(position(sending().apply(record))).isEqualTo("web-1/2049:9000");
        assertThat(record.headers()).hasSize(1);
    }

    @Test
    void refusesRecordsOfAnotherSource() {
        assertThatIllegalStateException()
                .isThrownBy(() -> sending().apply(record(Map.of("line", 7L))))
                .withMessageContaining("MirrorMaker");
    }

    @Test
    void refusesANameThatIsNone() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new SendPosition().configure(Map.of("source", "e u")))
                .withMessageContaining("such as eu");
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> new SendPosition().configure(Map.of()));
    }

    @Test
    void isFoundByConnect() {
        assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
                .contains(SendPosition.class);
    }

    private static SendPosition sending() {
        SendPosition position = new SendPosition();
        position.configure(Map.of("source", "eu"));
        return position;
    }

    private static SourceRecord record(Map<String, ?> offset) {
        return new SourceRecord(
                Map.of("cluster", "eu", "topic", "raw.acme.webeu", "partition", 3),
                offset,
                "raw.acme.webeu",
                3,
                Schema.OPTIONAL_BYTES_SCHEMA,
                null,
                Schema.BYTES_SCHEMA,
                "line".getBytes(UTF_8));
    }

    private static String position(SourceRecord record) {
        return new String(
                (byte[]) record.headers().lastWithName("drey.position").value(), UTF_8);
    }
}
