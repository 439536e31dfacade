package io.drey.format.json;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.Parsing;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineParserTest {

    private static final String ACCESS_LINE =
            "1.2.3.4 - bob [17/May/2015:10:05:03 +0000] \\\"GET /x?y=1 HTTP/1.1\\\" 200 12 \\\"-\\\" \\\"curl/8\\\"";

    @Test
    void readsNginxVariables() {
        String line =
                "{\"remote_addr\":\"2001:db8::1\",\"remote_user\":\"bob\",\"time_local\":\"17/May/2015:10:05:03 +0200\","
                        + "\"http_method\":\"GET\",\"request\":\"/a?b=c\",\"http_version\":\"HTTP/1.1\",\"status\":404,"
                        + "\"body_bytes_sent\":\"1234\",\"http_referer\":\"http://r/\",\"http_user_agent\":\"curl\\/8\"}";

        LogEvent event = parsed("json", line);

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("2001:db8::1");
        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo("2001:db8::1");
        assertThat(event.text(Field.USER_NAME)).isEqualTo("bob");
        assertThat(event.timestampMicros()).isEqualTo(micros("2015-05-17T08:05:03Z"));
        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo("GET");
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/a?b=c");
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/a");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("b=c");
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("1.1");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(404);
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(1234);
        assertThat(event.text(Field.HTTP_REQUEST_REFERRER)).isEqualTo("http://r/");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("curl/8");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(line);
        LogEventCodec codec = new LogEventCodec();
        assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
    }

    @Test
    void readsAWholeRequestLine() {
        LogEvent event =
                parsed("json", "{\"request\":\"POST /a b?c HTTP/2.0\",\"status\":\"-\",\"remote_user\":\"-\"}");

        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo("POST");
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/a b?c");
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("2.0");
        assertThat(event.has(Field.HTTP_RESPONSE_STATUS_CODE)).isFalse();
        assertThat(event.has(Field.USER_NAME)).isFalse();
    }

    @Test
    void keepsAnOddRequestAsMessage() {
        assertThat(parsed("json", "{\"remote_addr\":\"::1\",\"request\":\"\\u0016\\u0003\\u0001\"}")
                        .text(Field.MESSAGE))
                .isEqualTo("\u0016\u0003\u0001");
    }

    @Test
    void readsEveryFieldByItsNameDottedAndNested() {
        for (Field field : Field.values()) {
            if (field == Field.EVENT_ORIGINAL) {
                continue;
            }
            String value =
                    switch (field.type()) {
                        case IP -> "\"10.0.0.1\"";
                        case LONG -> "201";
                        case KEYWORD, TEXT, BINARY -> "\"some \\\"text\\\" ü\"";
                    };
            StringBuilder nested = new StringBuilder(value);
            String[] steps = field.ecsName().split("\\.", -1);
            for (int i = steps.length - 1; i >= 0; i--) {
                nested.insert(0, "{\"" + steps[i] + "\":").append('}');
            }
            for (String line : new String[] {"{\"" + field.ecsName() + "\":" + value + "}", nested.toString()}) {
                LogEvent event = parsed("json", line);

                assertThat(event.has(field)).as(line).isTrue();
                if (field.isSlice()) {
                    assertThat(event.text(field))
                            .isEqualTo(field.type() == Field.Type.IP ? "10.0.0.1" : "some \"text\" ü");
                } else {
                    assertThat(event.number(field)).isEqualTo(201);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"@timestamp\":\"2020-01-01T00:00:00Z\",\"event\":{\"original\":\"%s\"},\"host\":{\"name\":\"web1\"},"
                        + "\"log\":{\"file\":{\"path\":\"/var/log/access.log\"}}}",
                "{\"@timestamp\":\"2020-01-01T00:00:00Z\",\"event.original\":\"%s\",\"host\":\"web1\","
                        + "\"log.file.path\":\"/var/log/access.log\"}",
                "{\"@timestamp\":\"2020-01-01T00:00:00Z\",\"message\":\"%s\\n\",\"host\":{\"name\":\"web1\",\"ip\":[\"::1\"]},"
                        + "\"log\":{\"offset\":1,\"file\":{\"path\":\"/var/log/access.log\"}},\"tags\":[{\"a\":[1]}]}",
            })
    void readsTheAccessLineThatAShipperWraps(String wrapper) {
        LogEvent event = parsed("json", wrapper.formatted(ACCESS_LINE));

        assertThat(event.timestampMicros()).isEqualTo(micros("2015-05-17T10:05:03Z"));
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("1.2.3.4");
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/x");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("curl/8");
        assertThat(event.text(Field.HOST_NAME)).isEqualTo("web1");
        assertThat(event.text(Field.LOG_FILE_PATH)).isEqualTo("/var/log/access.log");
        assertThat(event.text(Field.MESSAGE).stripTrailing()).isEqualTo(ACCESS_LINE.replace("\\\"", "\""));
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(wrapper.formatted(ACCESS_LINE));
    }

    @Test
    void readsAWrappedCommonLine() {
        String common = ACCESS_LINE.substring(0, ACCESS_LINE.indexOf(" \\\"-\\\""));

        LogEvent event = parsed("json", "{\"message\":\"" + common + "\"}");

        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(12);
    }

    @Test
    void leavesTheInnerLineAloneWhereTheShipperParsedIt() {
        LogEvent event = parsed(
                "json",
                "{\"@timestamp\":\"2020-01-01T00:00:00.123456789Z\",\"url\":{\"original\":\"/own\"},\"message\":\""
                        + ACCESS_LINE + "\"}");

        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/own");
        assertThat(event.has(Field.SOURCE_IP)).isFalse();
        assertThat(event.timestampMicros()).isEqualTo(micros("2020-01-01T00:00:00Z") + 123_456);
    }

    @Test
    void keepsAMessageBesideTheInnerOriginal() {
        LogEvent event = parsed("json", "{\"message\":\"logged in\",\"event\":{\"original\":\"raw text\"}}");

        assertThat(event.text(Field.MESSAGE)).isEqualTo("logged in");
        assertThat(event.timestampMicros()).isEqualTo(Parsing.ARRIVAL_MILLIS * 1000);
        for (Field field : Field.values()) {
            assertThat(event.has(field))
                    .as(field.ecsName())
                    .isEqualTo(field == Field.MESSAGE || field == Field.EVENT_ORIGINAL);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2015-05-17T10:05:03Z, 2015-05-17T10:05:03Z, 0",
        "2015-05-17t10:05:03z, 2015-05-17T10:05:03Z, 0",
        "2015-05-17 10:05:03.5+02:00, 2015-05-17T08:05:03Z, 500000",
        "2015-05-17T10:05:03.123456789-0330, 2015-05-17T13:35:03Z, 123456",
        "2015-05-17T10:05:03+05, 2015-05-17T05:05:03Z, 0",
        "2015-05-17T10:05:03, 2015-05-17T10:05:03Z, 0",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z, 0",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z, 0",
    })
    void readsIsoTimes(String text, String instant, long micros) {
        assertThat(parsed("json", "{\"@timestamp\":\"" + text + "\"}").timestampMicros())
                .isEqualTo(micros(instant) + micros);
        assertThat(parsed("json", "{\"time_local\":\"" + text + "\"}").timestampMicros())
                .isEqualTo(micros(instant) + micros);
    }

    @Test
    void readsANumberAsMillisecondsSinceTheEpoch() {
        assertThat(parsed("json", "{\"@timestamp\":1431857103123}").timestampMicros())
                .isEqualTo(1_431_857_103_123_000L);
    }

    @Test
    void leavesOtherProgramsKeysAlone() {
        LogEvent event =
                parsed("json", "{\"request\":{\"method\":\"GET\"},\"status\":[1],\"http\":\"x\",\"level\":\"info\"}");

        assertThat(event.has(Field.HTTP_REQUEST_METHOD)).isFalse();
        assertThat(event.has(Field.EVENT_ORIGINAL)).isTrue();
    }

    @Test
    void lastOfEqualKeysCountsAndNullMeansAbsent() {
        LogEvent event = parsed(
                "json",
                "{\"status\":200,\"http\":{\"version\":\"1.0\"},\"status\":404,\"http\":{\"version\":\"1.1\"},"
                        + "\"remote_user\":\"x\",\"remote_user\":null,\"@timestamp\":null}");

        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(404);
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("1.1");
        assertThat(event.has(Field.USER_NAME)).isFalse();
    }

    @Test
    void forgetsTheLineBefore() {
        LineParser parser = Formats.parser("json");
        parsed(parser, "{\"status\":200,\"message\":\"m\",\"request\":\"/x\",\"@timestamp\":1}".getBytes(UTF_8));

        assertThat(parsed(parser, "{}".getBytes(UTF_8)))
                .hasToString(parsed("json", "{}").toString());
    }

    @ParameterizedTest
    @CsvSource(
            value = {"[1,2]|[1,2]", "\"text \\u00fc\"|text ü", "42|42", "null|null", " true |' true '"},
            delimiter = '|',
            quoteCharacter = '\'')
    void takesAValueThatIsNoObjectAsMessage(String line, String message) {
        assertThat(parsed("json", line).text(Field.MESSAGE).trim()).isEqualTo(message.trim());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{\"a\":1;7",
                "{\"a\":1}x;8",
                "{\"a\":x};6",
                "{'a':1};2",
                "{\"a\":1,};8",
                "{\"a\":01};7",
                "[NaN];2",
                "{} {};4",
                "{\"a\":\"b;8",
                "[tru];2",
                "];1",
            },
            delimiter = ';',
            quoteCharacter = '`')
    void rejectsWhatIsNoJsonWithItsColumn(String line, int column) {
        Rejection rejection = rejected("json", line);

        assertThat(rejection.reason())
                .startsWith("not JSON: ")
                .doesNotContain("Stream")
                .doesNotContain("REDACTED");
        assertThat(rejection.column()).isEqualTo(column);
    }

    @Test
    void rejectsAnEmptyLineAndABlankOne() {
        assertThat(rejected("json", "").reason()).isEqualTo("empty line");
        assertThat(rejected("json", "  \t ").reason()).isEqualTo("not JSON: the line is blank");
    }

    @Test
    void rejectsNestingBeyondAThousand() {
        assertThat(parsed("json", "[".repeat(1000) + "]".repeat(1000)).has(Field.MESSAGE))
                .isTrue();
        assertThat(rejected("json", "[".repeat(1001) + "]".repeat(1001)).reason())
                .startsWith("JSON beyond limits");
        assertThat(rejected("json", "{\"http\":".repeat(100_000)).reason()).startsWith("JSON beyond limits");
    }

    @Test
    void rejectsForeignEncodings() {
        assertThat(rejected(Formats.parser("json"), "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE))
                        .column())
                .isEqualTo(2);
        assertThat(rejected(Formats.parser("json"), "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16))
                        .column())
                .isEqualTo(1);
    }

    @Test
    void givesValidTextWhateverTheBytes() {
        for (String value : new String[] {"\\ud800", "\\udc00\\ud800", "a\\ud83dx", "\\ud83d\\ude00", "\\u0000"}) {
            LogEvent event = parsed("json", "{\"message\":\"" + value + "\"}");
            assertThat(event.slice(Field.MESSAGE))
                    .isEqualTo(event.text(Field.MESSAGE).getBytes(UTF_8));
            assertThat(event.text(Field.MESSAGE)).doesNotContain("?");
        }
        byte[] invalid = "{\"message\":\"\u00ff\u00c3\"}".getBytes(ISO_8859_1);
        assertThat(rejected(Formats.parser("json"), invalid).reason()).startsWith("not JSON");
    }

    private static long micros(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000L;
    }
}
