package io.drey.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Utf8;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.Parsing;
import io.drey.format.Samples;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a skeleton and the fields give back is the line, byte for byte, or there is no skeleton. */
class SkeletonsTest {

    private static final String[] NAMES = {
        "a",
        "b",
        "order.id",
        "user",
        "message",
        "level",
        "status",
        "bytes",
        "ü",
        "\\u00fc",
        "q\\\"q",
        "",
        "k8s.pod.name",
        "source.ip",
        "time",
        "ts",
        "msec",
        "request",
        "remote_addr",
        "request_time",
        "drey",
        "labels.drey.x",
        "\\ud800"
    };
    private static final String[] VALUES = {
        "1",
        "0",
        "404",
        "404.0",
        "1e3",
        "-0.5e+3",
        "007",
        "true",
        "false",
        "null",
        "\"\"",
        "\"-\"",
        "\"text\"",
        "\"ü\\u00fc\\t\\\"\"",
        "\"a\\\\b\\\"c\\n\\r\\t\\b\\f\"",
        "\"\\u0041\"",
        "\"\\u003cb\\u003e \\u0026 \\\"\"",
        "\"\\/path\\/\"",
        "\"\\ud83d\\ude00\\udc00\"",
        "\"\\u0001\\u0002\"",
        "\"\\u0001v1\\u0002\"",
        "\"😀\"",
        "[]",
        "{}",
        "[1, {\"x\":[null]},\t\"]\\n\"]",
        "12345678901234567890",
        "123456789012345678",
        "999999999999999999999.125",
        "\"10.1.2.3\"",
        "\"::ffff:10.1.2.3\"",
        "\"GET /a?b=c HTTP/1.1\"",
        "\"GET /a HTTP/1.1\"",
        "\"HTTP/2.0\"",
        "0.125",
        "12.000",
        "\"2026-03-04T05:06:07Z\"",
        "\"2026-03-04T05:06:07.120Z\"",
        "\"2026-03-04 05:06:07,123456789 +02:00\"",
        "\"2026-03-04T00:06:07.5-09:30\"",
        "\"04/Mar/2026:05:06:07 +0200\"",
        "1772600767",
        "1772600767.123",
        "\"1772600767123\"",
        "1772600767123456",
        "1772600767123456789",
        "\"1969-12-31T23:59:59Z\"",
        "\"9999-12-31T23:59:59.999999Z\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"2026-02-30T05:06:07Z\"",
        "\"1.2.3.4 - bob [04/Mar/2026:05:06:07 +0000] \\\"GET /x HTTP/1.1\\\" 200 5 \\\"-\\\" \\\"agent\\\"\"",
        "\"1.2.3.4 - bob [04/Mar/2026:05:06:07 +0000] GET\""
    };

    private final LineParser parser = Formats.parser("json");
    private final Skeletons skeletons = new Skeletons();

    @Test
    void everyLineIsGivenBackByteForByte() {
        Random random = new Random(7);
        int found = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(50) == 0 ? "\uFEFF" : "");
            appendObject(text, random, 0);
            byte[] line = text.toString().getBytes(UTF_8);
            LogEvent event = parsed(line);

            Skeleton skeleton = skeletons.forLineOf(event);

