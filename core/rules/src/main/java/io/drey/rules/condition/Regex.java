package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.drey.event.Printable;
import java.util.EnumSet;
import java.util.Set;

/**
 * A regular expression is found somewhere in the text. Runs on RE2/J, in time linear in the text; what that cannot run is
 * refused when it is read. Matching creates a few small objects.
 */
public final class Regex implements ValueTest {

    /** The size that an expression may have once its repetitions are written out. */
    public static final int MOST_STATES = 4_000;

    /** How an expression is read. */
    public enum Option {
        /** Upper and lower case do not differ. */
        ANY_CASE,
        /** {@code ^} and {@code $} match at the ends of lines. */
        LINES,
        /** {@code .} matches an end of line. */
        DOT_MATCHES_ALL
    }

    private final String expression;
    private final Set<Option> options;
    private final Pattern pattern;

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException if RE2 cannot run it, with the reason and what to write instead
     */
    public Regex(String expression, Set<Option> options) {
        this.expression = requireNonNull(expression, "expression is null");
        this.options = Set.copyOf(options);
        RegexCheck.check(expression);
        try {
            this.pattern = Pattern.compile(expression, flags(options));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(RegexCheck.explain(expression, e), e);
        }
    }

    public String expression() {
        return expression;
    }

    public Set<Option> options() {
        return options;
    }

    @Override
    public boolean passes(String text) {
        return pattern.matcher(text).find();
    }

    private static int flags(Set<Option> options) {
        int flags = 0;
        for (Option option : options) {
            flags |= switch (option) {
                case ANY_CASE -> Pattern.CASE_INSENSITIVE;
                case LINES -> Pattern.MULTILINE;
                case DOT_MATCHES_ALL -> Pattern.DOTALL;
            };
        }
        return flags;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex regex && expression.equals(regex.expression) && options.equals(regex.options);
    }

    @Override
    public int hashCode() {
        // An enum's hash is another one in each process.
        return 31 * expression.hashCode() + options.size();
    }

    @Override
    public String toString() {
        StringBuilder letters = new StringBuilder(3);
        for (Option option : EnumSet.allOf(Option.class)) {
            if (options.contains(option)) {
                letters.append(
                        switch (option) {
                            case ANY_CASE -> 'i';
                            case LINES -> 'm';
                            case DOT_MATCHES_ALL -> 's';
                        });
            }
        }
        return "matches /%s/%s".formatted(Printable.of(expression), letters);
    }
}
