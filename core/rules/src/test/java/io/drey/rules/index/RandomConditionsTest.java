package io.drey.rules.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.condition.Condition;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index says of random conditions what they say themselves. */
final class RandomConditionsTest {

    private static final int CONDITIONS = 10_000;
    private static final int EVENTS = 150;

    @Test
    void tenThousandConditionsInSmallIndexesHoldAsTheySayThemselves() {
        compare(20);
    }

    @Test
    void tenThousandConditionsInLargeIndexesHoldAsTheySayThemselves() {
        compare(1_000);
    }

    private static void compare(int conditionsAnIndex) {
        RandomConditions random = new RandomConditions(conditionsAnIndex);
        long hits = 0;
        for (int from = 0; from < CONDITIONS; from += conditionsAnIndex) {
            IndexedRules rules = new IndexedRules(Stream.<Condition>generate(random::condition)
                    .limit(conditionsAnIndex)
                    .toList());
            for (int i = 0; i < EVENTS; i++) {
                Map<String, String> values = random.values();
                rules.match(random.log(values));
                rules.match(random.view(values));
            }
            hits += rules.hits();
        }
        assertThat(hits).isBetween(CONDITIONS * EVENTS / 4L, CONDITIONS * EVENTS * 7L / 4);
    }
}
