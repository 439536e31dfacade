package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.condition.Letters;
import io.drey.rules.condition.ValueTest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values with wildcards and backslashes, as the standard reads them. */
final class WildTextTest {

    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a, equals 'a'",
                "a*, starts with 'a'",
                "*a, ends with 'a'",
                "*a*, contains 'a'",
                "**a**, contains 'a'",
                "*, contains ''",
                "a*b, matches 'a*b'",
                "a**b, matches 'a*b'",
                "*a?*, matches '*a?*'",
                "?, matches '?'",
            })
    void theSimplestTestIsChosen(String written, String test) {
        assertThat(WildText.parse(written).test(Letters.ANY_CASE)).hasToString(test);
    }

    /** The standard's own list of possibilities. */
    @Test
    void aBackslashTakesAWildcardOrABackslashAsItIs() {
        assertThat(passes("C:\\x", "C:\\x")).isTrue();
        assertThat(passes("C:\\\\x", "C:\\x")).isTrue();
        assertThat(passes("a\\*", "a*")).isTrue();
        assertThat(passes("a\\*", "ab")).isFalse();
        assertThat(passes("a\\?", "a?")).isTrue();
        assertThat(passes("a\\\\*", "a\\bcd")).isTrue();
        assertThat(passes("a\\\\\\*", "a\\*")).isTrue();
        assertThat(passes("a\\\\\\*", "a\\b")).isFalse();
        assertThat(passes("a\\\\\\", "a\\\\")).isTrue();
        assertThat(passes("a\\\\\\\\", "a\\\\")).isTrue();
        assertThat(passes("a\\", "a\\")).isTrue();
    }

    @Test
    void aTextWithEachSpecialCharacterEscapedIsItself() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            String text = random.ints(random.nextInt(8), 0, 5)
                    .mapToObj(place -> "a\\*?b".substring(place, place + 1))
                    .reduce("", String::concat);
            String escaped = text.replaceAll("[\\\\*?]", "\\\\$0");
            WildText read = WildText.parse(escaped);
            assertThat(read.hasWildcards()).isFalse();
            assertThat(read.plain()).isEqualTo(text);
            assertThat(read.test(Letters.AS_WRITTEN))
                    .isEqualTo(WildText.literal(text).test(Letters.AS_WRITTEN));
        }
    }

    @Test
    void whatMatchesATextMatchesItWithAnythingAround() {
        Random random = new Random(2);
        for (int i = 0; i < ROUNDS; i++) {
            String written = random.ints(random.nextInt(6), 0, 4)
                    .mapToObj(place -> "ab*?".substring(place, place + 1))
                    .reduce("", String::concat);
            String text = random.ints(random.nextInt(6), 0, 2)
                    .mapToObj(place -> "ab".substring(place, place + 1))
                    .reduce("", String::concat);
            WildText value = WildText.parse(written);
            if (value.test(Letters.ANY_CASE).passes(text)) {
                ValueTest anywhere = value.anythingBefore().anythingBehind().test(Letters.ANY_CASE);
                assertThat(anywhere.passes("x" + text + "y"))
                        .as("%s in %s", written, text)
                        .isTrue();
            }
        }
    }

    private static boolean passes(String written, String text) {
        return WildText.parse(written).test(Letters.ANY_CASE).passes(text);
    }
}
