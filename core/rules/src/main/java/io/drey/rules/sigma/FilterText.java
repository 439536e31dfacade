package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Equals;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.NumberTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The earlier spelling of a condition: tests of fields, all of which must hold.
 *
 * <pre>{@code
 * data_stream.dataset = access and http.response.status_code >= 500
 * alert.severity in (high, critical) and source.address != "10.0.0.1"
 * }</pre>
 *
 * <p>The operators are {@code = != < <= > >= in (A, B)}. Values with anything but letters, digits and {@code ._:/-} stand in
 * double quotes, in which a backslash takes the next character as it is, and so do names of fields with such. Upper and lower
 * case differ. {@code < <= > >=} compare numbers. A test of a field that is absent fails, except for {@code !=}.
 */
final class FilterText {

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|<=|>=|!=|[=<>(),]|[\\p{L}\\p{N}@_.:/\\-]+)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}@][\\p{L}\\p{N}@_.:/\\-]*");

    /** Nobody compares with longer ones, and their power of ten takes time. */
    private static final int MOST_DIGITS = 64;

    private final String text;
    private final Function<String, FieldName> names;
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private int next;

    FilterText(String text, Function<String, FieldName> names) {
        this.text = requireNonNull(text, "text is null");
        this.names = requireNonNull(names, "names is null");
    }

    /**
     * The condition that it says.
     *
     * @throws IllegalArgumentException naming what is not understood and where
     */
    Condition read() {
        split();
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(test());
        } while (isNext("and"));
        if (next < tokens.size()) {
            throw wrong(places.get(next), "expected 'and' or the end");
        }
        return AllOf.of(parts);
    }

    private void split() {
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            places.add(matcher.start(1));
            at = matcher.end();
            matcher.region(at, text.length());
        }
        int left = text.substring(at).stripLeading().length();
        if (left > 0) {
            throw wrong(text.length() - left, "not understood");
        }
    }

    private Condition test() {
        int place = place();
        String token = token("a field's name");
        String written = token.startsWith("\"") ? unquoted(token) : token;
        if (!token.startsWith("\"") && !NAME.matcher(written).matches()) {
            throw wrong(place, "expected a field's name, such as http.response.status_code");
        }
        int operatorPlace = place();
        return switch (token("an operator")) {
            case "=" -> equal(written, value());
            case "!=" -> Not.of(equal(written, value()));
            case "<" -> number(written, Comparison.LESS);
            case "<=" -> number(written, Comparison.AT_MOST);
            case ">" -> number(written, Comparison.MORE);
            case ">=" -> number(written, Comparison.AT_LEAST);
            case "in" ->
                AnyOf.of(list().stream().map(value -> equal(written, value)).toList());
            default -> throw wrong(operatorPlace, "expected one of = != < <= > >= in");
        };
    }

    private Condition equal(String field, String value) {
        return new FieldTest(names.apply(field), new Equals(value, Letters.AS_WRITTEN));
    }

    private Condition number(String field, Comparison comparison) {
        return new FieldTest(names.apply(field), new NumberTest(comparison, number()));
    }

    private List<String> list() {
        if (!isNext("(")) {
            throw wrong(place(), "expected '('");
        }
        List<String> values = new ArrayList<>();
        do {
            values.add(value());
        } while (isNext(","));
        if (!isNext(")")) {
            throw wrong(place(), "expected ',' or ')'");
        }
        return List.copyOf(values);
    }

    private BigDecimal number() {
        int place = place();
        try {
            BigDecimal number = new BigDecimal(value());
            if (Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the place
        }
        throw wrong(place, "expected a number");
    }

    private String value() {
        int place = place();
        String token = token("a value");
        if (token.startsWith("\"")) {
            return unquoted(token);
        }
        if (!Character.isLetterOrDigit(token.codePointAt(0)) && "=!<>(),".indexOf(token.charAt(0)) >= 0) {
            throw wrong(place, "expected a value");
        }
        return token;
    }

    private static String unquoted(String token) {
        return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    private boolean isNext(String token) {
        boolean found = next < tokens.size() && tokens.get(next).equals(token);
        if (found) {
            next++;
        }
        return found;
    }

    private String token(String expected) {
        if (next == tokens.size()) {
            throw wrong(text.length(), "expected " + expected);
        }
        return tokens.get(next++);
    }

    private int place() {
        return next < tokens.size() ? places.get(next) : text.length();
    }

    private IllegalArgumentException wrong(int at, String what) {
        return new IllegalArgumentException(
                "filter '%s', character %d: %s; write conditions such as".formatted(Printable.of(text), at + 1, what)
                        + " http.response.status_code >= 500 and data_stream.dataset in (access, api)");
    }
}
