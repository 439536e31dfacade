package io.drey.format.json;

import static io.drey.format.Parsing.parsed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.format.Formats;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What members become. */
class JsonMembersTest {

    private static final String TIME = "\"time\":\"2024-05-01T10:00:00Z\"";

    @Test
    void keepsEveryMemberNestedOrDotted() {
        assertThat(open(line(
                        "\"order\":{\"id\":17,\"paid\":false,\"by\":{\"card\":\"visa\"}},\"order.total\":129.95,\"k8s\":"
                                + "{\"pod.name\":\"p-1\"},\"error.stack_trace\":\"a\\n\\tb\"")))
                .containsExactly(
                        Map.entry("labels.order.id", "17"),
                        Map.entry("labels.order.paid", "false"),
                        Map.entry("labels.order.by.card", "visa"),
                        Map.entry("labels.order.total", "129.95"),
                        Map.entry("k8s.pod.name", "p-1"),
                        Map.entry("error.stack_trace", "a\n\tb"));
    }

    @Test
    void keepsArraysAndEmptyObjectsAsTheLineHasThemAndNothingForNull() {
        assertThat(open(line("\"tags\":[\"a\", \"b\\u00fc\"],\"users\":[{\"name\":\"x\",\"roles\":[]}],\"none\":{ },"
                        + "\"few\":[],\"nothing\":null,\"within\":{\"nothing\":null}")))
                .containsExactly(
                        Map.entry("tags", "[\"a\", \"b\\u00fc\"]"),
                        Map.entry("labels.users", "[{\"name\":\"x\",\"roles\":[]}]"),
                        Map.entry("labels.none", "{ }"),
                        Map.entry("labels.few", "[]"));
    }

    @Test
    void keepsNumbersAsTheyAreWritten() {
        assertThat(open(line("\"a\":123456789012345678901234567890,\"b\":-0.10,\"c\":1E+400,\"d\":true")))
                .containsExactly(
                        Map.entry("labels.a", "123456789012345678901234567890"),
                        Map.entry("labels.b", "-0.10"),
                        Map.entry("labels.c", "1E+400"),
                        Map.entry("labels.d", "true"));
    }

    @Test
    void readsEachNameOfThePublishedListAsItSays() {
        for (MemberReading reading : MemberReading.all()) {
            if (reading.field().equals(MemberReading.TIMESTAMP)) {
                continue;
            }
            String beside = reading.onlyNginx() ? "\"http_user_agent\":\"a\",\"http_referer\":\"r\"," : "";
            String value =
                    switch (reading.form()) {
                        case STATUS -> "\"404\"";
                        case NUMBER, SECONDS -> "\"12\"";
                        case REQUEST -> "\"GET /12 HTTP/1.1\"";
                        default -> "\"12\"";
                    };
            String line = "{" + beside + "\"" + reading.member() + "\":" + value + "}";

            String read = parsed("json", line).text(FieldName.parse(reading.field()));

            String expected =
                    switch (reading.form()) {
                        case STATUS -> "404";
                        case SECONDS -> "12000000000";
                        case REQUEST -> "/12";
                        default -> "12";
                    };
            assertThat(read).as(line).isEqualTo(expected);
        }
    }

