package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.line.LineRenderer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damaged lines give an event or a rejection, whatever the damage, and an event keeps the line. */
class HostileLinesTest {

    private static final String[] ACCESS = {
        "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /a/b.png?x=1&y=2 HTTP/1.1\" 200 203023 \"http://e.com/r\" \"Mozilla/5.0 (X11; Linux) é\"",
        "2001:db8::1 id frank smith [29/Feb/2016:23:59:60 -0330] \"\\x16\\x03\" - - \"-\" \"\\\"x\\\\\" \"-\"",
        "h - - [01/Jan/0001:00:00:00 +1400] \"POST /ü HTTP/2.0\" 404 9223372036854775807 \"\" \"\"",
    };
    private static final String[] JSON = {
        "{\"remote_addr\":\"1.2.3.4\",\"time_local\":\"17/May/2015:10:05:03 +0000\",\"request\":\"GET /x?y HTTP/1.1\",\"status\":200}",
        "{\"@timestamp\":\"2015-05-17T10:05:03.123Z\",\"event\":{\"original\":\"h - - [17/May/2015:10:05:03 +0000] \\\"GET / HTTP/1.1\\\" 200 5 \\\"-\\\" \\\"a\\\"\"},\"host\":{\"name\":\"\\ud83d\\ude00\"}}",
        "[1,{\"a\":\"é\",\"b\":[true,false,null,-1.5e9]}]",
    };
    private static final String[] ELB = {
        "2026-03-04T05:06:07.123456Z web 192.0.2.7:51600 10.0.0.1:80 0.000073 0.00001 -1 200 404 34 366 \"GET http://é.example:80/a/b?c=d HTTP/1.1\" \"curl/8.5 \\\" é\" - TLSv1.2",
        "2026-03-04T05:06:07Z - [2001:db8::7]:1 - -1 -1 12.5 - - - - \"- - - \" \"-\" - -",
        "0001-01-01T00:00:00.000001Z x y z 0 0 0 000 - 0 9223372036854775807 \"\\x16\\x03\" \"\" a b more",
    };
    private static final String[] ALB = {
        "h2 2026-03-04T05:06:07.123456Z app/web/50 192.0.2.7:51600 10.0.0.1:80 0.001 0.020 0.300 502 200 34 366 \"GET https://e.example:443/a?b HTTP/2.0\" \"curl/8.5.0\" ECDHE TLSv1.3 arn:x \"Root=1-58\" \"é.example\" \"arn:y\" 7 2026-03-04T05:06:06.802000Z \"waf,redirect\" \"https://e/?to=x\" \"-\" \"10.0.0.1:80\" \"502 200\" \"Ambiguous\" \"AmbiguousUri\" TID_12 \"-\" \"/b?x\" \"TransformSuccess\"",
    };
    private static final String[] SYSLOG = {
        "<34>Oct 11 22:14:15 mymachine su[1010]: 'su root' failed for é on /dev/pts/8",
        "Feb 29 23:59:60 2001:db8::7 kernel: [12.345] text",
        "<0>2003-10-11T22:14:15.003+02:00 h a/b: \u2603",
        "<165>1 2003-10-11T22:14:15.000003-07:00 h.example evnt 7 ID47 [a@1 b=\"c\\]\\\"é\"][d] \uFEFFAn application event",
        "<191>1 - - - - - -",
    };
    private static final byte[] LIKELY = "\"\\ -[]{}:,0123456789?/\0\u001b\r\t".getBytes(UTF_8);
    private static final int LINES = 30_000;

    @ParameterizedTest
    @CsvSource({
        "combined, 1",
        "common, 2",
        "json, 3",
        "combined, 4",
        "json, 5",
        "elb, 6",
        "alb, 7",
        "syslog, 8",
        "rfc5424, 9",
        "rfc3164, 10"
    })
    void giveAnEventOrARejection(String format, long seed) {
        Random random = new Random(seed);
        LineParser parser = Formats.parser(format);
        LogEventCodec codec = new LogEventCodec();
        String[] lines = lines(format);
        int events = 0;
        int rendered = 0;
        for (int i = 0; i < LINES; i++) {
            byte[] line = damaged(lines[random.nextInt(lines.length)].getBytes(UTF_8), random);
            // Once alone, once with bytes around it.
            int before = random.nextInt(2) * random.nextInt(20);
            byte[] bytes = new byte[before + line.length + (before == 0 ? 0 : random.nextInt(20))];
            random.nextBytes(bytes);
            System.arraycopy(line, 0, bytes, before, line.length);

            LogEvent event = Parsing.event(bytes);
            Rejection rejection = parser.parse(event, before, before + line.length);

            int number = i;
            Supplier<String> seen = () -> "seed %d, line %d: %s".formatted(seed, number, Arrays.toString(line));
            if (rejection != null) {
                assertThat(rejection.column()).as(seen).isBetween(0, line.length + 1);
                continue;
            }
            events++;
            assertThat(event.slice(Field.EVENT_ORIGINAL)).as(seen).isEqualTo(line);
            for (Field field : Field.values()) {
                if (event.has(field) && field.isSlice() && field != Field.EVENT_ORIGINAL) {
                    int from = event.offsetOf(field);
                    assertThat(Utf8.isValid(event.bytes(), from, from + event.lengthOf(field)))
                            .as(seen)
                            .isTrue();
                }
            }
            LogEvent decoded = codec.decode(codec.encode(event));
            assertThat(decoded).as(seen).hasToString(event.toString());
            LineRenderer renderer = LineRenderers.forLineOf(event);
            if (renderer != null) {
                rendered++;
                assertThat(renderer.render(decoded)).as(seen).isEqualTo(line);
            }
        }
        // Both outcomes must be common, or the damage tests nothing.
        assertThat(events).isBetween(LINES / 100, LINES * 9 / 10);
        if (format.endsWith("lb")) {
            assertThat(rendered).isBetween(LINES / 1000, events - LINES / 1000);
        }
    }

    private static String[] lines(String format) {
        return switch (format) {
            case "json" -> JSON;
            case "elb" -> ELB;
            case "alb" -> ALB;
            case "syslog", "rfc5424", "rfc3164" -> SYSLOG;
            default -> ACCESS;
        };
    }

    private static byte[] damaged(byte[] line, Random random) {
        byte[] damaged = line;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length + 1);
            switch (random.nextInt(6)) {
                case 0 -> damaged = Arrays.copyOf(damaged, at);
                case 1 -> damaged = spliced(damaged, at, at, new byte[] {LIKELY[random.nextInt(LIKELY.length)]});
                case 2 -> damaged = spliced(damaged, at, at, new byte[] {(byte) random.nextInt(256)});
                case 3 ->
                    damaged = spliced(damaged, at, Math.min(damaged.length, at + 1), new byte[] {
                        LIKELY[random.nextInt(LIKELY.length)]
                    });
                case 4 -> damaged = spliced(damaged, at, Math.min(damaged.length, at + random.nextInt(9)), new byte[0]);
                default -> {
                    byte[] noise = new byte[random.nextInt(12)];
                    random.nextBytes(noise);
                    damaged = spliced(damaged, at, Math.min(damaged.length, at + random.nextInt(3)), noise);
                }
            }
        }
        return damaged;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] inserted) {
        byte[] spliced = new byte[bytes.length - (to - from) + inserted.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(inserted, 0, spliced, from, inserted.length);
        System.arraycopy(bytes, to, spliced, from + inserted.length, bytes.length - to);
        return spliced;
    }
}
