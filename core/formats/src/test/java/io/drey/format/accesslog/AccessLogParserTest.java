package io.drey.format.accesslog;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.OpenFieldLimits;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.Parsing;
import io.drey.format.WordsInFront;
import io.drey.format.text.IpLiteral;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogParserTest {

    private static final String HEAD = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] ";
    private static final String TAIL = " 200 1234 \"http://example.com/\" \"curl/8.5.0\"";

    @Test
    void readsAllFieldsOfACombinedLine() {
        String line =
                "83.149.9.216 id-7 frank [17/May/2015:10:05:03 +0200] \"GET /a/b.png?x=1&y=2 HTTP/1.1\" 404 203023"
                        + " \"http://example.com/r\" \"Mozilla/5.0 (X11; Linux)\"";

        LogEvent event = parsed("combined", line);

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("83.149.9.216");
        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo("83.149.9.216");
        assertThat(event.text(Field.CLIENT_IDENT)).isEqualTo("id-7");
        assertThat(event.text(Field.USER_NAME)).isEqualTo("frank");
        assertThat(event.timestampMicros()).isEqualTo(micros("2015-05-17T08:05:03Z"));
        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo("GET");
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/a/b.png?x=1&y=2");
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/a/b.png");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("x=1&y=2");
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("1.1");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(404);
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(203_023);
        assertThat(event.text(Field.HTTP_REQUEST_REFERRER)).isEqualTo("http://example.com/r");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("Mozilla/5.0 (X11; Linux)");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(line);
        assertThat(event.has(Field.MESSAGE)).isFalse();
    }

    @Test
    void keepsAllFieldsThroughTheEventsTopic() {
        LogEventCodec codec = new LogEventCodec();
        LogEvent event = parsed("combined", HEAD + "\"GET /ü?q=\u4e16 HTTP/2.0\"" + TAIL);

        assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
    }

    @Test
    void readsACommonLine() {
        LogEvent event = parsed(
                "common", "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326");

        assertThat(event.timestampMicros()).isEqualTo(micros("2000-10-10T20:55:36Z"));
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(2326);
        assertThat(event.has(Field.HTTP_REQUEST_REFERRER)).isFalse();
    }

    @Test
    void takesMinusAndNothingForAbsent() {
        LogEvent event = parsed("combined", HEAD + "\"-\" - - \"-\" \"\"");

        Set<Field> always =
                EnumSet.of(Field.SOURCE_IP, Field.SOURCE_ADDRESS, Field.EVENT_TIMEZONE, Field.EVENT_ORIGINAL);
        for (Field field : Field.values()) {
            assertThat(event.has(field)).as(field.ecsName()).isEqualTo(always.contains(field));
        }
    }

    @Test
    void rejectsACommonLineThatIsToBeCombined() {
        String line = HEAD + "\"GET / HTTP/1.1\" 200 12";
        Rejection rejection = rejected("combined", line);

        assertThat(rejection).isEqualTo(new Rejection("the line ends behind the byte count", line.length() + 1));
    }

    @Test
    void rejectsACombinedLineThatIsToBeCommon() {
        String common = HEAD + "\"GET / HTTP/1.1\" 200 12";
        Rejection rejection = rejected("common", common + " \"-\" \"-\"");

        assertThat(rejection.column()).isEqualTo(common.length() + 1);
    }

    @Test
    void takesFurtherQuotedFieldsBehindTheAgent() {
        LogEvent event = parsed("combined", HEAD + "\"GET / HTTP/1.1\"" + TAIL + " \"-\" \"10.0.0.1, 10.0.0.2\"");

        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("curl/8.5.0");
        assertThat(event.text(Field.EVENT_ORIGINAL)).endsWith("10.0.0.2\"");
        assertThat(event.has(Field.HTTP_REQUEST_FORWARDED_FOR)).isFalse();
        assertThat(event.text(FieldName.parse("labels.extra.1"))).isEqualTo("10.0.0.1, 10.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.0.0.1:80",
                "2001:DB8::1",
                "[2001:db8::1]:443",
                "unknown",
                "Unknown",
                "_SEVKISEK",
                "x, 10.0.0.1",
                "${jndi:ldap://x.example/a}, unknown",
            })
    void takesForWhomAProxyAskedWhole(String forwarded) {
        LogEvent event = parsed("combined", HEAD + "\"GET / HTTP/1.1\"" + TAIL + " \"" + forwarded + "\"");

        assertThat(event.text(Field.HTTP_REQUEST_FORWARDED_FOR)).isEqualTo(forwarded);
        assertThat(event.openCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2.75", "example.org", "_", "_a b", "unknown host", "10.0.0.256", "1.2.3.4:99999", "[::1", "a,b"
            })
    void keepsWhatIsNoForwardedAddressUnderANeutralName(String extra) {
        LogEvent event = parsed("combined", HEAD + "\"GET / HTTP/1.1\"" + TAIL + " \"" + extra + "\" 0.005 - \"-\" 12");

        assertThat(event.has(Field.HTTP_REQUEST_FORWARDED_FOR)).isFalse();
        assertThat(event.text(FieldName.parse("labels.extra.1"))).isEqualTo(extra);
        assertThat(event.text(FieldName.parse("labels.extra.2"))).isEqualTo("0.005");
        assertThat(event.text(FieldName.parse("labels.extra.5"))).isEqualTo("12");
        assertThat(event.openCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "192.0.2.4:51234      | 192.0.2.4   | 192.0.2.4       | 51234",
                "[2001:db8::1]        | 2001:db8::1 | 2001:db8::1     | 0",
                "[2001:DB8::1]:443    | 2001:db8::1 | 2001:DB8::1     | 443",
                "2001:DB8:0:0::1      | 2001:db8::1 | 2001:DB8:0:0::1 | 0",
                "fe80::A%eth0         | fe80::a     | fe80::A%eth0    | 0",
                "[fe80::a%2]:80       | fe80::a     | fe80::a%2       | 80",
                "::ffff:192.0.2.13    | 192.0.2.13  | ::ffff:192.0.2.13 | 0",
                "-                    | absent      | absent          | 0",
                "host.example:80      | absent      | host.example:80 | 0",
                "[host]               | absent      | [host]          | 0",
            })
    void oneCallerHasOneAddress(String written, String ip, String address, long port) {
        LogEvent event = parsed("common", written + " - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5");

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo(ip);
        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo(address);
        assertThat(event.number(Field.SOURCE_PORT)).isEqualTo(port);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheAddress() {
        LogEvent event = parsed("combined", "\uFEFF" + HEAD + "\"GET / HTTP/1.1\"" + TAIL);

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("1.2.3.4");
        assertThat(event.text(Field.EVENT_ORIGINAL)).startsWith("\uFEFF1.2.3.4");
    }

    /** A line of another layout begins with more words: it is never taken with wrong fields. */
    @Test
    void aValidLineBehindFurtherWordsIsADeadLetterOrHasItsOwnFields() {
        Random random = new Random(7);
        String[] hosts = {"192.0.2.4", "2001:db8::1", "host.example", "-", "192.0.2.4:80", "::ffff:192.0.2.9"};
        String[] users = {"-", "ann", "\"\"", "john doe", "a [b] c", ""};
        for (String format : new String[] {"common", "combined"}) {
            LineParser parser = Formats.parser(format);
            for (int i = 0; i < 50_000; i++) {
                String host = hosts[random.nextInt(hosts.length)];
                // An identity is only ever given beside an address.
                String ident = IpLiteral.canonical(host) != null && random.nextInt(4) == 0 ? "id-7" : "-";
                String rest = host + " " + ident + " " + users[random.nextInt(users.length)]
                        + " [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1"
                        + (format.equals("common") ? "" : " \"-\" \"curl\"");
                byte[] valid = rest.getBytes(UTF_8);
                EventBuilder own = Parsing.event(valid);
                assertThat(parser.parse(own, 0, valid.length)).as(rest).isNull();
                StringBuilder line = new StringBuilder();
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    line.append(WordsInFront.any(random)).append(' ');
                }
                byte[] bytes = line.append(rest).toString().getBytes(UTF_8);
                EventBuilder event = Parsing.event(bytes);
                if (parser.parse(event, 0, bytes.length) == null) {
                    event.remove(Field.EVENT_ORIGINAL);
                    own.remove(Field.EVENT_ORIGINAL);
                    assertThat(event).as(line.toString()).hasToString(own.toString());
                }
            }
        }
    }

    /** As above, with words of any letters: those in front of an identity beside a name are neither an address nor a minus. */
    @Test
    void aValidLineBehindAnyWordsIsADeadLetter() {
        Random random = new Random(11);
        String[] hosts = {"192.0.2.4", "[2001:db8::1]:443", "host.example", "localhost", "cafe", "::ffff:192.0.2.9"};
        String[] idents = {"-", "id-7", "ann", "12"};
        String[] users = {"-", "ann", "john doe", "o'neil", "12", "host.example"};
        for (String format : new String[] {"common", "combined"}) {
            LineParser parser = Formats.parser(format);
            for (int i = 0; i < 50_000; i++) {
                StringBuilder line = new StringBuilder();
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    line.append('w').append(word(random)).append(' ');
                }
                String host = hosts[random.nextInt(hosts.length)];
                String user = users[random.nextInt(users.length)];
                // A user with spaces behind an identity is only ever taken beside an address.
                boolean isPlain = user.indexOf(' ') < 0 || IpLiteral.canonical(host) != null;
                String rest = host + " " + (isPlain ? idents[random.nextInt(idents.length)] : "-") + " " + user
                        + " [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1"
                        + (format.equals("common") ? "" : " \"-\" \"curl\"");
                parsed(format, rest);
                byte[] bytes = line.append(rest).toString().getBytes(UTF_8);

                assertThat(parser.parse(Parsing.event(bytes), 0, bytes.length))
                        .as(line.toString())
                        .isNotNull();
            }
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            word.append((char) ('!' + random.nextInt(0x5E)));
        }
        return word.toString();
    }

    /** Words may be joined to the address by anything: what is no address and no host's name is not taken for one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1,192.0.2.4",
                "10.0.0.1,",
                "nginx:192.0.2.4",
                "nginx:[2001:db8::1]",
                "client=192.0.2.4",
                "web_1|192.0.2.4",
                "stdout\t192.0.2.4",
                "<30>192.0.2.4",
                "{\"log\":\"192.0.2.4",
                "\u200b192.0.2.4",
                "192.0.2.4\u00a0",
                "nginx:2001:db8::1",
                "[192.0.2.4",
                "192.0.2.4:",
                "192.0.2.4:99999",
                "192.0.2.4:http",
                "2001:db8::1::",
                "\"192.0.2.4\"",
            })
    void whatIsJoinedToTheAddressIsADeadLetter(String host) {
        assertThat(rejected("common", host + " - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5"))
                .isEqualTo(new Rejection("expected an address, a host's name or '-'", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "a_b.example",
                "1.2.3.4-static.isp.example",
                "unix:",
                "h\u00fc",
                "localhost:8080",
                "999.1.2.3"
            })
    void whatHostsAreCalledIsTaken(String host) {
        LogEvent event = parsed("common", host + " - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5");

        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo(host);
        assertThat(event.has(Field.SOURCE_IP)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a 192.0.2.4 -",
                "a 192.0.2.4 ann",
                "a 10.0.0.1, ann",
                "a [::1]:80 ann",
                "a id ann lee",
                "a - ann - lee"
            })
    void aUserIsNotTakenFromAnotherLayout(String head) {
        assertThat(rejected("common", head + " [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5")
                        .reason())
                .contains("words too many");
    }

    /** The caller writes it: whatever it is, it is in the event. */
    @Test
    void whatTheCallerWritesInAHeaderIsNeverLost() {
        Random random = new Random(5);
        String[] parts = {
            "192.0.2.4",
            "::1",
            "unknown",
            "_x",
            ",",
            ", ",
            " ",
            "${jndi:ldap://x/a}",
            "\\\"",
            "\\\\",
            "<s>",
            "\u00fc",
            "2.75"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder("a");
            for (int n = random.nextInt(6); n > 0; n--) {
                header.append(parts[random.nextInt(parts.length)]);
            }
            String text = header.substring(random.nextInt(2));
            LogEvent event = parsed("combined", HEAD + "\"GET / HTTP/1.1\"" + TAIL + " \"" + text + "\"");

            String kept = event.has(Field.HTTP_REQUEST_FORWARDED_FOR)
                    ? event.text(Field.HTTP_REQUEST_FORWARDED_FOR)
                    : event.text(FieldName.parse("labels.extra.1"));
            assertThat(kept).isEqualTo(text.isEmpty() ? null : text);
        }
    }

    @Test
    void keepsNoMoreFurtherFieldsThanAnEventMayHave() {
        OpenFieldLimits limits = OpenFieldLimits.DEFAULT;
        LogEvent many = parsed("combined", HEAD + "\"GET / HTTP/1.1\"" + TAIL + " 7".repeat(limits.fields() + 3));
        assertThat(many.openCount()).isEqualTo(limits.fields() + 1);
        assertThat(many.text(FieldName.parse("labels.extra." + limits.fields())))
                .isEqualTo("7");
        assertThat(many.text(FieldName.parse("labels.drey.dropped_fields"))).isEqualTo("3");

        LogEvent large = parsed(
                "combined", HEAD + "\"GET / HTTP/1.1\"" + TAIL + " \"" + "x".repeat(limits.bytes()) + "\" 12 \"more\"");
        assertThat(large.text(FieldName.parse("labels.extra.1"))).isNull();
        assertThat(large.text(FieldName.parse("labels.extra.2"))).isEqualTo("12");
        assertThat(large.text(FieldName.parse("labels.extra.3"))).isEqualTo("more");
        assertThat(large.text(FieldName.parse("labels.drey.dropped_fields"))).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://ann:secret@shop.example/ | http://shop.example/",
                "7 http://a:secret@h/?u=http://b:secret@i/ y | 7 http://h/?u=http://i/ y",
                "7 http://h/a@b secretless | 7 http://h/a@b secretless",
                "\\x16 ftp://:secret@h | \\x16 ftp://h",
            })
    void aRequestThatIsNoneKeepsNoPassword(String request, String message) {
        LogEvent event = parsed("combined", HEAD + '"' + request + '"' + TAIL);

        assertThat(event.text(Field.MESSAGE)).isEqualTo(message);
        assertThat(event.text(Field.EVENT_ORIGINAL)).contains(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {" x", "x", " \"open", " \"a\"b", " 0.005s", " 1.2.3", " .5", " 5.", " 1,2"})
    void rejectsAnythingElseBehindTheAgent(String rest) {
        String line = HEAD + "\"GET / HTTP/1.1\"" + TAIL;

        assertThat(rejected("combined", line + rest).column()).isGreaterThan(line.length());
    }

    @Test
    void endsQuotedFieldsAtQuotesThatAreNotEscaped() {
        LogEvent event = parsed(
                "combined",
                HEAD
                        + "\"GET /\\\"a?b=\\\\ HTTP/1.1\" 200 1 \"http://x/\\\"\\\"\" \"agent \\\\\\\" with \\\"quotes\\\\\"");

        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/\\\"a?b=\\\\");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("b=\\\\");
        assertThat(event.text(Field.HTTP_REQUEST_REFERRER)).isEqualTo("http://x/\\\"\\\"");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("agent \\\\\\\" with \\\"quotes\\\\");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a\"b\"c HTTP/1.1",
                "GET /trailing\\",
                "GET /\"?x=\"1\" HTTP/1.1",
            })
    void takesQuotesInTheRequestThatTheWriterDidNotEscape(String request) {
        LogEvent event = parsed("combined", HEAD + '"' + request + '"' + TAIL);

        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo("GET");
        assertThat(request).contains(event.text(Field.URL_ORIGINAL));
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
        if (request.contains("?")) {
            assertThat(event.text(Field.URL_QUERY)).isEqualTo("x=\"1\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                // request; method; target; version; message
                "GET /;GET;/;;",
                "GET / HTTP/2;GET;/;2;",
                "GET /a b c HTTP/1.1;GET;/a b c;1.1;",
                "get http://example.com/x?y HTTP/1.0;get;http://example.com/x?y;1.0;",
                "OPTIONS * HTTP/1.1;OPTIONS;*;1.1;",
                "CONNECT example.com:443 HTTP/1.1;CONNECT;example.com:443;1.1;",
                "GET HTTP/1.1;GET;;1.1;",
                "GET  HTTP/1.1;GET;;1.1;",
                "\\x16\\x03\\x01;;;;\\x16\\x03\\x01",
                "GET;;;;GET",
                "SSH-2.0-OpenSSH_9.6;;;;SSH-2.0-OpenSSH_9.6",
                "hello world;;;;hello world",
                "\\x00 /x HTTP/1.1;;;;\\x00 /x HTTP/1.1",
                "HTTP/1.1;;;;HTTP/1.1",
                "GET https://x/;GET;https://x/;;",
            },
            delimiter = ';')
    void neverRejectsOnlyForAnOddRequest(String request, String method, String target, String version, String message) {
        LogEvent event = parsed("combined", HEAD + '"' + request + '"' + TAIL);

        assertThat(event.text(Field.HTTP_REQUEST_METHOD)).isEqualTo(method);
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo(target);
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo(version);
        assertThat(event.text(Field.MESSAGE)).isEqualTo(message);
    }

    @Test
    void setsNoQueryWhereNothingFollowsTheQuestionMark() {
        LogEvent event = parsed("combined", HEAD + "\"GET /a? HTTP/1.1\"" + TAIL);

        assertThat(event.text(Field.URL_PATH)).isEqualTo("/a");
        assertThat(event.has(Field.URL_QUERY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "john doe, john doe",
        "Microsoft\\JohnDoe, Microsoft\\JohnDoe",
        "a [b] c, a [b] c",
        "[x], [x]",
        "'\"\"',",
        "-, ",
        "'',",
    })
    void takesUserNamesWithSpaces(String user, String expected) {
        LogEvent event = parsed("common", "h - " + user + " [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5");

        assertThat(event.text(Field.USER_NAME)).isEqualTo(expected);
        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo("h");
        assertThat(event.has(Field.SOURCE_IP)).isFalse();
    }

    @Test
    void rejectsALineWithAVirtualHostInFront() {
        assertThat(rejected("combined", "example.com:80 " + HEAD + "\"GET / HTTP/1.1\"" + TAIL)
                        .column())
                .isEqualTo("example.com:80 1.2.3.4 - ".length() + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "17/May/2015:10:05:03 +0000, 2015-05-17T10:05:03Z",
        "29/Feb/2000:00:00:00 +0530, 2000-02-28T18:30:00Z",
        "31/Dec/9999:23:59:59 -0930, +10000-01-01T09:29:59Z",
        "01/Jan/0001:00:00:00 +0000, 0001-01-01T00:00:00Z",
        "30/Jun/2015:23:59:60 +0000, 2015-07-01T00:00:00Z",
        "17/May/2015:10:05:03 +1400, 2015-05-16T20:05:03Z",
        "17/May/2015:10:05:03 -1200, 2015-05-17T22:05:03Z",
        "17/May/2015:10:05:03 -0000, 2015-05-17T10:05:03Z",
    })
    void readsTimeStamps(String time, String instant) {
        assertThat(parsed("common", withTime(time)).timestampMicros()).isEqualTo(micros(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "32/May/2015:10:05:03 +0000, 1",
        "00/May/2015:10:05:03 +0000, 1",
        "29/Feb/2015:10:05:03 +0000, 1",
        "31/Apr/2015:10:05:03 +0000, 1",
        "17/Mai/2015:10:05:03 +0000, 4",
        "17/may/2015:10:05:03 +0000, 4",
        "17/May/0000:10:05:03 +0000, 8",
        "17/May/2015:24:05:03 +0000, 13",
        "17/May/2015:10:60:03 +0000, 16",
        "17/May/2015:10:05:61 +0000, 19",
        "17/May/2015:10:05:03 +9900, 22",
        "17/May/2015:10:05:03 +0060, 22",
        "17/May/2015:10:05:03 00000, 22",
        "17/May/2015:10:05:0x +0000, 20",
        "17-May/2015:10:05:03 +0000, 3",
        "17/May/2015 10:05:03 +0000, 12",
        "17/May/2015:10:05:03+0000, 21",
        "1a/May/2015:10:05:03 +0000, 2",
    })
    void rejectsWrongTimeStampsWithTheirColumn(String time, int column) {
        LineParser parser = Formats.parser("common");
        // After a right time stamp of the same date, and as the very first one.
        parsed(parser, withTime("17/May/2015:10:05:03 +0000").getBytes(UTF_8));
        int before = "h - - [".length();

        assertThat(rejected(parser, withTime(time).getBytes(UTF_8)).column()).isEqualTo(before + column);
        assertThat(rejected("common", withTime(time)).column()).isEqualTo(before + column);
        assertThat(parsed(parser, withTime("17/May/2015:10:05:04 +0000").getBytes(UTF_8))
                        .timestampMicros())
                .isEqualTo(micros("2015-05-17T10:05:04Z"));
    }

    @Test
    void remembersTimeStampsWithoutMixingThem() {
        LineParser parser = Formats.parser("common");
        String[] zones = {"+0000", "+0100", "-0130", "+0000"};
        for (int i = 0; i < 3000; i++) {
            Instant instant = Instant.parse("2015-12-31T23:40:00Z").plusSeconds(i * 7L);
            String zone = zones[i % zones.length];
            String time = java.time.format.DateTimeFormatter.ofPattern(
                            "dd/MMM/yyyy:HH:mm:ss Z", java.util.Locale.ENGLISH)
                    .format(instant.atOffset(java.time.ZoneOffset.of(zone)));

            assertThat(parsed(parser, withTime(time).getBytes(UTF_8)).timestampMicros())
                    .as(time)
                    .isEqualTo(instant.getEpochSecond() * 1_000_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "1234567, 1234567",
        "12345678, 12345678",
        "9223372036854775807, 9223372036854775807",
        "0000000000000000000000012, 12",
    })
    void readsByteCounts(String count, long expected) {
        LogEvent event = parsed("common", HEAD + "\"GET / HTTP/1.1\" 200 " + count);

        assertThat(event.has(Field.HTTP_RESPONSE_BODY_BYTES)).isTrue();
        assertThat(event.number(Field.HTTP_RESPONSE_BODY_BYTES)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "' 200 9223372036854775808', 24",
        "' 200 99999999999999999999', 24",
        "' 200 1k', 7",
        "' 200 -1', 7",
        "' 200 x', 6",
        "' 200 ', 6",
        "' 200', 5",
        "' 20', 4",
        "' 2x0 1', 3",
        "' 20x 1', 4",
        "' 2000 1', 5",
        "' -x 1', 3",
        "'', 1",
        "'x200 1', 1",
    })
    void rejectsWrongStatusesAndByteCountsWithTheirColumn(String rest, int column) {
        String line = HEAD + "\"GET / HTTP/1.1\"";

        assertThat(rejected("common", line + rest).column()).isEqualTo(line.length() + column);
    }

    @Test
    void rejectsEveryCutOfALine() {
        String line = HEAD + "\"GET /a?b HTTP/1.1\"" + TAIL;
        for (int length = 0; length < line.length(); length++) {
            Rejection rejection = rejected("combined", line.substring(0, length));

            assertThat(rejection.column()).isEqualTo(length == 0 ? 0 : length + 1);
            assertThat(rejection.reason()).isEqualTo(length == 0 ? "empty line" : rejection.reason());
        }
    }

    @Test
    void rejectsLinesWithoutAnAddress() {
        assertThat(rejected("combined", " - - [x]").column()).isEqualTo(1);
        assertThat(rejected("combined", "x").column()).isEqualTo(2);
    }

    @Test
    void repairsTextsThatAreNoUtf8AndKeepsTheLine() {
        byte[] line = (HEAD + "\"GET /\u00ff?\u00c3\u00bc HTTP/1.1\" 200 1 \"\u00e9\" \"ok \u00c3\u00bc \u00c0\u00af\"")
                .getBytes(ISO_8859_1);

        LogEvent event = parsed(Formats.parser("combined"), line);

        assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/\ufffd?ü");
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/\ufffd");
        assertThat(event.text(Field.URL_QUERY)).isEqualTo("ü");
        assertThat(event.text(Field.HTTP_REQUEST_REFERRER)).isEqualTo("\ufffd");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("ok ü \ufffd\ufffd");
        assertThat(event.slice(Field.HTTP_REQUEST_REFERRER)).isEqualTo("\ufffd".getBytes(UTF_8));
    }

    @Test
    void repairsUserNamesThatAreNoUtf8() {
        byte[] line = "h\u00ff \u00fe a\u00ff b [17/May/2015:10:05:03 +0000] \"\" 200 5".getBytes(ISO_8859_1);

        LogEvent event = parsed(Formats.parser("common"), line);

        assertThat(event.text(Field.SOURCE_ADDRESS)).isEqualTo("h\ufffd");
        assertThat(event.slice(Field.USER_NAME)).isEqualTo("a\ufffd b".getBytes(UTF_8));
        assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
    }

    @Test
    void keepsControlBytes() {
        LogEvent event =
                parsed("combined", HEAD + "\"GET /\0\t\u001b[31m\r HTTP/1.1\" 200 1 \"\0\" \"a\0b\u0085\u2028\"");

        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/\0\t\u001b[31m\r");
        assertThat(event.text(Field.HTTP_REQUEST_REFERRER)).isEqualTo("\0");
        assertThat(event.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("a\0b\u0085\u2028");
    }

    private static String withTime(String time) {
        return "h - - [" + time + "] \"GET / HTTP/1.1\" 200 5";
    }

    private static long micros(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000L;
    }
}
