package io.drey.rules.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Cidr;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.EndsWith;
import io.drey.rules.condition.Equals;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.FieldReference;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.NumberTest;
import io.drey.rules.condition.Regex;
import io.drey.rules.condition.StartsWith;
import io.drey.rules.condition.TimePart;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.condition.Wildcard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Conditions and events that often have to do with each other. */
final class RandomConditions {

    private static final List<String> TEXT_FIELDS = List.of(
            "url.path",
            "url.original",
            "source.ip",
            "user.name",
            "labels.a",
            "labels.b.c",
            "message",
            "event.original",
            "data_stream.dataset",
            "@timestamp");
    private static final List<String> NUMBER_FIELDS = List.of("http.response.status_code", "http.response.body.bytes");

    /** Letters that differ by case alone, also where one of them is of ASCII; and such as are two UTF-16 units. */
    private static final List<String> LETTERS = List.of(
            "a",
            "A",
            "b",
            "B",
            "k",
            "K",
            "\u212a",
            "i",
            "I",
            "\u0131",
            "\u0130",
            "s",
            "\u017f",
            "\u00df",
            "\u00e9",
            "\u00c9",
            "\u00b5",
            "\u03bc",
            "/",
            ".",
            "@",
            "`",
            "[",
            "{",
            "\ud801\udc00",
            "\ud801\udc28",
            "\u0000");

    private static final List<String> ADDRESSES = List.of(
            "10.0.0.1",
            "10.1.2.3",
            "10.1.2.255",
            "192.0.2.7",
            "::ffff:10.1.2.3",
            "::ffff:c000:207",
            "2001:db8::1",
            "2001:DB8:1::5",
            "::",
            "::1",
            "fe80::1",
            "10.0.0",
            "10.0.0.01",
            "0.0.0.0",
            "255.255.255.255",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    private static final List<String> NETWORKS = List.of(
            "10.0.0.0/8",
            "10.1.0.0/16",
            "10.1.2.0/24",
            "10.1.2.3",
            "192.0.2.0/29",
            "0.0.0.0/0",
            "::/0",
            "2001:db8::/32",
            "2001:db8:1::/48",
            "::1",
            "fe80::/10",
            "::ffff:0:0/96",
            "255.255.255.255");
    private static final List<String> NUMBERS =
            List.of("0", "-0", "7", "200", "404", "404.0", "4.04e2", "-5", "1.5", "99999999999999999999", "12a", "");
    private static final List<String> EXPRESSIONS = List.of("a", "^/a", "b+$", "(?:ab|ba)", "[0-9]{2}", "k", "\\.");

    private final Random random;

    RandomConditions(long seed) {
        random = new Random(seed);
    }

    /** A tree of at most four levels. */
    Condition condition() {
        return condition(3);
    }

    private Condition condition(int levels) {
        if (levels == 0 || random.nextInt(4) == 0) {
            return predicate();
        }
        return switch (random.nextInt(5)) {
            case 0 -> Not.of(condition(levels - 1));
            case 1, 2 -> AnyOf.of(parts(levels));
            default -> AllOf.of(parts(levels));
        };
    }

    private List<Condition> parts(int levels) {
        List<Condition> parts = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            parts.add(condition(levels - 1));
        }
        return parts;
    }

    private Condition predicate() {
        return switch (random.nextInt(20)) {
            case 0 -> new FieldExists(field());
            case 1 ->
                new FieldReference(field(), one(Arrays.asList(FieldReference.Relation.values())), field(), letters());
            case 2, 3, 4 -> new LineTest(test());
            default -> new FieldTest(field(), test());
        };
    }

    private FieldName field() {
        return FieldName.parse(random.nextInt(4) == 0 ? one(NUMBER_FIELDS) : one(TEXT_FIELDS));
    }

    private Letters letters() {
        return random.nextInt(4) == 0 ? Letters.AS_WRITTEN : Letters.ANY_CASE;
    }

