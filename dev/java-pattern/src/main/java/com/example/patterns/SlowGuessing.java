package com.example.patterns;

import io.drey.pattern.api.JavaPattern;
import io.drey.pattern.api.PatternEvent;
import java.time.Duration;
import java.util.List;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;

/**
 * Somebody guesses a password so slowly that nothing locks him out: three refused logins or more, each at least ten minutes after
 * the one before, and then one that is accepted. How long events lie apart is nothing that a document of rules can say.
 */
public final class SlowGuessing implements JavaPattern {

    private static final String OUTCOME = "event.outcome";
    private static final String REFUSED = "refused";
    private static final long PATIENCE_MILLIS = Duration.ofMinutes(10).toMillis();

    /** Found by the service loader. */
    public SlowGuessing() {}

    @Override
    public String id() {
        return "slow-guessing";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String title() {
        return "A password was guessed slowly";
    }

    @Override
    public String severity() {
        return "high";
    }

    @Override
    public List<String> groupBy() {
        return List.of("user.name");
    }

    @Override
    public List<String> fields() {
        return List.of(OUTCOME);
    }

    @Override
    public Pattern<PatternEvent, ?> pattern() {
        return Pattern.<PatternEvent>begin(REFUSED, AfterMatchSkipStrategy.skipPastLastEvent())
                .where(new PatientlyRefused())
                .timesOrMore(3)
                .greedy()
                .followedBy("accepted")
                .where(SimpleCondition.of(event -> hasOutcome(event, "success")))
                .within(Duration.ofHours(6));
    }

    private static boolean hasOutcome(PatternEvent event, String outcome) {
        return event.text(OUTCOME).filter(outcome::equals).isPresent();
    }

    /** A refused login long after the one before. */
    private static final class PatientlyRefused extends IterativeCondition<PatternEvent> {

        private static final long serialVersionUID = 1;

        @Override
        public boolean filter(PatternEvent event, Context<PatternEvent> context) throws Exception {
            if (!hasOutcome(event, "failure")) {
                return false;
            }
            long latest = Long.MIN_VALUE;
            for (PatternEvent before : context.getEventsForPattern(REFUSED)) {
                latest = before.timestampMillis();
            }
            return latest == Long.MIN_VALUE || event.timestampMillis() - latest >= PATIENCE_MILLIS;
        }
    }
}
