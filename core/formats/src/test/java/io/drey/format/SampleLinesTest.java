package io.drey.format;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that others wrote. */
class SampleLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LogEventCodec codec = new LogEventCodec();

    @ParameterizedTest
    @CsvSource({
        "access-semicomplete-a/access.log, combined, 5000",
        "access-hackers/access.log, combined, 3456",
        "access-nginx-synthetic/access.log, combined, 1408",
        "webreadr-samples/combined_log.clf, combined, 12",
        "webreadr-samples/log.clf, common, 2",
    })
    void everyLineParsesAndKeepsItsBytes(String file, String format, int count) {
        List<byte[]> lines = Samples.lines(file);
        LineParser parser = Formats.parser(format);

        assertThat(lines).hasSize(count);
        for (byte[] line : lines) {
            LogEvent event = parsed(parser, line);
            assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
            assertThat(event.has(Field.SOURCE_IP)).isTrue();
            assertThat(event.has(Field.HTTP_RESPONSE_STATUS_CODE)).isTrue();
            assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
        }
    }

    /** The plain expression finds the same fields, where it matches. */
    @ParameterizedTest
    @CsvSource({"access-semicomplete-a/access.log", "access-hackers/access.log", "access-nginx-synthetic/access.log"})
    void agreesWithARegularExpression(String file) {
        Pattern combined = Pattern.compile(
                "^(\\S+) (\\S+) (\\S+) \\[[^\\]]+\\] \"([A-Z]+) ([^ \"?]*)(?:\\?([^ \"]*))? HTTP/([\\d.]+)\""
                        + " (\\d{3}) (\\d+|-) \"((?:[^\"\\\\]|\\\\.)*)\" \"((?:[^\"\\\\]|\\\\.)*)\".*$");
        LineParser parser = Formats.parser("combined");
        int matches = 0;
        for (byte[] line : Samples.lines(file)) {
            Matcher matcher = combined.matcher(new String(line, UTF_8));
            if (!matcher.matches()) {
                continue;
            }
            matches++;
            LogEvent event = parsed(parser, line);
            assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo(matcher.group(1));
            assertThat(orMinus(event, Field.CLIENT_IDENT)).isEqualTo(matcher.group(2));
            assertThat(orMinus(event, Field.USER_NAME)).isEqualTo(matcher.group(3));
            assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo(matcher.group(4));
            assertThat(event.text(Field.URL_PATH)).isEqualTo(matcher.group(5).replaceFirst("^[a-z]+://[^/]*", ""));
            assertThat(event.has(Field.URL_QUERY) ? event.text(Field.URL_QUERY) : "")
                    .isEqualTo(matcher.group(6) == null ? "" : matcher.group(6));
            assertThat(event.text(Field.HTTP_VERSION)).isEqualTo(matcher.group(7));
            assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(Long.parseLong(matcher.group(8)));
            if (!matcher.group(9).equals("-")) {
                assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(Long.parseLong(matcher.group(9)));
            }
            assertThat(orMinus(event, Field.HTTP_REQUEST_REFERRER))
                    .isEqualTo(matcher.group(10).isEmpty() ? "-" : matcher.group(10));
            assertThat(orMinus(event, Field.USER_AGENT_ORIGINAL))
                    .isEqualTo(matcher.group(11).isEmpty() ? "-" : matcher.group(11));
        }
        assertThat(matches).isGreaterThan(1000);
    }

    @Test
    void givesTheFieldsThatTheCatalogueExpects() throws IOException {
        JsonNode documents = JSON.readTree(
                Samples.path("access-nginx-synthetic/expected.sample.json").toFile());

        assertThat(documents.size()).isEqualTo(990);
        for (JsonNode document : documents) {
            LogEvent event = parsed("combined", document.path("body").textValue());
            assertThat(event.text(Field.SOURCE_IP))
                    .isEqualTo(document.at("/communication/source/ip").textValue());
            assertThat(event.text(Field.URL_ORIGINAL))
                    .isEqualTo(document.at("/http/url").textValue());
            assertThat(event.text(Field.HTTP_VERSION))
                    .isEqualTo(document.at("/http/flavor").textValue());
            assertThat(event.text(Field.HTTP_REQUEST_METHOD))
                    .isEqualTo(document.at("/http/request/method").textValue());
            assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE))
                    .isEqualTo(document.at("/http/response/status_code").asLong());
            assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES))
                    .isEqualTo(document.at("/http/response/bytes").asLong());
            assertThat(event.timestampMillis())
                    .isEqualTo(Instant.parse(document.path("@timestamp").textValue())
                            .toEpochMilli());
        }
    }

    @Test
    void parsesTheWebServerLinesOfTheDetectionHub() throws IOException {
        int lines = 0;
        for (Path folder : Samples.files(Samples.path("crowdsec"))) {
            Path config = folder.resolve("config.yaml");
            if (!Files.exists(config) || !Files.readString(config).matches("(?s).*log_type: (nginx|apache2)\\s.*")) {
                continue;
            }
            for (Path file : Samples.files(folder)) {
                if (!file.toString().endsWith(".log")) {
                    continue;
                }
                for (byte[] line : Samples.lines(file)) {
                    LogEvent event = parsed(Formats.parser("combined"), line);
                    lines++;
                    assertThat(event.text(Field.SOURCE_IP)).isNotNull();
                    assertThat(event.text(Field.URL_PATH)).startsWith("/");
                    assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isBetween(100L, 599L);
                }
            }
        }
        assertThat(lines).isGreaterThan(40);
    }

    @Test
    void readsJsonAsTheConformanceFilesDemand() throws IOException {
        LineParser parser = Formats.parser("json");
        int files = 0;
        for (Path file : Samples.files(Samples.path("json-suite"))) {
            String name = file.getFileName().toString();
            byte[] text = Files.readAllBytes(file);
            EventBuilder event = Parsing.event(text);
            Rejection rejection = parser.parse(event, 0, text.length);
            files++;
            if (name.startsWith("y_")) {
                assertThat(rejection).as(name).isNull();
            } else if (name.startsWith("n_")) {
                assertThat(rejection).as(name).isNotNull();
            }
            if (rejection == null) {
                assertThat(event.slice(Field.EVENT_ORIGINAL)).as(name).isEqualTo(text);
            }
        }
        assertThat(files).isGreaterThan(100);
    }

    @Test
    void keepsNaughtyStringsInEachFieldOfAnAccessLine() throws IOException {
        String[] line = {"1.2.3.4", "-", "bob", "GET", "/path", "http://r/", "agent"};
        Field[] fields = {
            Field.SOURCE_ADDRESS,
            Field.CLIENT_IDENT,
            Field.USER_NAME,
            Field.HTTP_REQUEST_METHOD,
            Field.URL_ORIGINAL,
            Field.HTTP_REQUEST_REFERRER,
            Field.USER_AGENT_ORIGINAL
        };
        for (JsonNode naughty : JSON.readTree(Samples.path("blns/blns.json").toFile())) {
            String value = naughty.textValue();
            for (int i = 0; i < fields.length; i++) {
                String[] values = line.clone();
                boolean quoted = i >= 3;
                values[i] = quoted ? value.replace("\\", "\\\\").replace("\"", "\\\"") : value;
                byte[] bytes = "%s %s %s [17/May/2015:10:05:03 +0000] \"%s %s HTTP/1.1\" 200 7 \"%s\" \"%s\""
                        .formatted((Object[]) values)
                        .getBytes(UTF_8);
                EventBuilder event = Parsing.event(bytes);
                Rejection rejection = Formats.parser("combined").parse(event, 0, bytes.length);
                if (rejection == null) {
                    assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(bytes);
                    assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
                    assertAllTextIsValid(event);
                }
                if (quoted) {
                    assertThat(rejection).as(value).isNull();
                }
                if (i >= 5 && !value.isEmpty() && !value.equals("-")) {
                    assertThat(event.slice(fields[i])).isEqualTo(values[i].getBytes(UTF_8));
                }
            }
        }
    }

    @Test
    void keepsNaughtyStringsInEachFieldOfJson() throws IOException {
        for (JsonNode naughty : JSON.readTree(Samples.path("blns/blns.json").toFile())) {
            for (Field field : Field.values()) {
                if (field.type() != Field.Type.KEYWORD && field.type() != Field.Type.TEXT) {
                    continue;
                }
                byte[] line = JSON.writeValueAsBytes(JSON.createObjectNode().set(field.ecsName(), naughty));

                LogEvent event = parsed(Formats.parser("json"), line);

                assertThat(event.slice(field)).isEqualTo(naughty.textValue().getBytes(UTF_8));
                assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
            }
        }
    }

    @Test
    void saysWhatIsWrongWithALineOfAnotherFormat() {
        for (byte[] line : Samples.lines("webreadr-samples/log.squid")) {
            assertThat(rejected(Formats.parser("combined"), line).column()).isPositive();
        }
    }

    private static void assertAllTextIsValid(LogEvent event) {
        for (Field field : Field.values()) {
            if (event.has(field) && field.isSlice() && field != Field.EVENT_ORIGINAL) {
                int from = event.offsetOf(field);
                assertThat(Utf8.isValid(event.bytes(), from, from + event.lengthOf(field)))
                        .isTrue();
            }
        }
    }

    private static String orMinus(LogEvent event, Field field) {
        return event.has(field) ? event.text(field) : "-";
    }
}
