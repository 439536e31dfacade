package io.drey.format.json;

import static io.drey.format.json.JsonMembersTest.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.Parsing;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The parser reads what Jackson reads, and refuses what it refuses. */
class JsonAgainstJacksonTest {

    private static final JsonFactory JACKSON = new JsonFactory();
    private static final String[] NAMES = {
        "a",
        "b",
        "order",
        "a.b",
        "A",
        "",
        " ",
        "longer than eight",
        "longer than sixteen bytes",
        "ü",
        "\\u00fc",
        "q\\\"q",
        "\\n",
        "labels",
        "drey",
        "k8s.pod.name",
        "😀",
        "\\ud83d\\ude00",
        "\\ud800"
    };
    private static final String[] VALUES = {
        "1",
        "-0.5e+3",
        "true",
        "false",
        "null",
        "\"\"",
        "\"text\"",
        "\"ü\\u00fc\\t\\\"\"",
        "\"\\ud83d\\ude00\\udc00\"",
        "[]",
        "{}",
        "[1, {\"x\":[null]}, \"]\"]",
        "12345678901234567890",
        "\"a text of many more bytes than eight, with no end\""
    };
    private static final byte[] LIKELY = "\"\\{}[]:,.0123456789eE+-truefalsn \t\r\n\u0000\u001fü".getBytes(UTF_8);

    /** Which of many names are remembered from line to line is up to chance: what is read must not depend on it. */
    @RepeatedTest(5)
    void readsTheMembersThatJacksonReads() throws IOException {
        Random random = new Random(1);
        LineParser parser = new JsonFormat().parser(FormatOptions.DEFAULT);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            appendObject(text, random, 0);
            byte[] line = text.toString().getBytes(UTF_8);

            EventBuilder event = Parsing.event(line);
            assertThat(parser.parse(event, 0, line.length)).as("%s", text).isNull();

            assertThat(open(event)).as("%s", text).isEqualTo(expected(line));
        }
    }

    @Test
    void refusesWhatJacksonRefuses() {
        Random random = new Random(2);
        LineParser parser = new JsonFormat().parser(FormatOptions.DEFAULT);
        int refused = 0;
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            appendObject(text, random, 0);
            byte[] line = damaged(text.toString().getBytes(UTF_8), random);
            if (line.length < 5
                    || !Utf8.isValid(line, 0, line.length)
                    || line[1] == 0
                    || line[2] == 0
                    || line[3] == 0) {
                continue;
            }
            Rejection rejection = parser.parse(Parsing.event(line), 0, line.length);
            assertThat(rejection == null)
                    .as("%s: %s", new String(line, UTF_8), rejection)
                    .isEqualTo(isJson(line));
            if (rejection == null) {
                taken++;
            } else {
                refused++;
                assertThat(rejection.column()).isBetween(0, line.length + 1);
            }
        }
        assertThat(taken).isGreaterThan(5_000);
        assertThat(refused).isGreaterThan(20_000);
    }

    private static void appendObject(StringBuilder text, Random random, int depth) {
        text.append(blanks(random)).append('{').append(blanks(random));
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : ",").append(blanks(random)).append('"');
            text.append(NAMES[random.nextInt(NAMES.length)])
                    .append('"')
                    .append(blanks(random))
                    .append(':');
            if (depth < 3 && random.nextInt(4) == 0) {
                appendObject(text, random, depth + 1);
            } else {
                text.append(blanks(random)).append(VALUES[random.nextInt(VALUES.length)]);
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

    /** The open fields by another reader. */
    private static Map<String, String> expected(byte[] line) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        int[] duplicates = {0};
        try (JsonParser json = JACKSON.createParser(line)) {
            json.nextToken();
            read(json, "", line, values, duplicates);
        }
        values.values().removeIf(value -> value == null);
        values.put("labels.drey.time", "arrival");
        if (duplicates[0] > 0) {
            values.put("labels.drey.duplicate_keys", Integer.toString(duplicates[0]));
        }
        return values;
    }

    private static void read(JsonParser json, String path, byte[] line, Map<String, String> values, int[] duplicates)
            throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String step = json.currentName().isEmpty()
                    ? "_empty"
                    : new String(Utf8.encode(json.currentName()), UTF_8).replace('\n', '\uFFFD');
            String name = path.isEmpty() ? step : path + "." + step;
            JsonToken value = json.nextToken();
            int from = (int) json.currentTokenLocation().getByteOffset();
            String text;
            if (value == JsonToken.START_OBJECT && !isEmpty(line, from)) {
                read(json, name, line, values, duplicates);
                continue;
            } else if (value.isStructStart()) {
                json.skipChildren();
                int to = (int) json.currentLocation().getByteOffset();
                text = new String(line, from, to - from, UTF_8);
            } else if (value == JsonToken.VALUE_NULL) {
                text = null;
            } else {
                text = new String(Utf8.encode(json.getText()), UTF_8);
            }
            String open = name.equals("k8s.pod.name") || name.startsWith("labels.")
                    ? name.startsWith("labels.drey.") ? "labels.payload." + name.substring("labels.".length()) : name
                    : name.startsWith("drey.") ? "labels.payload." + name : "labels." + name;
            duplicates[0] += values.containsKey(open) ? 1 : 0;
            values.put(open, text);
        }
    }

    private static boolean isEmpty(byte[] line, int from) {
        int at = from + 1;
        while (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
            at++;
        }
        return line[at] == '}';
    }

    private static boolean isJson(byte[] line) {
        try (JsonParser json = JACKSON.createParser(line)) {
            json.nextToken();
            if (json.currentToken() == null) {
                return false;
            }
            json.skipChildren();
            // Numbers and words are judged only where they are asked for.
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] damaged(byte[] line, Random random) {
        byte[] damaged = line;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length + 1);
            int to = Math.min(damaged.length, at + random.nextInt(3));
            byte[] inserted = {LIKELY[random.nextInt(LIKELY.length)]};
            byte[] more = random.nextInt(3) == 0 ? new byte[0] : inserted;
            byte[] next = Arrays.copyOf(damaged, damaged.length - (to - at) + more.length);
            System.arraycopy(more, 0, next, at, more.length);
            System.arraycopy(damaged, to, next, at + more.length, damaged.length - to);
            damaged = next;
        }
        return damaged;
    }

    @Test
    void readsAllFieldsOfARandomLineAgain() {
        // The names are remembered in the order of the line before: another order must make no difference.
        Random random = new Random(3);
        LineParser kept = new JsonFormat().parser(FormatOptions.DEFAULT);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            appendObject(text, random, 0);
            byte[] line = text.toString().getBytes(UTF_8);
            EventBuilder first = Parsing.event(line);
            EventBuilder second = Parsing.event(line);

            kept.parse(first, 0, line.length);
            new JsonFormat().parser(FormatOptions.DEFAULT).parse(second, 0, line.length);

            assertThat(first).hasToString(second.toString());
            assertThat(first.has(Field.EVENT_ORIGINAL)).isTrue();
        }
    }
}
