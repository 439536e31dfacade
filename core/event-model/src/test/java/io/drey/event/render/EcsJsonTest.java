package io.drey.event.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Position;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcsJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EcsJson ecsJson = new EcsJson();

    @Test
    void nestsEveryFieldByItsName() throws IOException {
        EventBuilder event = event();
        for (Field field : Field.values()) {
            if (field.isSlice()) {
                event.append(field, (field.ecsName() + " ü").getBytes(UTF_8));
            } else {
                event.put(field, Long.MIN_VALUE);
            }
        }
        event.ingestedMillis(2);

        JsonNode read = JSON.readTree(ecsJson.render(event));

        for (Field field : Field.values()) {
            JsonNode value = read.at("/" + field.ecsName().replace('.', '/'));
            if (field.isSlice()) {
                assertThat(value.textValue()).isEqualTo(field.ecsName() + " ü");
            } else {
                assertThat(value.longValue()).isEqualTo(Long.MIN_VALUE);
            }
        }
        assertThat(read.at("/data_stream/namespace").textValue()).isEqualTo("acme");
        assertThat(read.at("/data_stream/dataset").textValue()).isEqualTo("access");
        assertThat(read.at("/event/id").textValue()).isEqualTo("topicId.1.2.3");
        assertThat(read.at("/event/created").textValue()).isEqualTo("1970-01-01T00:00:00.005Z");
        assertThat(read.at("/event/ingested").textValue()).isEqualTo("1970-01-01T00:00:00.002Z");
        assertThat(read.at("/event/original_base64").isMissingNode()).isTrue();
    }

    @Test
    void nestsOpenFieldsAmongTheOthers() throws IOException {
        EventBuilder event = event();
        event.append(Field.LOG_LEVEL, "warn".getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, 404);
        event.append(Field.EVENT_ORIGINAL, new byte[] {'a', (byte) 0xFF});
        event.appendOpen("log.iostream", "stderr");
        event.appendOpen("labels.order.id", "17\n\"");
        event.appendOpen("event.kind", "alert");

        byte[] line = ecsJson.render(event);

        JsonNode read = JSON.readTree(line);
        assertThat(read.at("/log/level").textValue()).isEqualTo("warn");
        assertThat(read.at("/log/iostream").textValue()).isEqualTo("stderr");
        assertThat(read.at("/labels/order/id").textValue()).isEqualTo("17\n\"");
        assertThat(read.at("/event/kind").textValue()).isEqualTo("alert");
        assertThat(read.at("/event/id").textValue()).isEqualTo("topicId.1.2.3");
        assertThat(read.at("/event/original").textValue()).isEqualTo("a\uFFFD");
        assertThat(read.at("/event/original_base64").textValue()).isEqualTo("Yf8=");
        assertThat(read.at("/http/response/status_code").longValue()).isEqualTo(404);
        assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
    }

    @Test
    void openFieldsOfADocumentAreInOneObjectByTheirWholeNames() throws IOException {
        EventBuilder event = event();
        event.appendOpen("labels.order.id", "17");
        event.appendOpen("k8s.pod.name", "web-1");
        event.appendOpen("labels.long", "x".repeat(20_000));

        JsonNode document = JSON.readTree(ecsJson.renderDocument(event, Set.of()));

        assertThat(document.path("labels"))
                .isEqualTo(JSON.readTree(
                        "{\"labels.order.id\":\"17\",\"k8s.pod.name\":\"web-1\",\"labels.drey.unsearchable\":\"1\"}"));
        assertThat(JSON.readTree(ecsJson.renderDocument(event(), Set.of())).has("labels"))
                .isFalse();
    }

    @Test
    void openFieldsThatAreImpersonalStandInAnObjectOfTheirOwnToo() throws IOException {
        EventBuilder event = event();
        event.appendOpen("labels.order.id", "17");
        event.appendOpen("labels.user", "ann");
        event.appendOpen("labels.long", "x".repeat(20_000));

        JsonNode document = JSON.readTree(
                ecsJson.renderDocument(event, Set.of("labels.order.id", "labels.long", "labels.elsewhere")));

        assertThat(document.path("impersonal")).isEqualTo(JSON.readTree("{\"labels.order.id\":\"17\"}"));
        assertThat(document.path("labels").size()).isEqualTo(3);
        assertThat(JSON.readTree(ecsJson.renderDocument(event, Set.of("labels.elsewhere")))
                        .has("impersonal"))
                .isFalse();
    }

    @Test
    void aNameThatIsAValueAndABeginningKeepsItsDots() throws IOException {
        EventBuilder event = event();
        event.appendOpen("labels.a", "1");
        event.appendOpen("labels.a.b", "2");
        event.appendOpen("labels.c.d", "3");
        event.appendOpen("labels.c", "4");
        event.appendOpen("labels.e..f", "5");

        JsonNode labels = JSON.readTree(ecsJson.render(event)).path("labels");

        assertThat(labels)
                .isEqualTo(JSON.readTree(
                        "{\"a\":\"1\",\"a.b\":\"2\",\"c\":{\"d\":\"3\"},\".c\":\"4\",\"e\":{\".f\":\"5\"}}"));
    }

    @Test
    void theLineIsTheMessageOfADocumentThatHasNone() throws IOException {
        EventBuilder event = event();
        event.append(Field.EVENT_ORIGINAL, new byte[] {'a', '"', (byte) 0xFF});

        byte[] document = ecsJson.renderDocument(event, Set.of());

        assertThat(document[document.length - 1]).isEqualTo((byte) '}');
        assertThat(JSON.readTree(document).path("message").textValue()).isEqualTo("a\"\uFFFD");
        assertThat(JSON.readTree(document).at("/event/original").isMissingNode())
                .isTrue();
        event.append(Field.MESSAGE, "free text".getBytes(UTF_8));
        JsonNode kept = JSON.readTree(ecsJson.renderDocumentWithOriginal(event, Set.of()));
        assertThat(kept.path("message").textValue()).isEqualTo("free text");
        assertThat(kept.at("/event/original").textValue()).isEqualTo("a\"\uFFFD");
        assertThat(kept.at("/event/original_base64").textValue()).isEqualTo("YSL/");
    }

    @Test
    void leavesOutWhatIsAbsent() {
        assertThat(new String(ecsJson.render(event()), UTF_8))
                .isEqualTo("{\"@timestamp\":\"1970-01-01T00:00:00.000Z\","
                        + "\"data_stream\":{\"namespace\":\"acme\",\"dataset\":\"access\"},"
                        + "\"event\":{\"id\":\"topicId.1.2.3\",\"created\":\"1970-01-01T00:00:00.005Z\"}}\n");
    }

    @Test
    void escapesAsJsonDemands() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x250; c++) {
            all.append(c);
        }
        all.append("\u2028\ufeff\ud83d\ude00");
        EventBuilder event = event();
        event.append(Field.MESSAGE, all.toString().getBytes(UTF_8));

        byte[] line = ecsJson.render(event);

        assertThat(JSON.readTree(line).path("message").textValue()).isEqualTo(all.toString());
        assertThat(new String(line, UTF_8).indexOf('\n')).isEqualTo(new String(line, UTF_8).length() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000Z",
        "-1, 1969-12-31T23:59:59.999999Z",
        "1431857103123000, 2015-05-17T10:05:03.123Z",
        "1431857103000100, 2015-05-17T10:05:03.000100Z",
        "-62135596800000000, 0001-01-01T00:00:00.000Z",
    })
    void writesTimesToTheMillisecondOrMicrosecond(long micros, String expected) throws IOException {
        EventBuilder event = event();
        event.timestampMicros(micros);

        assertThat(JSON.readTree(ecsJson.render(event)).path("@timestamp").textValue())
                .isEqualTo(expected);
    }

    private static EventBuilder event() {
        return EventBuilder.at(
                new DatasetId("acme", "access"), new Position("topicId", "raw.acme.access", 1, 2, 3), 5, new byte[0]);
    }
}
