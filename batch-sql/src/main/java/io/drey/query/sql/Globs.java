package io.drey.query.sql;

import com.google.re2j.Pattern;
import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Texts of which one must fit: {@code *} is any text, {@code ?} one character, all else stands for itself.
 *
 * @param patterns at least one
 * @param within others, of which one must fit, too; empty for none
 */
public record Globs(List<String> patterns, Optional<Globs> within) {

    /** What all fits to. */
    public static final Globs ALL = new Globs(List.of("*"));

    /** A character that LIKE makes nothing of, and that names and paths seldom have. */
    private static final char ESCAPE = '!';

    public Globs {
        patterns = List.copyOf(patterns);
    }

    /** Texts of which one must fit, and no more. */
    public Globs(List<String> patterns) {
        this(patterns, Optional.empty());
    }

    /** What fits these and others. */
    public Globs and(Globs others) {
        if (isAll() || equals(others)) {
            return others;
        }
        Globs all = this;
        for (Globs part : others.parts()) {
            if (!part.isAll() && !all.parts().contains(part)) {
                all = new Globs(part.patterns, Optional.of(all));
            }
        }
        return all;
    }

    /** Globs without others, all of which must be fitted. */
    public List<Globs> parts() {
        List<Globs> parts = new ArrayList<>();
        for (Optional<Globs> each = Optional.of(this); each.isPresent(); each = each.get().within) {
            parts.add(new Globs(each.get().patterns));
        }
        return parts;
    }

    /** As people write them. */
    public String words() {
        return parts().stream().map(part -> String.join(",", part.patterns)).collect(Collectors.joining(" and "));
    }

    /**
     * Reads globs separated by commas.
     *
     * @param name what they are for, for messages
     * @throws QueryUsageException if one is empty
     */
    public static Globs parse(String name, String text) {
        List<String> patterns =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (patterns.contains("")) {
            throw new QueryUsageException(
                    "%s is '%s': write globs separated by commas, such as web-*,db-?; * alone is all"
                            .formatted(name, Printable.of(text)));
        }
        return new Globs(patterns);
    }

    /** Whether they leave nothing out, not even what is absent. */
    public boolean isAll() {
        return patterns.contains("*") && within.map(Globs::isAll).orElse(true);
    }

    /** An SQL condition that an expression's value fits, for all engines. */
    public String condition(String expression) {
        if (isAll()) {
            return "TRUE";
        }
        return parts().stream()
                .map(part -> part.patterns.stream()
                        .map(pattern -> isExact(pattern)
                                ? expression + " = " + SqlLiteral.of(pattern)
                                : "%s LIKE %s ESCAPE '%c'".formatted(expression, SqlLiteral.of(like(pattern)), ESCAPE))
                        .collect(Collectors.joining(" OR ", "(", ")")))
                .collect(Collectors.joining(" AND "));
    }

    /** Whether a text fits one of them. */
    public boolean matches(String text) {
        return parts().stream().allMatch(part -> part.patterns.stream()
                .anyMatch(pattern -> Pattern.matches(expression(pattern), text)));
    }

    private static String expression(String pattern) {
        return "(?s)"
                + pattern.chars()
                        .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                        .collect(Collectors.joining());
    }

    /** Whether each stands for one text alone. */
    public boolean areExact() {
        return within.isEmpty() && patterns.stream().allMatch(Globs::isExact);
    }

    private static boolean isExact(String pattern) {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    private static String like(String pattern) {
        StringBuilder like = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> like.append('%');
                case '?' -> like.append('_');
                case '%', '_', ESCAPE -> like.append(ESCAPE).append(c);
                default -> like.append(c);
            }
        }
        return like.toString();
    }
}
