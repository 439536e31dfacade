package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.line.LineRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every format keeps, with the lines it brings. A format needs no line here: its folder has {@code <name>.lines},
 * {@code <name>.expected.jsonl} (what becomes of each line; written anew with {@code -Ddrey.samples.write=true}, then read by
 * a person) and a {@code README.md}.
 */
class EveryFormatTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant ARRIVAL = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LATER = Duration.ofSeconds(97);
    private static final int FEWEST_LINES = 8;

    /** Lines of rows that earlier versions wrote; no line becomes such an event any more. */
    private static final Set<String> OF_EARLIER_VERSIONS = Set.of("alb", "alb-30", "alb-29");

    private static final int PREFIXES = 200;

    /**
     * Those of users' own patterns; those whose lines hold any text behind a time; and those in which more may stand in front of
     * what counts, which repairs of syslog say.
     */
    private static final Set<String> OF_ANY_TEXT =
            Set.of("app", "auto", "cri", "grok", "kv", "regex", "rfc3164", "rfc5424", "syslog");

    static Collection<Named> formats() {
        return Formats.all().stream().map(Named::new).toList();
    }

    static Collection<Named> strictFormats() {
        return formats().stream()
                .filter(format -> !OF_ANY_TEXT.contains(format.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aSampleLineBecomesWhatStandsBesideIt(Named format) throws IOException {
        List<String> outcomes = new ArrayList<>();
        for (byte[] line : format.lines()) {
            outcomes.add(JSON.writeValueAsString(outcome(format, line, ARRIVAL)));
        }
        Path expected = format.file(format.name() + ".expected.jsonl");
        if (Boolean.getBoolean("drey.samples.write")) {
            Files.writeString(expected, String.join("\n", outcomes) + "\n");
        }

        assertThat(expected).exists();
        assertThat(outcomes).hasSizeGreaterThanOrEqualTo(FEWEST_LINES).isEqualTo(Files.readAllLines(expected));
        assertThat(outcomes).as("a line that is not of the format").anyMatch(each -> each.contains("dead_letter"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void anEventKeepsItsLineByteForByte(Named format) {
        LogEventCodec codec = new LogEventCodec();
        for (byte[] line : format.lines()) {
            for (LogEvent event : events(format, line, ARRIVAL)) {
                LogEvent decoded = codec.decode(codec.encode(event));
                assertThat(decoded).hasToString(event.toString());
                String kept = new String(decoded.slice(Field.EVENT_ORIGINAL), UTF_8);
                String whole = new String(line, UTF_8);
                assertThat(whole).contains(kept);
                if (event.index() == 0 && events(format, line, ARRIVAL).size() == 1) {
                    assertThat(kept).isEqualTo(whole);
                }
            }
        }
    }

    /** Filters, rules and queries find a field by its name only if it is one that fields may have. */
    @ParameterizedTest
    @MethodSource("formats")
    void everyOpenFieldHasANameByWhichItIsFound(Named format) {
        for (byte[] line : format.lines()) {
            for (LogEvent event : events(format, line, ARRIVAL)) {
                for (int i = 0; i < event.openCount(); i++) {
                    assertThat(FieldName.find(event.openName(i)))
                            .as(event.openName(i))
                            .containsInstanceOf(FieldName.Open.class);
                }
            }
        }
    }

    /** A time that follows from the arrival would follow a later one. */
    @ParameterizedTest
    @MethodSource("formats")
    void noTimeIsMadeUpWithoutSayingSo(Named format) {
        for (byte[] line : format.lines()) {
            List<LogEvent> now = events(format, line, ARRIVAL);
            List<LogEvent> later = events(format, line, ARRIVAL.plus(LATER));
            for (int i = 0; i < now.size(); i++) {
                boolean said = now.get(i).openIndex("labels.drey.time") >= 0;
                assertThat(later.get(i).timestampMicros() - now.get(i).timestampMicros())
                        .as(new String(line, UTF_8))
                        .isEqualTo(said ? LATER.toNanos() / 1000 : 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void eachRendererGivesASampleLineBack(Named format) {
        Set<String> used = new HashSet<>();
        for (byte[] line : format.lines()) {
            for (LogEvent event : events(format, line, ARRIVAL)) {
                LineRenderer renderer = LineRenderers.forLineOf(event);
                if (renderer != null) {
                    used.add(renderer.id());
                    assertThat(renderer.render(event)).isEqualTo(event.slice(Field.EVENT_ORIGINAL));
                }
            }
        }
        List<String> of = format.format().renderers().stream()
                .filter(renderer -> !OF_EARLIER_VERSIONS.contains(renderer.id()))
                .map(LineRenderer::id)
                .toList();
        assertThat(used).containsAll(of);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void itsExampleIsALineOfIt(Named format) {
        assertThat(events(format, format.format().example().getBytes(UTF_8), ARRIVAL))
                .hasSize(1);
        assertThat(format.format().description()).isNotBlank().doesNotEndWith(".");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void itsFolderSaysWhatItIs(Named format) throws IOException {
        assertThat(Files.readString(format.file("README.md"))).contains("`" + format.name() + "`");
    }

    /** Words of shippers, of other layouts and of any text must not be taken for a line's own values, which they would move. */
    @ParameterizedTest
    @MethodSource("strictFormats")
    void aLineBehindFurtherWordsIsADeadLetterOrHasItsOwnFields(Named format) {
        Random random = new Random(format.name().hashCode());
        for (byte[] line : format.lines()) {
            List<LogEvent> own = events(format, line, ARRIVAL);
            for (int i = 0; i < PREFIXES && !own.isEmpty(); i++) {
                StringBuilder words = new StringBuilder();
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    words.append(WordsInFront.any(random)).append(' ');
                }
                byte[] before = words.toString().getBytes(UTF_8);
                byte[] longer = Arrays.copyOf(before, before.length + line.length);
                System.arraycopy(line, 0, longer, before.length, line.length);

                List<LogEvent> events = events(format, longer, ARRIVAL);

                if (!events.isEmpty()) {
                    assertThat(events.stream().map(EveryFormatTest::shown))
                            .as(new String(longer, UTF_8))
                            .containsExactlyElementsOf(
                                    own.stream().map(EveryFormatTest::shown).toList());
                }
            }
        }
    }

    private static ArrayNode outcome(Named format, byte[] line, Instant arrival) {
        ArrayNode outcomes = JSON.createArrayNode();
        new LinePipeline(LineSettings.of(format.name())).process(record(line, arrival), new LinePipeline.Output() {
            @Override
            public void event(EventBuilder event) {
                outcomes.add(shown(event));
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                throw new AssertionError("dropped by " + reason);
            }

            @Override
            public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                outcomes.addObject().put("dead_letter", rejection.reason()).put("column", rejection.column());
            }
        });
        return outcomes;
    }

    private static ObjectNode shown(LogEvent event) {
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        for (Field field : Field.values()) {
            if (event.has(field) && field != Field.EVENT_ORIGINAL) {
                fields.put(
                        field.ecsName(),
                        JSON.getNodeFactory().textNode(field.isSlice() ? event.text(field) : text(event, field)));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            fields.put(event.openName(i), JSON.getNodeFactory().textNode(event.openText(i)));
        }
        ObjectNode shown = JSON.createObjectNode();
        long micros = event.timestampMicros();
        shown.put(
                "@timestamp",
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L)
                        .toString());
        shown.setAll(fields);
        return shown;
    }

    private static String text(LogEvent event, Field field) {
        return Long.toString(event.number(field));
    }

    private static List<LogEvent> events(Named format, byte[] line, Instant arrival) {
        List<LogEvent> events = new ArrayList<>();
        new LinePipeline(LineSettings.of(format.name())).process(record(line, arrival), new LinePipeline.Output() {
            @Override
            public void event(EventBuilder event) {
                events.add(event);
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                throw new AssertionError("dropped by " + reason);
            }

            @Override
            public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {}
        });
        return events;
    }

    private static EventBuilder record(byte[] line, Instant arrival) {
        return EventBuilder.at(
                new DatasetId("acme", "lines"),
                new Position("topic", "raw.acme.lines", 0, 7, 0),
                arrival.toEpochMilli(),
                Arrays.copyOf(line, line.length));
    }

    /** A format, called by its name in reports of tests. */
    record Named(LineFormat format) {

        String name() {
            return format.name();
        }

        List<byte[]> lines() {
            return SampleLines.of(format);
        }

        Path file(String name) {
            String folder = format.getClass().getPackageName().replace('.', '/');
            return Path.of("src/main/java", folder, name);
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
