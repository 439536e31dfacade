package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Event;
import io.drey.rules.condition.FieldExists;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Conditions mean what their text means, read in plain lines. */
final class ConditionParserTest {

    private static final int ROUNDS = 3_000;
    private static final List<String> NAMES = List.of("selection_a", "selection_b", "filter", "_own");
    private static final At NOWHERE = new At(1, 1);

    @Test
    void randomConditionsHoldForTheEventsThatTheirTextMeans() {
        Random random = new Random(1);
        Map<String, Condition> selections = NAMES.stream()
                .collect(Collectors.toMap(name -> name, name -> new FieldExists(FieldName.parse("labels." + name))));
        for (int i = 0; i < ROUNDS; i++) {
            Term term = or(random, 3);
            YamlValue text = new YamlValue.Scalar(term.text, YamlValue.Scalar.Type.TEXT, NOWHERE);
            Problems problems = new Problems("test");
            Condition condition = new ConditionParser(selections, problems).parse(text);
            assertThat(problems.found()).isEmpty();
            for (int bits = 0; bits < 1 << NAMES.size(); bits++) {
                int those = bits;
                List<String> there = NAMES.stream()
                        .filter(name -> (those >> NAMES.indexOf(name) & 1) == 1)
                        .toList();
                Event event = Event.empty();
                there.forEach(name -> event.and("labels." + name, ""));
                assertThat(condition.holds(event.view()))
                        .as("%s with %s", term.text, there)
                        .isEqualTo(term.meaning.test(there));
            }
        }
    }

    /** A text, and whether it is true where these selections are. */
    private record Term(String text, Predicate<List<String>> meaning) {}

    private static Term or(Random random, int depth) {
        Term left = and(random, depth);
        if (random.nextInt(3) > 0) {
            return left;
        }
        Term right = or(random, depth);
        return new Term(left.text + " or " + right.text, left.meaning.or(right.meaning));
    }

    private static Term and(Random random, int depth) {
        Term left = not(random, depth);
        if (random.nextInt(3) > 0) {
            return left;
        }
        Term right = and(random, depth);
        return new Term(left.text + " and " + right.text, left.meaning.and(right.meaning));
    }

    private static Term not(Random random, int depth) {
        if (random.nextInt(3) > 0) {
            return operand(random, depth);
        }
        Term inner = not(random, depth);
        return new Term("not " + inner.text, inner.meaning.negate());
    }

    private static Term operand(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 5 : 4)) {
            case 0 -> {
                return new Term(
                        "1 of selection_*", there -> there.contains(NAMES.get(0)) || there.contains(NAMES.get(1)));
            }
            case 1 -> {
                return new Term("all of them", there -> there.containsAll(NAMES.subList(0, 3)));
            }
            case 4 -> {
                Term inner = or(random, depth - 1);
                return new Term("(" + inner.text + ")", inner.meaning);
            }
            default -> {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                return new Term(name, there -> there.contains(name));
            }
        }
    }
}
