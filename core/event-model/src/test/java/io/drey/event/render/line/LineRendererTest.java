package io.drey.event.render.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import io.drey.event.parse.Formats;
import io.drey.event.parse.LineParser;
import io.drey.event.parse.Samples;
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
            LineRenderer renderer = LineRenderer.forLineOf(event);
            if (renderer != null) {
                rendered++;
                assertThat(renderer.id()).isEqualTo(renderedBy);
                assertThat(renderer.render(event)).isEqualTo(line);
            }
            LogEvent decoded = codec.decode(codec.encode(event));
            assertThat(LineRenderer.forLineOf(decoded)).isSameAs(renderer);
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

        LineRenderer renderer = LineRenderer.forLineOf(event);

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
        assertThat(LineRenderer.forLineOf(event("combined", line.getBytes(ISO_8859_1))))
                .isNull();
    }

    @Test
    void leavesALineOfAnotherFormatAsItIs() {
        String line = "{\"message\":\"" + "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \\\"GET / HTTP/1.1\\\" 200 7\"}";

        assertThat(LineRenderer.forLineOf(event("json", line.getBytes(UTF_8)))).isNull();
    }

    @Test
    void rendersAnEventThatLostItsLine() {
        LogEvent event = event("common", (START + "\"GET /a?b HTTP/1.1\" 304 -").getBytes(UTF_8));
        event.remove(Field.EVENT_ORIGINAL);

        assertThat(LineRenderer.forLineOf(event)).isNull();
        assertThat(LineRenderer.of("common").render(event))
                .asString(UTF_8)
                .isEqualTo(START + "\"GET /a?b HTTP/1.1\" 304 -");
    }

    @Test
    void namesARendererThatIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRenderer.of("elb"))
                .withMessageContaining("'elb'")
                .withMessageContaining("combined, combined-forwarded, common");
    }

    private static LogEvent event(String format, byte[] line) {
        LogEvent event = LogEvent.at(
                new DatasetId("acme", "access"), new Position("topicid", "raw.acme.access", 0, 1, 0), 0, line);
        LineParser parser = Formats.parser(format);
        assertThat(parser.parse(event, 0, line.length)).isNull();
        return event;
    }
}
