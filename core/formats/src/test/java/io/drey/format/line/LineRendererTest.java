package io.drey.format.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.LineRenderers;
import io.drey.format.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineRendererTest {

    private static final String START = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] ";
    private static final String END = " 200 1234 \"-\" \"curl/8\"";

    private final LogEventCodec codec = new LogEventCodec();

    @ParameterizedTest
    @CsvSource({
        "access-semicomplete-a/access.log, combined, combined, 4995",
        "access-hackers/access.log, combined, combined, 3456",
        "access-nginx-synthetic/access.log, combined, combined-forwarded, 1408",
        "webreadr-samples/combined_log.clf, combined, combined, 12",
        "webreadr-samples/log.clf, common, common, 2",
    })
    void givesNearlyAllRealLinesBack(String file, String format, String renderedBy, int atLeast) {
        int rendered = 0;
        for (byte[] line : Samples.lines(file)) {
            LogEvent event = event(format, line);
            LineRenderer renderer = LineRenderers.forLineOf(event);
            if (renderer != null) {
                rendered++;
                assertThat(renderer.id()).isEqualTo(renderedBy);
                assertThat(renderer.render(event)).isEqualTo(line);
            }
            LogEvent decoded = codec.decode(codec.encode(event));
            assertThat(LineRenderers.forLineOf(decoded)).isSameAs(renderer);
            assertThat(renderer == null || new String(line, UTF_8).equals(new String(renderer.render(decoded), UTF_8)))
                    .isTrue();
        }
        assertThat(rendered).isGreaterThanOrEqualTo(atLeast);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                START + "\"GET / HTTP/1.1\"" + END,
                START + "\"GET /a?b=c&d HTTP/2\"" + END,
                START + "\"GET /a? HTTP/2.0\"" + END,
                START + "\"GET ?b HTTP/2.0\"" + END,
                START + "\"GET  HTTP/2.0\"" + END,
                START + "\"GET /a b HTTP/1.0\"" + END,
                START + "\"GET /old\"" + END,
                START + "\"OPTIONS * HTTP/1.0\"" + END,
                START + "\"\\x16\\x03\\x01\" 400 0 \"-\" \"-\"",
                START + "\"-\" 408 - \"-\" \"-\"",
                START + "\"GET / HTTP/1.1\" 200 7 \"-\" \"-\" \"10.0.0.1, 10.0.0.2\"",
                START + "\"GET /\\\"quoted\\\" HTTP/1.1\"" + END,
                START + "\"GET /\u00FC\u2603 HTTP/1.1\"" + END,
                START + "\"GET / HTTP/1.1\" - 0 \"-\" \"-\"",
                START + "\"GET / HTTP/1.1\" 200 123456789012345678 \"-\" \"-\"",
                "::1 ident user name [29/Feb/2024:23:59:59 -1130] \"GET / HTTP/1.1\" 200 0 \"http://a/\" \"b\"",
                "host.example - o'neil [01/Jan/0001:00:00:00 +0000] \"GET / HTTP/1.1\" 200 0 \"-\" \"-\"",
                "1.2.3.4 - - [31/Dec/9999:23:59:59 +1800] \"GET / HTTP/1.1\" 200 0 \"-\" \"-\"",
                "1.2.3.4 - - [01/Jan/1970:00:00:00 -0000] \"GET / HTTP/1.1\" 200 0 \"-\" \"-\"",
            })
    void givesALineBack(String line) {
        LogEvent event = event("combined", line.getBytes(UTF_8));

        LineRenderer renderer = LineRenderers.forLineOf(event);

        assertThat(renderer).isNotNull();
        assertThat(new String(renderer.render(event), UTF_8)).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                START + "\"GET / HTTP/1.1\" 200 007 \"-\" \"-\"",
                START + "\"GET / HTTP/1.1\" 200 7 \"\" \"-\"",
                START + "\"\" 200 7 \"-\" \"-\"",
                START + "\"GET / HTTP/1.1\" 200 7 \"-\" \"-\" \"10.0.0.1\" \"0.003\"",
                START + "\"GET / HTTP/1.1\" 200 7 \"-\" \"-\" ",
                START + "\"GET /\u00E9 HTTP/1.1\" 200 7 \"-\" \"-\"",
                "1.2.3.4 - \"\" [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"-\"",
                "1.2.3.4 - - [17/May/2015:10:05:60 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"-\"",
            })
    void leavesALineThatIsWrittenOtherwiseAsItIs(String line) {
        assertThat(LineRenderers.forLineOf(event("combined", line.getBytes(ISO_8859_1))))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            elb | elb        | 0.00001 0.000015 0.000073 200 200 0 29 "GET http://a:80/ HTTP/1.1" "curl/8" - -
            elb | elb        | 0.000943 12 60.5 408 - 134 859 "- - - " "-" - -
            elb | elb-bytes  | 0.000943 12 60.5 - - 134 859 "- - - " "-" - -
            elb | elb-bytes-micros | 0.000940 12.000000 60.500000 - - 134 859 "- - - " "-" - -
            elb | elb        | 0 -1 100 504 - 134 859 "- http://a:80- -" "-" ECDHE-RSA-AES128-SHA TLSv1.2
            elb | elb        | 0.1 0.12 0.123 200 200 0 0 "GET /a b?c HTTP/1.1" "a \\" b" SSLv3 -
            elb | elb-micros | 0.000010 0.000015 60.500000 200 200 0 29 "GET http://a:80/ HTTP/1.1" "curl/8" - -
            elb | elb-micros | -1 0.000000 -1 460 - 0 0 "PUT http://[::1]:80/?q HTTP/2.0" "\u2603" - -
            alb | alb-bytes-29 | -1 0.000 10.120 200 - 0 0 "GET http://a:80/ HTTP/1.1" "x" - - arn:x "Root=1" "-" "-" 0 2026-03-04T05:06:07.364000Z "-" "-" "-" "-" "-" "-" "-"
            alb | alb-bytes-30 | -1 -1 -1 200 - 0 0 "- http://a:80-/ " "-" - - - "-" "-" "-" - - "-" "-" "-" "-" "-" "-" "-" TID_0
            alb | alb-bytes | 0.001 1.000 0.000 502 502 9 9 "GET https://a:443/ HTTP/2.0" "x" - TLSv1.3 arn:x "Root=1" "a" "arn:y" -1 1970-01-01T00:00:00.000001Z "waf,forward" "https://b/?c" "r" "10.0.0.1:80 10.0.0.2:80" "502 -" "Severe" "BadUri" TID_0 "a" "/b?" "TransformSuccess"
            """)
    void givesALineOfALoadBalancerBack(String format, String renderedBy, String rest) {
        for (String start : new String[] {
            "2026-03-04T05:06:07.000001Z app/web/50 192.0.2.7:51600 10.0.0.1:80 ",
            "1970-01-01T00:00:00.000000Z web 2001:db8::1:1 - ",
            "9999-12-31T23:59:59.999999Z - [2001:db8::1]:65535 host ",
            "2024-02-29T23:59:59.999000Z - - a:b ",
        }) {
            String line = (format.equals("alb") ? "wss " : "") + start + rest;
            LogEvent event = event(format, line.getBytes(UTF_8));

            LineRenderer renderer = LineRenderers.forLineOf(event);

            assertThat(renderer).as(line).isNotNull();
            assertThat(renderer.id()).isEqualTo(renderedBy);
            assertThat(new String(renderer.render(event), UTF_8)).isEqualTo(line);
            LogEvent decoded = codec.decode(codec.encode(event));
            assertThat(new String(renderer.render(decoded), UTF_8)).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0.000073 0.001048 0.000057 | 0.000073 0.00105 0.000050
            0.000073 | 00.000073
            0.000073 | 0.0000731
            0.000073 | -
            200 404  | 200 000
            34 366   | 034 366
            "x" - -  | "" - -
            "x" - -  | "x" - - more
            "x" - -  | "x" -
            "x" - -  | "x"
            .123456Z | .123Z
            .123456Z | .1234567Z
            .123456Z | .123456+00:00
            .123456Z | Z
            05:06:07 | 05:06:60
            T05      | t05
            2026-    | 1969-
            """)
    void leavesALineOfALoadBalancerThatIsWrittenOtherwiseAsItIs(String usual, String odd) {
        String line =
                "2026-03-04T05:06:07.123456Z web 192.0.2.7:51600 10.0.0.1:80 0.000073 0.001048 0.000057 200 404 34 366"
                        + " \"GET http://a:80/ HTTP/1.1\" \"x\" - -";
        assertThat(LineRenderers.forLineOf(event("elb", line.getBytes(UTF_8)))).isNotNull();
        assertThat(line).contains(usual);

        assertThat(LineRenderers.forLineOf(event("elb", line.replace(usual, odd).getBytes(UTF_8))))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2261-12-31T23:59:59.999999Z, true",
        "2262-01-01T00:00:00.000000Z, false",
        "-, true",
        "1969-12-31T23:59:59.999999Z, false"
    })
    void rendersMomentsThatEnginesCanCountTo(String moment, boolean isRendered) {
        String line =
                "h2 9999-12-31T23:59:59.999999Z a 192.0.2.7:1 - -1 -1 -1 - - 0 0 \"- - - \" \"-\" - - - \"-\" \"-\" \"-\" - "
                        + moment + " \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\"";

        assertThat(LineRenderers.forLineOf(event("alb", line.getBytes(UTF_8))) != null)
                .isEqualTo(isRendered);
    }

    @Test
    void rendersMicrosecondsByAnyNumberOfDigits() {
        for (long micros = 1; micros < 1_000_000_000_000L; micros = micros * 3 + 1) {
            String seconds = "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000);
            String shortest = seconds.replaceAll("0+$", "").replaceAll("\\.$", "");
            for (String written : List.of(seconds, shortest)) {
                String line = "2026-03-04T05:06:07.123456Z web 192.0.2.7:51600 - %s -1 -1 - - 0 0 \"- - - \" \"-\" - -"
                        .formatted(written);
                LogEvent event = event("elb", line.getBytes(UTF_8));

                LineRenderer renderer = LineRenderers.forLineOf(event);

                assertThat(renderer).as(line).isNotNull();
                assertThat(new String(renderer.render(event), UTF_8)).isEqualTo(line);
            }
        }
    }

    @Test
    void leavesALineOfAnotherFormatAsItIs() {
        String line = "{\"message\":\"" + "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \\\"GET / HTTP/1.1\\\" 200 7\"}";

        assertThat(LineRenderers.forLineOf(event("json", line.getBytes(UTF_8)))).isNull();
    }

    @Test
    void rendersAnEventThatLostItsLine() {
        EventBuilder event = event("common", (START + "\"GET /a?b HTTP/1.1\" 304 -").getBytes(UTF_8));
        event.remove(Field.EVENT_ORIGINAL);

        assertThat(LineRenderers.forLineOf(event)).isNull();
        assertThat(LineRenderers.of("common").render(event))
                .asString(UTF_8)
                .isEqualTo(START + "\"GET /a?b HTTP/1.1\" 304 -");
    }

    @Test
    void namesARendererThatIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRenderers.of("iis"))
                .withMessageContaining("'iis'")
                .withMessageContaining("combined, combined-forwarded, common");
    }

    private static EventBuilder event(String format, byte[] line) {
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "access"), new Position("topicid", "raw.acme.access", 0, 1, 0), 0, line);
        LineParser parser = Formats.parser(format);
        assertThat(parser.parse(event, 0, line.length)).isNull();
        return event;
    }
}