    private ValueTest test() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> new Equals(text(3), letters());
            case 3, 4, 5 -> new Contains(part(), letters());
            case 6, 7 -> new StartsWith(part(), letters());
            case 8, 9 -> new EndsWith(part(), letters());
            case 10, 11 -> new Wildcard(symbols(), letters());
            case 12 -> Cidr.parse(one(NETWORKS));
            case 13 ->
                new NumberTest(one(Arrays.asList(Comparison.values())), new BigDecimal(one(NUMBERS.subList(0, 10))));
            case 14 -> new TimePart(TimePart.Part.HOUR, one(Arrays.asList(Comparison.values())), random.nextInt(24));
            default -> new Regex(one(EXPRESSIONS), random.nextBoolean() ? Set.of(Regex.Option.ANY_CASE) : Set.of());
        };
    }

    /** What may stand in a text; sometimes longer than any. */
    private String part() {
        return text(random.nextInt(4) == 0 ? 9 : 3);
    }

    private int[] symbols() {
        List<Integer> symbols = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(3)) {
                case 0 -> symbols.add(Wildcard.ANY);
                case 1 -> symbols.add(random.nextBoolean() ? Wildcard.ANY_ONE : Wildcard.ANY);
                default -> text(2).chars().forEach(symbols::add);
            }
        }
        return symbols.stream().mapToInt(Integer::intValue).toArray();
    }

    private String text(int longest) {
        if (random.nextInt(8) == 0) {
            return random.nextBoolean() ? one(ADDRESSES) : one(NUMBERS);
        }
        StringBuilder text = new StringBuilder();
        // Half of the texts are of ASCII alone.
        List<String> letters = random.nextBoolean() ? List.of("a", "A", "b", "B", "/", "k", "i") : LETTERS;
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(one(letters));
        }
        return text.toString();
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** The values of an event by the names of fields, some of them absent and some empty. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String field : TEXT_FIELDS) {
            if (!(FieldName.parse(field) instanceof FieldName.Envelope) && random.nextInt(3) > 0) {
                values.put(field, text(random.nextInt(3) == 0 ? 40 : 8));
            }
        }
        for (String field : NUMBER_FIELDS) {
            if (random.nextInt(3) > 0) {
                values.put(field, one(List.of("0", "7", "-5", "200", "404", "" + Long.MIN_VALUE, "" + Long.MAX_VALUE)));
            }
        }
        return values;
    }

    /** An event in bytes. */
    LogEvent log(Map<String, String> values) {
        EventBuilder event = new EventBuilder(
                new DatasetId("acme", random.nextBoolean() ? "ab" : "abk"),
                "topic-id",
                "raw",
                0,
                0L,
                0,
                0L,
                new byte[0]);
        event.timestampMicros(random.nextInt(86_400) * 1_000_000L);
        values.forEach((field, value) -> {
            if (FieldName.parse(field) instanceof FieldName.Fixed fixed) {
                put(event, fixed.field(), value);
            } else {
                event.appendOpen(field, value);
            }
        });
        return event;
    }

    private static void put(EventBuilder event, Field field, String value) {
        if (field.isSlice()) {
            event.append(field, value.getBytes(UTF_8));
        } else {
            event.put(field, Long.parseLong(value));
        }
    }

    /** An event in texts; some have a surrogate without its other half. */
    EventView view(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("@timestamp", "2026-11-28T%02d:08:09Z".formatted(random.nextInt(24)));
        all.put("data_stream.dataset", random.nextBoolean() ? "ab" : "abk");
        if (random.nextInt(4) == 0) {
            all.put("url.path", "a\ud801b");
        }
        return new TextEvent(all);
    }

    private record TextEvent(Map<String, String> values) implements EventView {

        @Override
        public boolean has(FieldName name) {
            return values.containsKey(name.dotted());
        }

        @Override
        public String text(FieldName name) {
            return values.get(name.dotted());
        }
    }
}
