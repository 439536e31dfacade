package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines that people met in the field, {@code cases/lines.jsonl}, each with the answer that is right. */
class CasesTest {

    /** Those that are taken; the others in the file wait for theirs. */
    private static final Set<String> FORMATS = Set.of(
            "alb",
            "apache",
            "apache-error",
            "combined",
            "elb",
            "fortigate",
            "haproxy",
            "json",
            "logfmt",
            "nginx",
            "nginx-error",
            "rfc3164",
            "syslog");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DatasetId DATASET = new DatasetId("acme", "lines");
    private static final Instant ARRIVED = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aLineFromTheFieldBecomesWhatIsRight(String id, JsonNode field) {
        List<LogEvent> events = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        Instant arrived =
                field.has("arrived") ? Instant.parse(field.path("arrived").asText()) : ARRIVED;
        byte[] line = field.path("input").asText().getBytes(UTF_8);
        EventBuilder first = EventBuilder.at(
                DATASET, new Position("topic", "raw.acme.lines", 0, 7, 0), arrived.toEpochMilli(), line);

        new LinePipeline(document(field).lines()).process(first, new LinePipeline.Output() {
            @Override
            public void event(EventBuilder event) {
                events.add(event);
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                throw new AssertionError("dropped by " + reason);
            }

            @Override
            public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                rejections.add(rejection);
            }
        });

        JsonNode expected = field.path("expect");
        if (expected.path("dead_letter").asBoolean()) {
            assertThat(rejections).as(field.path("why").asText()).hasSize(1);
            return;
        }
        assertThat(rejections).as(field.path("why").asText()).isEmpty();
        for (Map.Entry<String, JsonNode> value : expected.properties()) {
            assertThat(shown(events.get(0), value.getKey()))
                    .as("%s: %s", value.getKey(), field.path("why").asText())
                    .isEqualTo(wanted(value.getKey(), value.getValue()));
        }
    }

    private static String shown(LogEvent event, String name) {
        return wanted(name, event.text(FieldName.parse(name)));
    }

    private static String wanted(String name, JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(joining(","));
        }
        return wanted(name, value.isNull() ? null : value.asText());
    }

    /** Times are compared as moments: how many digits a fraction has is free. */
    private static String wanted(String name, String value) {
        return value != null && name.equals("@timestamp") ? Instant.parse(value).toString() : value;
    }

    private static DatasetDocument document(JsonNode field) {
        ObjectNode content = JSON.createObjectNode();
        content.put("format", field.path("format").asText());
        field.path("dataset").properties().forEach(key -> content.set(key.getKey(), key.getValue()));
        return DatasetDocument.of(
                new Document(DocumentKind.DATASET, DATASET.tenant(), DATASET.dataset(), content),
                TenantDocument.defaults(DATASET.tenant()));
    }

    static Stream<Arguments> cases() {
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(CasesTest.class.getResourceAsStream("/cases/lines.jsonl"), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases.stream()
                .filter(each -> FORMATS.contains(each.path("format").asText().replaceFirst(":.*", "")))
                .map(each -> Arguments.of(each.path("id").asText(), each));
    }
}
