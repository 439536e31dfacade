package io.drey.format.redact;

import static java.util.Objects.requireNonNull;

import com.google.re2j.PatternSyntaxException;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.OpenNames;
import io.drey.event.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rule of redaction, in a few words: what becomes of it, and what it is.
 *
 * <pre>{@code
 * mask card                     a kind of secret that is known by its form
 * hash user.name                a field, fixed or open
 * drop ?access_token            a parameter of queries
 * mask /order-([0-9]{6})/       a regular expression of RE2; its groups, where it has any
 * }</pre>
 *
 * @param action what takes its place
 * @param written the rule as it is written
 * @param field the field, where it is one
 * @param finder finds it in texts, where it is a pattern
 */
public record RedactionRule(Action action, String written, Optional<FieldName> field, Optional<SecretFinder> finder) {

    /** What takes the place of what is found. */
    public enum Action {
        /** Nothing: a field is not there, and in the line stands a minus. */
        DROP,
        /** The word {@code redacted}; of an address the network: its first 24 bits, or 48 of IPv6. */
        MASK,
        /** What a secret key makes of it: the same for the same, so that it can be counted and joined. */
        HASH;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern WRITTEN = Pattern.compile("(\\S+)\\s+(\\S.*)");
    private static final Pattern PARAMETER = Pattern.compile("\\?([A-Za-z0-9_.\\[\\]-]{1,100})");

    public RedactionRule {
        requireNonNull(action, "action is null");
        requireNonNull(written, "written is null");
        requireNonNull(field, "field is null");
        requireNonNull(finder, "finder is null");
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException naming what is not understood, and what to write instead
     */
    public static RedactionRule parse(String written) {
        Matcher matcher = WRITTEN.matcher(written.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no rule: write what becomes of it and what it is, as 'mask card'"
                            .formatted(Printable.of(written)));
        }
        Action action = Arrays.stream(Action.values())
                .filter(each -> each.word().equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' does not say what becomes of it: begin with %s"
                        .formatted(
                                Printable.of(written),
                                Arrays.stream(Action.values()).map(Action::word).collect(Collectors.joining(", ")))));
        String what = matcher.group(2);
        String rule = action.word() + " " + what;
        if (what.length() > 2 && what.startsWith("/") && what.endsWith("/")) {
            return ofFinder(action, rule, expression(what.substring(1, what.length() - 1)));
        }
        if (what.startsWith("?")) {
            Matcher parameter = PARAMETER.matcher(what);
            if (!parameter.matches()) {
                throw new IllegalArgumentException(
                        "'%s' names no parameter: write '?' and its name".formatted(Printable.of(written)));
            }
            return ofFinder(action, rule, new QueryParameter(parameter.group(1)));
        }
        return switch (what) {
            case "card" -> ofFinder(action, rule, new CardNumbers());
            case "mail" -> ofFinder(action, rule, new MailAddresses());
            case "token" -> ofFinder(action, rule, new Tokens());
            default -> ofField(action, rule, what);
        };
    }

    /** The words for what is known by its form. */
    public static List<String> patterns() {
        return List.of("card", "mail", "token");
    }

    private static RedactionRule ofFinder(Action action, String written, SecretFinder finder) {
        return new RedactionRule(action, written, Optional.empty(), Optional.of(finder));
    }

    private static RedactionRule ofField(Action action, String written, String name) {
        FieldName field;
        try {
            field = FieldName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s': %s; or write one of %s, '?parameter' or '/expression/'"
                            .formatted(Printable.of(written), e.getMessage(), String.join(", ", patterns())),
                    e);
        }
        if (field instanceof FieldName.Envelope) {
            throw new IllegalArgumentException("'%s': %s says where and when a line came, and cannot be redacted"
                    .formatted(Printable.of(written), name));
        }
        if (name.startsWith(OpenNames.OURS)) {
            throw new IllegalArgumentException(
                    "'%s': %s is what Drey says itself, and no line's".formatted(Printable.of(written), name));
        }
        if (field instanceof FieldName.Fixed fixed) {
            if (fixed.field() == Field.EVENT_ORIGINAL) {
                throw new IllegalArgumentException(
                        "'%s': name the fields, or patterns: what they find is redacted in the line, too"
                                .formatted(Printable.of(written)));
            }
            if (!fixed.field().isSlice() && action != Action.DROP) {
                throw new IllegalArgumentException(
                        "'%s': %s is a number: write 'drop %s'".formatted(Printable.of(written), name, name));
            }
        }
        return new RedactionRule(action, written, Optional.of(field), Optional.empty());
    }

    private static SecretFinder expression(String expression) {
        try {
            return new Expression(com.google.re2j.Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'%s' is no expression that runs in linear time: %s; see RE2's syntax"
                            .formatted(Printable.of(expression), e.getMessage()),
                    e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedactionRule that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}
