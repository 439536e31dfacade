package io.drey.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.DatasetId;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.format.Formats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines that people met in practice, and what they are. */
class JsonCasesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant ARRIVAL = Instant.parse("2026-11-28T12:00:00Z");

    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = JsonCasesTest.class.getResourceAsStream("/json/cases.jsonl");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            List<String> all = lines.lines().toList();
            assertThat(all).hasSizeGreaterThan(10);
            Stream.Builder<Arguments> cases = Stream.builder();
            for (String line : all) {
                JsonNode each = JSON.readTree(line);
                cases.add(Arguments.of(each.path("id").textValue(), each));
            }
            return cases.build();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void givesWhatTheLineSays(String id, JsonNode each) {
        byte[] line = each.path("input").textValue().getBytes(UTF_8);
        Instant arrived =
                each.has("arrived") ? Instant.parse(each.path("arrived").textValue()) : ARRIVAL;
        LogEvent event = LogEvent.at(
                new DatasetId("acme", "app"), new Position("t", "raw.acme.app", 0, 1, 0), arrived.toEpochMilli(), line);

        assertThat(Formats.parser("json").parse(event, 0, line.length)).as(id).isNull();

        each.path("expect").fields().forEachRemaining(expected -> {
            String text = event.text(FieldName.parse(expected.getKey()));
            if (expected.getValue().isNull()) {
                assertThat(text).as(expected.getKey()).isNull();
            } else if (expected.getKey().equals("@timestamp")) {
                assertThat(Instant.parse(text))
                        .as(expected.getKey())
                        .isEqualTo(Instant.parse(expected.getValue().asText()));
            } else {
                assertThat(text)
                        .as(expected.getKey())
                        .isEqualTo(expected.getValue().asText());
            }
        });
    }
}
