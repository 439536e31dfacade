package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;

class LogEventCodecTest {

    private static final DatasetId ACME_ACCESS = new DatasetId("acme", "access");
    private static final Position POSITION = new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme.access", 3, 12345, 0);

    private final LogEventCodec codec = new LogEventCodec();

    @Test
    void avroReadsWhatTheCodecWrites() throws IOException {
        LogEvent event = event("1.2.3.4 GET", 200);

        GenericRecord read = new BinaryMessageDecoder<GenericRecord>(new GenericData(), LogEventSchema.AVRO)
                .decode(codec.encode(event));

        assertThat(read.get("tenant")).hasToString("acme");
        assertThat(read.get("dataset")).hasToString("access");
        assertThat(read.get("raw_offset")).isEqualTo(12345L);
        assertThat(read.get("source_ip")).hasToString("1.2.3.4");
        assertThat(read.get("http_response_status_code")).isEqualTo(200L);
        assertThat(read.get("user_agent_original")).isNull();
    }

    @Test
    void decodesWhatItEncoded() {
        LogEvent event = event("1.2.3.4 GET", 404);

        LogEvent read = codec.decode(codec.encode(event));

        assertThat(read.datasetId()).isEqualTo(ACME_ACCESS);
        assertThat(read.position()).isEqualTo(POSITION);
        assertThat(read.timestampMicros()).isEqualTo(1_700_000_000_123_456L);
        assertThat(read.createdMillis()).isEqualTo(1_700_000_001_000L);
        assertThat(read.ingestedMillis()).isEqualTo(1_700_000_002_000L);
        for (Field field : Field.values()) {
            assertThat(read.has(field)).as(field.ecsName()).isEqualTo(event.has(field));
            assertThat(read.number(field) == event.number(field) || field.isSlice())
                    .isTrue();
        }
        assertThat(read.text(Field.SOURCE_IP)).isEqualTo("1.2.3.4");
        assertThat(read.slice(Field.EVENT_ORIGINAL)).isEqualTo("1.2.3.4 GET".getBytes(UTF_8));
    }

    @Test
    void keepsOpenFieldsInTheirOrder() throws IOException {
        EventBuilder event = event("1.2.3.4 GET", 200);
        event.putOpen("trace.state", 8, 3);
        event.appendOpen("labels.grün", "größer");
        event.appendOpen("labels.empty", "");

        LogEvent read = codec.decode(codec.encode(event));

        assertThat(read).hasToString(event.toString());
        assertThat(read.openCount()).isEqualTo(3);
        assertThat(read.openName(1)).isEqualTo("labels.grün");
        assertThat(read.text(new FieldName.Open("labels.grün"))).isEqualTo("größer");
        GenericRecord avro = new BinaryMessageDecoder<GenericRecord>(new GenericData(), LogEventSchema.AVRO)
                .decode(codec.encode(event));
        assertThat(avro.get("labels").toString()).contains("trace.state").contains("GET");
    }

    @Test
    void keepsBytesThatAreNoText() {
        byte[] line = {(byte) 0xFF, 0, 27, (byte) 0xC0, 10};
        EventBuilder event = EventBuilder.at(ACME_ACCESS, POSITION, 0, line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);

        assertThat(codec.decode(codec.encode(event)).slice(Field.EVENT_ORIGINAL))
                .isEqualTo(line);
    }

    @Test
    void refusesACutEventAtEveryLength() {
        byte[] encoded = codec.encode(event("1.2.3.4 GET", 200));
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(cut));
        }
    }

    @Test
    void tellsEventsFromHeartbeats() {
        byte[] heartbeat = new Heartbeat(ACME_ACCESS, "topic", 2, 10_000).encode();

        assertThat(LogEventCodec.isEvent(heartbeat)).isFalse();
        assertThat(Heartbeat.isHeartbeat(heartbeat)).isTrue();
        assertThat(Heartbeat.decode(heartbeat)).isEqualTo(new Heartbeat(ACME_ACCESS, "topic", 2, 10_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(heartbeat))
                .withMessageContaining("unknown log-event schema");
    }

    private static EventBuilder event(String line, int status) {
        EventBuilder event = EventBuilder.at(ACME_ACCESS, POSITION, 1_700_000_001_000L, line.getBytes(UTF_8));
        event.timestampMicros(1_700_000_000_123_456L);
        event.ingestedMillis(1_700_000_002_000L);
        event.put(Field.SOURCE_IP, 0, 7);
        event.put(Field.HTTP_REQUEST_METHOD, 8, 3);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        event.put(Field.EVENT_ORIGINAL, 0, line.length());
        return event;
    }
}