    @Test
    void theOwnNameOfAFieldGoesBeforeOthersAndTheseStay() {
        LogEvent event = parsed(
                "json",
                line(
                        "\"lvl\":\"w\",\"severity\":\"WARNING\",\"msg\":\"short\",\"message\":\"long\",\"level\":\"warn\""));

        assertThat(event.text(Field.LOG_LEVEL)).isEqualTo("warn");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("long");
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.lvl", "w"),
                        Map.entry("labels.severity", "WARNING"),
                        Map.entry("labels.msg", "short"));
    }

    @Test
    void aliasesThatHoldNoSingleValueStayOpen() {
        LogEvent event = parsed("json", line("\"level\":{\"name\":\"x\"},\"msg\":[\"a\"],\"host\":{\"ip\":[\"::1\"]}"));

        assertThat(event.has(Field.LOG_LEVEL)).isFalse();
        assertThat(event.has(Field.MESSAGE)).isFalse();
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.level.name", "x"),
                        Map.entry("labels.msg", "[\"a\"]"),
                        Map.entry("host.ip", "[\"::1\"]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"source.ip\":\"localhost\"                      | source.ip                 | labels.source.ip=localhost",
                "\"source\":{\"ip\":true}                         | source.ip                 | labels.source.ip=true",
                "\"http.response.status_code\":\"abc\"            | http.response.status_code | labels.http.response.status_code=abc",
                "\"http.response.status_code\":200.5              | http.response.status_code | labels.http.response.status_code=200.5",
                "\"http.response.status_code\":99                 | http.response.status_code | labels.http.response.status_code=99",
                "\"http.response.status_code\":1000               | http.response.status_code | labels.http.response.status_code=1000",
                "\"http.response.status_code\":true               | http.response.status_code | labels.http.response.status_code=true",
                "\"event.duration\":-1                            | event.duration            | labels.event.duration=-1",
                "\"event.duration\":9223372036854775808           | event.duration            | labels.event.duration=9223372036854775808",
                "\"event.duration\":1e999999999999                | event.duration            | labels.event.duration=1e999999999999",
                "\"event.duration\":1e-999999999                  | event.duration            | labels.event.duration=1e-999999999",
                "\"message\":[\"x\"]                              | message                   | labels.message=[\"x\"]",
                "\"message\":{\"x\":1}                            | message                   | labels.message.x=1",
                "\"message\":{}                                   | message                   | labels.message={}",
                "\"event\":{\"original\":[1]}                     | event.original            | labels.event.original=[1]",
            })
    void keepsAValueOfTheWrongTypeAndSaysSo(String member, String field, String open) {
        LogEvent event = parsed("json", line("\"a\":1," + member));

        Field fixed = Field.ofEcsName(field).orElseThrow();
        assertThat(event.has(fixed)).isEqualTo(fixed == Field.EVENT_ORIGINAL);
        int equals = open.indexOf('=');
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.a", "1"),
                        Map.entry(open.substring(0, equals), open.substring(equals + 1)),
                        Map.entry("labels.drey.wrong_type", field));
    }

    @Test
    void namesAllFieldsThatHadAValueOfTheWrongType() {
        LogEvent event = parsed("json", line("\"process.pid\":\"x\",\"source.ip\":\"y\",\"process\":{\"pid\":4}"));

        assertThat(event.number(Field.PROCESS_PID)).isEqualTo(4);
        assertThat(open(event)).containsEntry("labels.drey.wrong_type", "source.ip");
        assertThat(open(parsed("json", line("\"process.pid\":\"x\",\"source.ip\":\"y\""))))
                .containsEntry("labels.drey.wrong_type", "source.ip,process.pid");
    }

    @ParameterizedTest
    @CsvSource({
        "404, 404",
        "404.0, 404",
        "404.000, 404",
        "4.04e2, 404",
        "40400E-2, 404",
        "0.404e+3, 404",
        "'\"404\"', 404"
    })
    void takesWholeNumbersHoweverTheyAreWritten(String written, long number) {
        LogEvent event = parsed("json", line("\"http.response.status_code\":" + written));

        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(number);
        assertThat(event.openCount()).isZero();
    }

    @Test
    void ofEqualNamesTheLastCountsAndTheEventSaysHowMany() {
        LogEvent event = parsed(
                "json",
                line("\"a\":1,\"b\":{\"c\":1},\"a\":2,\"b.c\":3,\"a\":{\"d\":4},\"message\":\"x\",\"message\":\"y\","
                        + "\"labels\":{\"a\":5},\"\\u0061\":6,\"gone\":1,\"gone\":null"));

        assertThat(event.text(Field.MESSAGE)).isEqualTo("y");
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.a", "6"),
                        Map.entry("labels.b.c", "3"),
                        Map.entry("labels.a.d", "4"),
                        Map.entry("labels.drey.duplicate_keys", "6"));
    }

    @Test
    void aPayloadDoesNotSpeakAsDreyNorAsTheEnvelopeNorAsAFixedField() {
        assertThat(
                        open(
                                line(
                                        "\"drey\":{\"time\":\"t\"},\"labels\":{\"drey.x\":1,\"source.ip\":\"z\"},\"event.id\":\"i\","
                                                + "\"event\":{\"created\":\"c\"},\"data_stream\":{\"namespace\":\"n\"},\"labels.message\":\"m\"")))
                .containsExactly(
                        Map.entry("labels.payload.drey.time", "t"),
                        Map.entry("labels.payload.drey.x", "1"),
                        Map.entry("labels.source.ip", "z"),
                        Map.entry("labels.event.id", "i"),
                        Map.entry("labels.event.created", "c"),
                        Map.entry("labels.data_stream.namespace", "n"),
                        Map.entry("labels.message", "m"));
    }

    @Test
    void aLabelAndAValueOfTheWrongTypeOfOneNameAreDuplicates() {
        assertThat(open(line("\"labels\":{\"source.ip\":\"z\"},\"source.ip\":\"no address\"")))
                .containsExactly(
                        Map.entry("labels.source.ip", "z"),
                        Map.entry("labels.drey.duplicate_keys", "1"),
                        Map.entry("labels.drey.wrong_type", "source.ip"));
    }

    @Test
    void readsNginxByItsOwnNames() {
        LogEvent event = parsed(
                "json",
                "{\"msec\":\"1714557600.123\",\"time_iso8601\":\"2024-05-01T10:00:00+00:00\",\"remote_addr\":\"192.0.2.4\","
                        + "\"remote_port\":\"51600\",\"request_method\":\"GET\",\"request_uri\":\"/a?b=1\","
                        + "\"server_protocol\":\"HTTP/2.0\",\"status\":\"404\",\"bytes_sent\":\"512\","
                        + "\"body_bytes_sent\":300,\"request_length\":\"77\",\"request_time\":\"0.012\","
                        + "\"http_x_forwarded_for\":\"-\",\"http_referer\":\"\",\"http_user_agent\":\"curl\","
                        + "\"host\":\"shop.example\",\"scheme\":\"https\",\"ssl_protocol\":\"TLSv1.3\","
                        + "\"request_id\":\"r-1\",\"upstream_addr\":\"10.0.0.1:80\",\"upstream_status\":\"-\",\"own\":\"-\"}");

        assertThat(event.text(FieldName.parse("@timestamp"))).isEqualTo("2024-05-01T10:00:00.123Z");
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.4");
        assertThat(event.number(Field.SOURCE_PORT)).isEqualTo(51600);
        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo("GET");
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/a?b=1");
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/a");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("b=1");
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("2.0");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(404);
        assertThat(event.number(Field.HTTP_RESPONSE_BYTES)).isEqualTo(512);
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(300);
        assertThat(event.number(Field.HTTP_REQUEST_BYTES)).isEqualTo(77);
        assertThat(event.number(Field.EVENT_DURATION)).isEqualTo(12_000_000);
        assertThat(event.has(Field.HTTP_REQUEST_FORWARDED_FOR)).isFalse();
        assertThat(event.has(Field.HTTP_REQUEST_REFERRER)).isFalse();
        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo("shop.example");
        assertThat(event.text(Field.URL_SCHEME)).isEqualTo("https");
        assertThat(event.text(Field.TLS_VERSION)).isEqualTo("1.3");
        assertThat(event.text(Field.HTTP_REQUEST_ID)).isEqualTo("r-1");
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.time_iso8601", "2024-05-01T10:00:00+00:00"),
                        Map.entry("nginx.upstream_addr", "10.0.0.1:80"),
                        Map.entry("labels.own", "-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status\":\"active\"",
                "\"status\":1",
                "\"status\":404,\"request\":\"GET / HTTP/1.1\",\"request_time\":2,\"bytes_sent\":3",
                "\"remote_addr\":\"192.0.2.4\"",
                "\"remote_addr\":\"192.0.2.4\",\"uri\":\"/x\",\"scheme\":\"https\"",
                "\"remote_addr\":[\"192.0.2.4\"],\"status\":\"ok\"",
                "\"remote_addr\":\"192.0.2.4\",\"status\":{\"code\":404}",
            })
    void namesOfNginxCountOnlyBesideOthersOfNginx(String members) {
        LogEvent event = parsed("json", line(members));

        assertThat(event.has(Field.HTTP_RESPONSE_STATUS_CODE)).isFalse();
        assertThat(event.has(Field.EVENT_DURATION)).isFalse();
        assertThat(event.has(Field.SOURCE_IP)).isFalse();
        assertThat(event.has(Field.URL_SCHEME)).isFalse();
        assertThat(open(event).keySet())
                .allMatch(name -> name.startsWith("labels.") && !name.startsWith("labels.drey"));
        assertThat(event.openCount()).isEqualTo(members.split("\":", -1).length - (members.contains("code") ? 2 : 1));
    }

    @Test
    void aStatusThatIsNoneStaysOpenBesideNginxToo() {
        LogEvent event =
                parsed("json", line("\"remote_addr\":\"192.0.2.4\",\"remote_user\":\"bob\",\"status\":\"active\""));

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.4");
        assertThat(open(event)).containsExactly(Map.entry("labels.status", "active"));
    }

    @Test
    void keepsWhatTheInnerLineSaysBetter() {
        LogEvent event = parsed(
                "json",
                "{\"@timestamp\":\"2020-01-01T00:00:00Z\",\"user.name\":\"shipper\",\"event.original\":"
                        + "\"1.2.3.4 - bob [17/May/2015:10:05:03 +0000] \\\"GET /x HTTP/1.1\\\" 200 12 \\\"-\\\" \\\"c\\\"\"}");

        assertThat(event.text(Field.USER_NAME)).isEqualTo("bob");
        assertThat(event.text(FieldName.parse("@timestamp"))).isEqualTo("2015-05-17T10:05:03Z");
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.@timestamp", "2020-01-01T00:00:00Z"),
                        Map.entry("labels.user.name", "shipper"));
    }

    @Test
    void keepsMembersBesideWhatStandsBehindTheInnerLinesAgent() {
        LogEvent event = parsed(
                "json",
                "{\"extra\":{\"1\":\"own\"},\"message\":\"1.2.3.4 - - [17/May/2015:10:05:03 +0000] \\\"GET /x HTTP/1.1\\\""
                        + " 200 12 \\\"-\\\" \\\"c\\\" 7 8\"}");

        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.extra.1", "own"),
                        Map.entry("labels.extra.2", "8"),
                        Map.entry("labels.drey.duplicate_keys", "1"));
    }

    @Test
    void oneCallerHasOneSpelling() {
        LogEvent event =
                parsed("json", line("\"source\":{\"ip\":\"2001:DB8:0::1\"},\"destination.ip\":\"::ffff:192.0.2.1\""));

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("2001:db8::1");
        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo("2001:DB8:0::1");
        assertThat(event.text(Field.DESTINATION_IP)).isEqualTo("192.0.2.1");
    }

    @Test
    void takesATargetApartAndHoldsItsPasswordBack() {
        LogEvent event = parsed(
                "json", line("\"url\":{\"original\":\"https://bob:secret@e.example:8443/a?b#c\",\"path\":\"/own\"}"));

        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("https://e.example:8443/a?b#c");
        assertThat(event.text(Field.URL_USERNAME)).isEqualTo("bob");
        assertThat(event.text(Field.URL_DOMAIN)).isEqualTo("e.example");
        assertThat(event.number(Field.URL_PORT)).isEqualTo(8443);
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/own");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("b");
    }

    @Test
    void keepsARequestThatIsNoneBesideAMessage() {
        LogEvent event =
                parsed("json", line("\"remote_addr\":\"::1\",\"request\":\"\\u0016\\u0003\",\"message\":\"bad\""));

        assertThat(event.text(Field.MESSAGE)).isEqualTo("bad");
        assertThat(open(event)).containsExactly(Map.entry("labels.request", "\u0016\u0003"));
    }

    @Test
    void keepsAnInnerOriginalBesideAMessage() {
        assertThat(open(line("\"message\":\"logged in\",\"event\":{\"original\":\"raw text\"}")))
                .containsExactly(Map.entry("labels.event.original", "raw text"));
    }

    @Test
    void openFieldsSurviveTheTopic() {
        LogEvent event = parsed("json", "{\"a\":\"\\u00fc\",\"b\":{\"c\":[1]},\"msg\":\"x\",\"b.c\":2}");
        LogEventCodec codec = new LogEventCodec();

        assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
        assertThat(event.openCount()).isEqualTo(4);
    }

    @Test
    void takesNamesInEachSpelling() {
        String line = line("\"\\u006c\\u0065vel\":\"info\",\"tr\\u0061ce_id\":\"t\",\"\\ud83d\\ude00\":1,\"ü\":2");
        LogEvent event = parsed(Formats.parser("json"), line.getBytes(UTF_8));

        assertThat(event.text(Field.LOG_LEVEL)).isEqualTo("info");
        assertThat(event.text(Field.TRACE_ID)).isEqualTo("t");
        assertThat(open(event)).containsExactly(Map.entry("labels.😀", "1"), Map.entry("labels.ü", "2"));
    }

    private static String line(String members) {
        return "{" + TIME + "," + members + "}";
    }

    private static Map<String, String> open(String line) {
        return open(parsed("json", line));
    }

    static Map<String, String> open(LogEvent event) {
        Map<String, String> open = new LinkedHashMap<>();
        for (int i = 0; i < event.openCount(); i++) {
            assertThat(open.put(event.openName(i), event.openText(i)))
                    .as(event.openName(i))
                    .isNull();
        }
        return open;
    }
}
