package io.drey.pattern;

import io.drey.event.FieldName;
import io.drey.pattern.api.JavaPattern;
import io.drey.pattern.api.PatternEvent;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RulesAlong;
import io.drey.rules.shape.Nfa;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.apache.flink.cep.pattern.Pattern;

/** Patterns in Java that the service loader finds, as rules. */
public final class JavaPatternRules implements RulesAlong {

    /** Found by the service loader. */
    public JavaPatternRules() {}

    @Override
    public List<KeyedRule> rules() {
        List<KeyedRule> rules = new ArrayList<>();
        ServiceLoader.load(JavaPattern.class, JavaPattern.class.getClassLoader())
                .forEach(pattern -> rules.add(rule(pattern)));
        return rules;
    }

    /**
     * A pattern as a rule.
     *
     * @throws IllegalArgumentException if it is none, with what to write instead
     */
    public static KeyedRule rule(JavaPattern written) {
        String called =
                "pattern %s of %s".formatted(written.id(), written.getClass().getName());
        Pattern<PatternEvent, ?> pattern = written.pattern();
        long windowMillis = pattern.getWindowSize().map(Duration::toMillis).orElse(0L);
        if (windowMillis < 2) {
            throw new IllegalArgumentException(
                    "%s has no time in which it ends: write within(Duration.ofMinutes(5))".formatted(called));
        }
        List<String> fields = List.copyOf(written.fields());
        Form<PatternEvent> form =
                new Form<>(occurrence -> new PatternEvent(occurrence, fields), PatternEvent::occurrence);
        NfaHost<PatternEvent> host;
        try {
            host = new NfaHost<>(pattern, form);
        } catch (MalformedPatternException e) {
            throw new IllegalArgumentException("%s: %s: write it otherwise".formatted(called, e.getMessage()), e);
        }
        RuleHeader header = new RuleHeader(
                written.id(), written.version(), written.title(), written.severity(), RuleHeader.Stage.LIVE);
        return KeyedRule.ofEveryEvent(
                header,
                // Flink's windows end before their length is reached.
                Nfa.programmed(header.key(), windowMillis - 1, host),
                names(written.groupBy()),
                names(fields));
    }

    private static List<FieldName> names(List<String> dotted) {
        return dotted.stream().map(FieldName::parse).toList();
    }
}
