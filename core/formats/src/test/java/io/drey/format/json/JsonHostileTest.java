package io.drey.format.json;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static io.drey.format.json.JsonMembersTest.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenFieldLimits;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.Parsing;
import io.drey.format.ProcessorTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Lines made to cost much: none takes more than time in proportion to its length, and what is left out is said. */
class JsonHostileTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MILLION = 1_000_000;

    @Test
    void aHundredThousandLevelsAreRejected() {
        for (String opening : new String[] {"[", "{\"a\":", "[{\"a\":", "{\"\":[", "{\"http\":"}) {
            Rejection rejection = inTime(() -> rejected("json", opening.repeat(100_000)));

            assertThat(rejection.reason()).isEqualTo("JSON beyond limits: nested deeper than 1000 levels");
        }
    }

    @Test
    void aThousandLevelsOfObjectsAreOneField() {
        LogEvent event = parsed("json", "{\"a\":".repeat(1000) + "1" + "}".repeat(1000));

        assertThat(open(event)).containsEntry("labels." + "a.".repeat(999) + "a", "1");
        assertThat(rejected("json", "{\"a\":".repeat(1001) + "1" + "}".repeat(1001))
                        .reason())
                .startsWith("JSON beyond limits");
    }

    @Test
    void ofAMillionNamesTheFirstAreKeptAndTheRestIsCounted() {
        String line = members(MILLION, i -> "\"k" + i + "\":" + i)
                + ",\"level\":\"info\",\"k3\":\"x\",\"http\":{\"version\":2}," + "\"ts\":1714557600}";

        LogEvent event = inTime(() -> event("{" + line));

        assertThat(event.openCount()).isEqualTo(256 + 2);
        assertThat(open(event))
                .containsEntry("labels.k3", "x")
                .containsEntry("labels.k255", "255")
                .containsEntry("labels.drey.dropped_fields", Integer.toString(MILLION - 256))
                .containsEntry("labels.drey.duplicate_keys", "1");
        assertThat(event.text(Field.LOG_LEVEL)).isEqualTo("info");
        assertThat(event.text(Field.HTTP_VERSION)).isEqualTo("2");
        assertThat(event.timestampMicros()).isEqualTo(1_714_557_600_000_000L);
    }

    @Test
    void aMillionOfOneNameAreOneField() {
        LogEvent event = inTime(() -> event("{" + members(MILLION, i -> "\"k\":" + i) + ",\"ts\":1714557600}"));

        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.k", Integer.toString(MILLION - 1)),
                        Map.entry("labels.drey.duplicate_keys", Integer.toString(MILLION - 1)));
    }

    @Test
    void aMillionNullsAndAMillionObjectsAreNothing() {
        assertThat(open(inTime(() -> event("{" + members(MILLION, i -> "\"k" + i + "\":null") + "}"))))
                .containsOnlyKeys("labels.drey.time");
        assertThat(open(inTime(() -> event("{" + members(MILLION / 2, i -> "\"k" + i + "\":{\"a\":null}") + "}"))))
                .containsOnlyKeys("labels.drey.time");
    }

    @Test
    void manyMembersBelowLongPathsCostNoMoreThanTheirLength() {
        String deep = IntStream.range(0, 900)
                .mapToObj(i -> "{\"" + "p".repeat(60) + i + "\":")
                .collect(Collectors.joining());
        String line = deep + "{" + members(100_000, i -> "\"k" + i + "\":" + (i % 2 == 0 ? "null" : "1")) + "}"
                + "}".repeat(900);

        LogEvent event = inTime(() -> event(line));

        assertThat(open(event)).hasSize(3).containsEntry("labels.drey.dropped_fields", Integer.toString(50_000 - 1));
    }

    @Test
    void namesOfTheSameHashAsStringsCostNoMore() {
        // "Aa" and "BB" have one hash; so have all words of them of one length.
        LogEvent event = inTime(() -> event("{"
                + members(1 << 17, i -> {
                    StringBuilder name = new StringBuilder("\"");
                    for (int bit = 0; bit < 17; bit++) {
                        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                    }
                    return name + "\":null";
                })
                + "}"));

        assertThat(open(event)).containsOnlyKeys("labels.drey.time");
    }

    @Test
    void twentyThousandNamesInAsManyLinesAreAllFound() {
        LineParser parser = Formats.parser("json");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                byte[] line =
                        ("{\"ts\":1714557600,\"id-" + i + "\":{\"x\":\"" + i + "\"},\"msg\":\"m\"}").getBytes(UTF_8);
                EventBuilder event = Parsing.event(line);

                assertThat(parser.parse(event, 0, line.length)).isNull();

                assertThat(event.openCount()).isOne();
                assertThat(event.openName(0)).isEqualTo("labels.id-" + i + ".x");
                assertThat(event.openText(0)).isEqualTo(Integer.toString(i));
                assertThat(event.text(Field.MESSAGE)).isEqualTo("m");
            }
        }
    }

    @Test
    void namesAreNotMadeAnewForEachLine() {
        LineParser parser = Formats.parser("json");
        byte[] line = "{\"a\":1,\"nested\":{\"name\":2},\"a name of more than sixteen bytes\":3,\"\\u0062\":4}"
                .getBytes(UTF_8);
        EventBuilder first = Parsing.event(line);
        EventBuilder second = Parsing.event(line);

        parser.parse(first, 0, line.length);
        parser.parse(second, 0, line.length);

        for (int i = 0; i < 4; i++) {
            assertThat(second.openName(i)).isSameAs(first.openName(i));
        }
    }

    @Test
    void oddNamesStayDistinct() {
        LogEvent event = parsed(
                "json",
                "{\"ts\":1714557600,\"a.b\":1,\"A.b\":2,\"a..b\":3,\".a\":4,\"a.\":5,\".\":6,\"it's\":7,\"q\\\"q\":8,\"\":9,"
                        + "\"Level\":10,\"LEVEL\":11,\"n\\u0000l\":12,\"\\ud800\":13,\" \":14,\"x\":{\"\":15},\"a b\":16}");

        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.a.b", "1"),
                        Map.entry("labels.A.b", "2"),
                        Map.entry("labels.a..b", "3"),
                        Map.entry("labels..a", "4"),
                        Map.entry("labels.a.", "5"),
                        Map.entry("labels..", "6"),
                        Map.entry("labels.it's", "7"),
                        Map.entry("labels.q\"q", "8"),
                        Map.entry("labels._empty", "9"),
                        Map.entry("labels.Level", "10"),
                        Map.entry("labels.LEVEL", "11"),
                        Map.entry("labels.n\uFFFDl", "12"),
                        Map.entry("labels.\uFFFD", "13"),
                        Map.entry("labels. ", "14"),
                        Map.entry("labels.x._empty", "15"),
                        Map.entry("labels.a b", "16"));
        assertThat(open(event).keySet()).allMatch(OpenNames::isOpen);
    }

    @Test
    void aNameOrValueBeyondTheLimitIsLeftOutAndTheOthersStay() {
        String name = "n".repeat(64 * 1024);
        LogEvent event = parsed(
                "json",
                "{\"ts\":1714557600,\"" + name + "\":1,\"v\":\"" + name + "\",\"a\":1,\"" + name + "\":{\"b\":2}}");

        assertThat(open(event))
                .containsExactly(Map.entry("labels.a", "1"), Map.entry("labels.drey.dropped_fields", "3"));
        assertThat(event.text(Field.EVENT_ORIGINAL)).contains(name);
    }

    @Test
    void theDatasetSaysHowManyOpenFieldsThereMayBe() {
        LineParser two = Formats.parser("json", FormatOptions.DEFAULT.withOpenFieldLimits(new OpenFieldLimits(2, 100)));

        assertThat(open(parsed(
                        two,
                        "{\"ts\":1714557600,\"time\":1,\"a\":1,\"b\":2,\"c\":3,\"a\":null,\"d\":4}".getBytes(UTF_8))))
                .containsExactly(
                        Map.entry("labels.b", "2"),
                        Map.entry("labels.d", "4"),
                        Map.entry("labels.drey.duplicate_keys", "1"),
                        Map.entry("labels.drey.dropped_fields", "2"));
        assertThat(open(parsed(two, ("{\"ts\":1714557600,\"a\":\"" + "x".repeat(90) + "\",\"b\":22}").getBytes(UTF_8))))
                .containsOnlyKeys("labels.a", "labels.drey.dropped_fields");
        LineParser none = Formats.parser("json", FormatOptions.DEFAULT.withOpenFieldLimits(new OpenFieldLimits(0, 0)));
        assertThat(open(parsed(none, "{\"ts\":1714557600,\"a\":1,\"level\":\"x\"}".getBytes(UTF_8))))
                .containsExactly(Map.entry("labels.drey.dropped_fields", "1"));
    }

    @Test
    void hugeNumbersAreTexts() {
        String digits = "9".repeat(MILLION);
        for (String number :
                new String[] {digits, "-" + digits, "0." + digits, "1e" + digits, digits + "e-" + digits}) {
            LogEvent event = inTime(() -> event("{\"ts\":" + number + ",\"event.duration\":" + number + "}"));

            assertThat(open(event))
                    .containsEntry("labels.drey.time", "arrival")
                    .containsEntry("labels.drey.wrong_type", "event.duration")
                    .containsEntry("labels.drey.dropped_fields", "2");
        }
    }

    @Test
    void valuesMayChangeTheirTypeFromLineToLine() {
        LineParser parser = Formats.parser("json");
        String[] values = {"1", "\"x\"", "{\"b\":1}", "[1]", "null", "true", "{}", "[{\"b\":1}]"};
        Random random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            String line = "{\"ts\":1714557600,\"a\":" + values[random.nextInt(values.length)] + ",\"message\":"
                    + values[random.nextInt(values.length)] + ",\"status\":" + values[random.nextInt(values.length)]
                    + "}";

            assertThat(parsed(parser, line.getBytes(UTF_8)))
                    .hasToString(parsed("json", line).toString());
        }
    }

    @Test
    void openFieldsNeverHaveOneNameTwice() {
        String[] names = {
            "a",
            "labels.a",
            "\\u0061",
            "labels",
            "source.ip",
            "labels.source.ip",
            "source",
            "ip",
            "drey.x",
            "labels.drey.x",
            "labels.payload.drey.x",
            "time",
            "labels.time",
            "",
            "_empty",
            "status",
            "remote_addr",
            "upstream_addr",
            "nginx.upstream_addr",
            "nginx"
        };
        Random random = new Random(5);
        LineParser parser =
                Formats.parser("json", FormatOptions.DEFAULT.withOpenFieldLimits(new OpenFieldLimits(9, 300)));
        for (int i = 0; i < 30_000; i++) {
            StringBuilder line = new StringBuilder("{\"x\":0");
            int depth = 1;
            for (int m = random.nextInt(12); m > 0; m--) {
                line.append(line.charAt(line.length() - 1) == '{' ? "" : ",").append('"');
                line.append(names[random.nextInt(names.length)]).append("\":");
                if (random.nextInt(3) == 0) {
                    line.append('{');
                    depth++;
                } else {
                    line.append(random.nextInt(3) == 0 ? "null" : "\"v" + m + "\"");
                    if (depth > 1 && random.nextBoolean()) {
                        line.append('}');
                        depth--;
                    }
                }
            }
            LogEvent event =
                    parsed(parser, line.append("}".repeat(depth)).toString().getBytes(UTF_8));

            Set<String> seen = new HashSet<>();
            for (int f = 0; f < event.openCount(); f++) {
                assertThat(seen.add(event.openName(f)))
                        .as("%s in %s", event.openName(f), line)
                        .isTrue();
                assertThat(OpenNames.isOpen(event.openName(f))).isTrue();
            }
            assertThat(seen.stream()
                            .filter(name -> !name.startsWith(OpenNames.OURS))
                            .count())
                    .isLessThanOrEqualTo(9);
        }
    }

    private static String members(int count, IntFunction<String> member) {
        return IntStream.range(0, count).mapToObj(member).collect(Collectors.joining(","));
    }

    private static LogEvent event(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        EventBuilder event = Parsing.event(bytes);
        assertThat(Formats.parser("json").parse(event, 0, bytes.length)).isNull();
        return event;
    }

    private static <T> T inTime(ThrowingSupplier<T> work) {
        return ProcessorTime.atMost(PATIENCE, work);
    }
}
