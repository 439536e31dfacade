package com.example.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.pattern.PatternTrial;
import io.drey.rules.book.RuleBook;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowGuessingTest {

    private static final Instant BEGINNING = Instant.parse("2026-01-05T10:00:00Z");
    private static final Map<String, String> REFUSED = Map.of("event.outcome", "failure");
    private static final Map<String, String> ACCEPTED = Map.of("event.outcome", "success");

    private final PatternTrial trial = new PatternTrial(new SlowGuessing());

    @Test
    void findsRefusedLoginsFarApartAndAnAcceptedOne() {
        for (int i = 0; i < 4; i++) {
            trial.event(BEGINNING.plus(Duration.ofMinutes(15L * i)), REFUSED);
        }
        trial.event(BEGINNING.plus(Duration.ofHours(2)), ACCEPTED);

        assertThat(trial.end()).containsExactly(5L);
    }

    @Test
    void findsNothingWhereTheyFollowEachOtherQuickly() {
        for (int i = 0; i < 10; i++) {
            trial.event(BEGINNING.plus(Duration.ofSeconds(i)), REFUSED);
        }
        trial.event(BEGINNING.plus(Duration.ofHours(2)), ACCEPTED);

        assertThat(trial.end()).isEmpty();
    }

    @Test
    void isInEveryTenantsBookWhereItsJarIsOnTheClassPath() {
        assertThat(RuleBook.builtIn().keyed("slow-guessing|1"))
                .hasValueSatisfying(rule -> assertThat(rule.groupBy()).containsExactly("user.name"));
    }
}
