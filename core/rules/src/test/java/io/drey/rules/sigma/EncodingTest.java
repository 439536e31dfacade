package io.drey.rules.sigma;

import static io.drey.rules.sigma.Sigma.selection;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Event;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values are found wherever they stand in an encoded text. */
final class EncodingTest {

    private static final int ROUNDS = 300;

    @Test
    void base64OffsetFindsAValueAtEveryPlace() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            String value = text(random, 3 + random.nextInt(8));
            Condition condition = selection("labels.x|base64offset|contains: '%s'".formatted(value));
            String around = text(random, random.nextInt(7)) + value + text(random, random.nextInt(7));
            assertThat(holds(condition, around.getBytes(UTF_8)))
                    .as("%s in %s", value, around)
                    .isTrue();
        }
    }

    @Test
    void base64OffsetOfWideTextsFindsThemAtEveryPlace() {
        Random random = new Random(2);
        for (int i = 0; i < ROUNDS; i++) {
            String value = text(random, 3 + random.nextInt(8));
            Condition condition = selection("labels.x|wide|base64offset|contains: '%s'".formatted(value));
            String around = text(random, random.nextInt(7)) + value + text(random, random.nextInt(7));
            assertThat(holds(condition, around.getBytes(UTF_16LE)))
                    .as("%s in %s", value, around)
                    .isTrue();
        }
    }

    @Test
    void windashFindsEveryCombinationOfDashes() {
        char[] dashes = {'-', '/', '\u2013', '\u2014', '\u2015'};
        Condition condition = selection("labels.x|windash|contains|all: [' -a ', ' /b --c']");
        for (char first : dashes) {
            for (char second : dashes) {
                for (char third : dashes) {
                    String text = "x %sa %sb -%sc y".formatted(first, second, third);
                    assertThat(condition.holds(Event.with("labels.x", text).view()))
                            .as(text)
                            .isTrue();
                }
            }
        }
        assertThat(condition.holds(Event.with("labels.x", "x _a /b --c").view()))
                .isFalse();
    }

    private static boolean holds(Condition condition, byte[] bytes) {
        return condition.holds(Event.with("labels.x", Base64.getEncoder().encodeToString(bytes))
                .view());
    }

    private static String text(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1).mapToObj(Character::toString).reduce("", String::concat);
    }
}
