package io.drey.rules.index;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AutomatonTest {

    private static final FieldName FIELD = FieldName.parse("url.path");

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 1 << 19})
    void findsWhatIsContainedHoweverFewStatesHaveATable(int tableEntries) {
        Random random = new Random(tableEntries);
        for (int round = 0; round < 300; round++) {
            int shortest = 1 + random.nextInt(6);
            List<String> literals = new ArrayList<>();
            for (int i = 1 + random.nextInt(30); i > 0; i--) {
                literals.add(text(random, shortest + random.nextInt(6)));
            }
            Finding finding = new Finding(literals, tableEntries);
            for (int i = 0; i < 20; i++) {
                String text = text(random, random.nextInt(60));
                finding.compare(text);
                finding.compare(text + "\u212a");
            }
        }
    }

    @Test
    void aLiteralMayFollowHalfOfAnotherOne() {
        Finding finding = new Finding(List.of("ababac", "abacab", "bacaba", "acaba"), 0);

        finding.compare("abababacabacababac");
        finding.compare("ABABABACABACABABAC");
    }

    @Test
    void onlyCaseThatCountsIsCompared() {
        Automaton automaton = new Automaton(
                List.of(new Literal(0, "Admin", Letters.AS_WRITTEN), new Literal(1, "admin", Letters.ANY_CASE)));

        assertThat(found(automaton, "an admin and an Admin", 2)).containsExactly(0, 1);
        assertThat(found(automaton, "an admin", 2)).containsExactly(1);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append("aabBcC@`k".charAt(random.nextInt(9)));
        }
        return text.toString();
    }

    private record Finding(List<String> literals, Automaton automaton) {

        Finding(List<String> literals, int tableEntries) {
            this(literals, new Automaton(numbered(literals), tableEntries));
        }

        private static List<Literal> numbered(List<String> literals) {
            List<Literal> numbered = new ArrayList<>();
            for (int i = 0; i < literals.size(); i++) {
                String folded = Letters.ANY_CASE.fold(literals.get(i));
                numbered.add(new Literal(i, folded, Letters.ANY_CASE));
            }
            return numbered;
        }

        void compare(String text) {
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < literals.size(); i++) {
                if (new Contains(literals.get(i), Letters.ANY_CASE).passes(text)) {
                    expected.add(i);
                }
            }
            assertThat(found(automaton, text, literals.size()))
                    .as("%s in '%s'", literals, text)
                    .containsExactlyElementsOf(expected);
        }
    }

    /** The literals that are found, in bytes where the text is ASCII. */
    private static Set<Integer> found(Automaton automaton, String text, int literals) {
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < literals; i++) {
            conditions.add(new FieldTest(FIELD, new Contains("literal " + i, Letters.ANY_CASE)));
        }
        Hits hits = new Hits(RuleIndex.of(conditions));
        hits.begin();
        EventText read = new EventText();
        byte[] bytes = ("<" + text + ">").getBytes(US_ASCII);
        if (!US_ASCII.newEncoder().canEncode(text)) {
            read.set(text);
        } else if (!read.set(bytes, 1, bytes.length - 2)) {
            throw new IllegalStateException("'%s' is no ASCII".formatted(text));
        }
        automaton.find(read, hits);
        Set<Integer> found = new TreeSet<>();
        for (int i = 0; i < literals; i++) {
            if (hits.isHit(i)) {
                found.add(i);
            }
        }
        return found;
    }
}
