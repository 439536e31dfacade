package io.drey.rules.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.Not;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long literals in lines, mostly over the ends of fields, and among short ones and such with rare signs: all are found. */
class LongLiteralsTest {

    private static final List<Field> PIECES =
            List.of(Field.URL_ORIGINAL, Field.HTTP_REQUEST_REFERRER, Field.USER_AGENT_ORIGINAL);
    private static final int EVENTS = 500;
    private static final int CONDITIONS = 200;

    private final Random random = new Random(11);

    /** How many different texts a field has. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1_000_000})
    void answersAreThoseOfEachCondition(int different) {
        List<List<String>> texts = PIECES.stream()
                .map(field -> IntStream.range(0, Math.min(different, EVENTS))
                        .mapToObj(any -> text())
                        .toList())
                .toList();
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            int number = i;
            events.add(line(texts.stream()
                    .map(all -> all.get(different > EVENTS ? number : random.nextInt(all.size())))
                    .toList()));
        }
        // The shortest literal decides how many places are looked at.
        for (int shortest : new int[] {1, 3, 5, 6, 7, 9, 11, 20}) {
            IndexedRules rules = new IndexedRules(IntStream.range(0, CONDITIONS)
                    .mapToObj(any -> condition(events, shortest))
                    .toList());
            for (LogEvent event : events) {
                rules.match(event);
            }
            assertThat(rules.hits()).isPositive();
        }
    }

    /** A sign that few texts have is looked for itself, wherever it stands in the literals. */
    @Test
    void literalsWithRareSignsAreFoundWhereverTheSignStands() {
        List<String> literals = List.of("${", "a@(", "abc{{", "<%=", "ab${", "b${a");
        IndexedRules rules = new IndexedRules(literals.stream()
                .<Condition>map(literal -> new LineTest(new Contains(literal, Letters.ANY_CASE)))
                .toList());
        for (int before = 0; before < 40; before++) {
            for (String literal : literals) {
                for (String behind : List.of("", "a", "$", "b${", " and some more of it")) {
                    byte[] line = ("ab".repeat(before) + literal + behind).getBytes(UTF_8);
                    EventBuilder event =
                            new EventBuilder(new DatasetId("acme", "web"), "topic-id", "raw", 0, 0L, 0, 0L, line);
                    event.put(Field.EVENT_ORIGINAL, 0, line.length);
                    assertThat(rules.match(event)).contains(literals.indexOf(literal));
                }
            }
        }
    }

    private Condition condition(List<LogEvent> events, int shortest) {
        LogEvent event = events.get(random.nextInt(events.size()));
        String line = new String(event.bytes(), UTF_8);
        int length = shortest + random.nextInt(random.nextInt(4) == 0 ? 60 : 9);
        // Over the end of a piece, mostly.
        Field piece = PIECES.get(random.nextInt(PIECES.size()));
        int near = event.has(piece)
                ? new String(event.bytes(), 0, event.offsetOf(piece) + event.lengthOf(piece), UTF_8).length()
                : random.nextInt(line.length());
        int from = Math.max(0, Math.min(line.length() - length, near - random.nextInt(length + 3)));
        String literal = line.substring(from, Math.min(line.length(), from + length));
        Letters letters = random.nextInt(4) == 0 ? Letters.AS_WRITTEN : Letters.ANY_CASE;
        Contains contains =
                new Contains(letters == Letters.ANY_CASE ? literal.toUpperCase(Locale.ROOT) : literal, letters);
        Condition condition =
                random.nextInt(3) == 0 ? new FieldTest(FieldName.of(piece), contains) : new LineTest(contains);
        return random.nextInt(8) == 0 ? Not.of(condition) : condition;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        String letters = random.nextInt(20) == 0 ? "abé/ " : "abcA/.\" ";
        for (int i = random.nextInt(90); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /** A line whose fields stand in it, now and then not in their order. */
    private LogEvent line(List<String> texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] from = new int[texts.size()];
        bytes.writeBytes("%d ab\"".formatted(random.nextInt(100)).getBytes(UTF_8));
        boolean isTurned = random.nextInt(10) == 0;
        for (int n = 0; n < texts.size(); n++) {
            int i = isTurned ? texts.size() - 1 - n : n;
            from[i] = bytes.size();
            bytes.writeBytes(texts.get(i).getBytes(UTF_8));
            bytes.writeBytes(random.nextBoolean() ? "\" \"".getBytes(UTF_8) : "a".getBytes(UTF_8));
        }
        EventBuilder event =
                new EventBuilder(new DatasetId("acme", "web"), "topic-id", "raw", 0, 0L, 0, 0L, bytes.toByteArray());
        event.put(Field.EVENT_ORIGINAL, 0, bytes.size());
        for (int i = 0; i < texts.size(); i++) {
            if (random.nextInt(10) > 0) {
                event.put(PIECES.get(i), from[i], texts.get(i).getBytes(UTF_8).length);
            }
        }
        return event;
    }
}
