package io.drey.format.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.drey.event.Field;
import io.drey.event.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A regular expression of RE2, and the names of its groups, which may be those of fields: {@code (?<source.ip>\S+)}. RE2 takes time that
 * grows with the line's length and not faster, whatever the expression.
 *
 * @param pattern the expression, its groups without names
 * @param names the names by group, from group 1 on; null where a group has none
 */
public record GroupNames(Pattern pattern, List<byte[]> names) {

    /** How long an expression may be, in characters. */
    public static final int LONGEST = 64 * 1024;

    /** How often repetitions within each other may ask for a part of an expression. */
    private static final int MOST_REPETITIONS = 1000;

    /**
     * Takes the names out of an expression.
     *
     * @throws IllegalArgumentException naming what is wrong and where
     */
    public static GroupNames of(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the expression has %d characters: at most %d are taken".formatted(expression.length(), LONGEST));
        }
        StringBuilder plain = new StringBuilder(expression.length());
        List<byte[]> names = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        int most = 1;
        int closed = 1;
        int at = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            int begin = at++;
            switch (c) {
                case '\\' -> {
                    if (expression.startsWith("\\Q", begin)) {
                        int end = expression.indexOf("\\E", at + 1);
                        at = end < 0 ? expression.length() : end + 2;
                    } else {
                        at = Math.min(expression.length(), at + 1);
                    }
                    closed = 1;
                }
                case '[' -> {
                    at = behindClass(expression, at);
                    closed = 1;
                }
                case '(' -> {
                    open.push(most);
                    most = 1;
                    if (!expression.startsWith("?", at)) {
                        names.add(null);
                    } else if (isName(expression, at)) {
                        int from = expression.indexOf('<', at) + 1;
                        int end = expression.indexOf('>', from);
                        if (end <= from) {
                            throw new IllegalArgumentException(
                                    "a group's name ends nowhere, at character %d: write (?<name>...)"
                                            .formatted(begin + 1));
                        }
                        names.add(field(expression.substring(from, end)).getBytes(UTF_8));
                        plain.append('(');
                        at = end + 1;
                        continue;
                    }
                }
                case ')' -> {
                    closed = most;
                    most = open.isEmpty() ? most : Math.max(open.pop(), most);
                }
                case '{' -> {
                    int times = times(expression, at);
                    most = Math.max(most, closed * times);
                    if (most > MOST_REPETITIONS) {
                        throw new IllegalArgumentException(
                                "a part is repeated more than %d times, at character %d: repeat it less, or with + or *"
                                        .formatted(MOST_REPETITIONS, begin + 1));
                    }
                    closed = most;
                }
                default -> closed = 1;
            }
            plain.append(expression, begin, at);
        }
        try {
            return new GroupNames(Pattern.compile(plain.toString()), Collections.unmodifiableList(names));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'%s' is no expression of RE2: %s; it has no look-around, no back references and no possessive repetition"
                            .formatted(Printable.of(shortened(expression)), e.getDescription()),
                    e);
        }
    }

    private static String shortened(String expression) {
        return expression.length() > 80 ? expression.substring(0, 80) + "…" : expression;
    }

    /** Whether a question mark begins a name: {@code ?<name>} or {@code ?P<name>}, and no look-behind. */
    private static boolean isName(String expression, int at) {
        if (expression.startsWith("?P<", at)) {
            return true;
        }
        return expression.startsWith("?<", at)
                && !expression.startsWith("?<=", at)
                && !expression.startsWith("?<!", at);
    }

    private static int behindClass(String expression, int from) {
        int at = from;
        at += expression.startsWith("^", at) ? 1 : 0;
        at += expression.startsWith("]", at) ? 1 : 0;
        while (at < expression.length() && expression.charAt(at) != ']') {
            if (expression.startsWith("[:", at)) {
                int end = expression.indexOf(":]", at);
                at = end < 0 ? at + 1 : end + 2;
            } else {
                at += expression.charAt(at) == '\\' ? 2 : 1;
            }
        }
        return Math.min(expression.length(), at + 1);
    }

    /** How often at most {@code {2,5}} repeats; 1 if it is no repetition. */
    private static int times(String expression, int at) {
        int close = expression.indexOf('}', at);
        if (close < 0) {
            return 1;
        }
        String[] bounds = expression.substring(at, close).split(",", -1);
        try {
            return Arrays.stream(bounds)
                    .filter(bound -> !bound.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .map(times -> Math.min(times, 1 << 16))
                    .max()
                    .orElse(1);
        } catch (NumberFormatException noRepetition) {
            return 1;
        }
    }

    /**
     * The member of JSON that a group's name stands for: {@code [source][ip]} and {@code source_ip} are {@code source.ip}.
     */
    private static String field(String name) {
        String dotted = name.startsWith("[") && name.endsWith("]")
                ? name.substring(1, name.length() - 1).replace("][", ".")
                : name;
        Optional<Field> column = Arrays.stream(Field.values())
                .filter(field -> field.columnName().equals(dotted))
                .findFirst();
        return column.map(Field::ecsName).orElse(dotted);
    }
}