            if (skeleton != null) {
                found++;
                assertThat(restored(skeleton, event)).as("%s", text).isEqualTo(text.toString());
            }
        }
        assertThat(found).isGreaterThan(45_000);
    }

    @Test
    void damagedLinesAreGivenBackOrHaveNoSkeleton() {
        Random random = new Random(8);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            appendObject(text, random, 0);
            byte[] line = text.toString().getBytes(UTF_8);
            line[random.nextInt(line.length)] = (byte) random.nextInt(256);
            EventBuilder event = Parsing.event(line);
            if (parser.parse(event, 0, line.length) != null) {
                event = Parsing.event(line);
                event.put(Field.EVENT_ORIGINAL, 0, line.length);
            }
            Skeleton skeleton = skeletons.forLineOf(event);
            if (skeleton != null) {
                assertThat(skeleton.render(SkeletonValues.of(event))).isEqualTo(line);
            }
        }
    }

    @Test
    void linesOfOneWriterHaveOneSkeleton() {
        Set<String> met = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String line =
                    ("{\"time\":\"2026-03-04T05:%02d:%02d.%03dZ\",\"level\":\"%s\",\"msg\":\"took \\\"%d\\\" ms\","
                                    + "\"status\":%d,\"http\":{\"method\":\"GET\",\"url\":\"/p/%d\"},\"labels\":{\"n\":%d,\"tags\":[%d, 1]},"
                                    + "\"ok\":%s,\"none\":null}")
                            .formatted(
                                    i / 60,
                                    i % 60,
                                    i,
                                    i % 3 == 0 ? "info" : "warn",
                                    i,
                                    200 + i % 300,
                                    i,
                                    i * 7,
                                    i,
                                    i % 2 == 0);
            LogEvent event = parsed(line.getBytes(UTF_8));
            Skeleton skeleton = skeletons.forLineOf(event);

            assertThat(restored(skeleton, event)).isEqualTo(line);
            met.add(new String(skeleton.text(), UTF_8));
        }
        assertThat(met).hasSize(1);
        assertThat(met.iterator().next())
                .doesNotContain("2026", "took", "/p/", "info", "warn", "GET")
                .contains("null");
    }

    @Test
    void aRequestAndATimeOfNginxAreTakenApart() {
        String line =
                "{\"time_local\":\"04/Mar/2026:05:06:07 +0200\",\"msec\":1772593567.250,\"remote_addr\":\"192.0.2.7\","
                        + "\"remote_user\":\"-\",\"request\":\"GET /a?b=1 HTTP/1.1\",\"status\":\"200\",\"body_bytes_sent\":12,"
                        + "\"request_time\":0.125,\"http_user_agent\":\"curl\"}";
        LogEvent event = parsed(line.getBytes(UTF_8));

        Skeleton skeleton = skeletons.forLineOf(event);

        assertThat(restored(skeleton, event)).isEqualTo(line);
        assertThat(new String(skeleton.text(), UTF_8))
                .doesNotContain("2026", "17725", "192.0", "GET", "curl", "125", "200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\u0041\"}", // the field has A
                "{\"a\":\"\\/\"}",
                "{\"a\":\"\\u0001\"}",
                "{\"a\":null}",
                "{}",
                " {\"a\":{}, \"b\":\"\\ud800\" }"
            })
    void whatIsSpelledOtherwiseStaysInTheSkeleton(String line) {
        LogEvent event = parsed(line.getBytes(UTF_8));
        Skeleton skeleton = skeletons.forLineOf(event);
        if (skeleton != null) {
            assertThat(restored(skeleton, event)).isEqualTo(line);
        }
        assertThat(line.contains("{}, ") == (skeleton != null)).isTrue();
    }

    @Test
    void aLineThatIsNoJsonHasNone() {
        byte[] line = "{not JSON at all}".getBytes(UTF_8);
        EventBuilder event = Parsing.event(line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.appendOpen("labels.a", "JSON");

        assertThat(skeletons.forLineOf(event)).isNull();
    }

    @Test
    void aLineOfInvalidUtf8HasNone() {
        byte[] line = "{\"a\":\"\u00e9\",\"b\":\"text\"}".getBytes(StandardCharsets.ISO_8859_1);
        EventBuilder event = Parsing.event(line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.appendOpen("labels.b", "text");

        assertThat(skeletons.forLineOf(event)).isNull();
    }

    @Test
    void whatALaterVersionWroteIsRefused() {
        for (String text :
                List.of("{\"a\":\"\u0001z1\u0002\"}", "\u0001v9999\u0002", "\u0001v1", "\u0001dx\u0002", "\u0001")) {
            assertThatThrownBy(() -> Skeleton.of(text.getBytes(UTF_8)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gap");
        }
    }

    @Test
    void aValueThatIsGoneIsAnErrorAndNoOtherLine() {
        Skeleton skeleton = Skeleton.of("{\"a\":\"\u0001vlabels.a\u0002\"}".getBytes(UTF_8));
        LogEvent event = Parsing.event(new byte[0]);

        assertThatThrownBy(() -> skeleton.render(SkeletonValues.of(event)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("labels.a");
    }

    @Test
    void realLinesAreGivenBack() {
        int found = 0;
        for (String file : List.of(
                "crowdsec/caddy-crs-anomaly-score/coraza.log",
                "crowdsec/authelia-bf/authelia-bf.log",
                "crowdsec/mongodb-bf/mongodb-bf.log",
                "crowdsec/gitlab-logs/gitlab-logs.log",
                "crowdsec/aws-bf/aws-bf.log")) {
            for (byte[] line : Samples.lines(file)) {
                EventBuilder event = Parsing.event(line);
                if (parser.parse(event, 0, line.length) == null) {
                    Skeleton skeleton = skeletons.forLineOf(event);
                    assertThat(skeleton).as("%s", event).isNotNull();
                    assertThat(restored(skeleton, event)).isEqualTo(new String(line, UTF_8));
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(500);
    }

    private LogEvent parsed(byte[] line) {
        EventBuilder event = Parsing.event(line);
        assertThat(parser.parse(event, 0, line.length))
                .as("%s", new String(line, UTF_8))
                .isNull();
        return event;
    }

    /** From what is stored: the skeleton's text, and an event that has its fields elsewhere and no line. */
    private static String restored(Skeleton skeleton, LogEvent event) {
        EventBuilder stored = event.sibling(0, new byte[0]);
        stored.timestampMicros(event.timestampMicros());
        for (int i = event.openCount() - 1; i >= 0; i--) {
            stored.appendOpen(new String(Utf8.encode(event.openName(i)), UTF_8), event.openText(i));
        }
        for (Field field : Field.values()) {
            if (field == Field.EVENT_ORIGINAL || !event.has(field)) {
                continue;
            }
            if (field.isSlice()) {
                stored.append(field, event.slice(field));
            } else {
                stored.put(field, event.number(field));
            }
        }
        return new String(Skeleton.of(skeleton.text()).render(SkeletonValues.of(stored)), UTF_8);
    }

    private static void appendObject(StringBuilder text, Random random, int depth) {
        text.append(blanks(random)).append('{').append(blanks(random));
        int members = random.nextInt(8);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : ",").append(blanks(random)).append('"');
            text.append(NAMES[random.nextInt(NAMES.length)])
                    .append('"')
                    .append(blanks(random))
                    .append(':');
            if (depth < 3 && random.nextInt(5) == 0) {
                appendObject(text, random, depth + 1);
            } else {
                String value = VALUES[random.nextInt(VALUES.length)];
                text.append(blanks(random)).append(value.equals("007") ? "7" : value);
            }
            text.append(blanks(random));
        }
        text.append('}').append(blanks(random));
    }

    private static String blanks(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> " ";
            case 1 -> "\t \r";
            default -> "";
        };
    }
}
