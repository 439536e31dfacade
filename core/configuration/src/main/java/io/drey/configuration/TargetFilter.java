package io.drey.configuration;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which events or alerts a target takes: conditions on fields, all of which must hold.
 *
 * <pre>{@code
 * data_stream.dataset = access and http.response.status_code >= 500
 * alert.severity in (high, critical) and source.address != "10.0.0.1"
 * }</pre>
 *
 * <p>The operators are {@code = != < <= > >= in (A, B)}. Values with anything but letters, digits and {@code ._:/-} stand in
 * double quotes, in which a backslash takes the next character as it is, and so do names of fields with such. {@code < <= > >=} compare numbers. A condition on a
 * field that is absent does not hold, except for {@code !=}.
 */
public final class TargetFilter {

    /** Takes everything. */
    public static final TargetFilter ALL = new TargetFilter(List.of());

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|<=|>=|!=|[=<>(),]|[\\p{L}\\p{N}@_.:/\\-]+)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}@][\\p{L}\\p{N}@_.:/\\-]*");

    private final List<Condition> conditions;

    private TargetFilter(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /**
     * Reads a filter; an empty text takes everything.
     *
     * @throws IllegalArgumentException naming what is not understood and where
     */
    public static TargetFilter parse(String text) {
        return text.isBlank() ? ALL : new TargetFilter(new Parser(text).conditions());
    }

    /** Whether an event is taken. */
    public boolean takes(EventView event) {
        for (Condition condition : conditions) {
            if (!condition.holds(condition.name == null ? null : event.text(condition.name))) {
                return false;
            }
        }
        return true;
    }

    /** Whether an alert is taken. {@code fields} gives a field's value as text, or null where it is absent. */
    public boolean takes(UnaryOperator<String> fields) {
        for (Condition condition : conditions) {
            if (!condition.holds(fields.apply(condition.field))) {
                return false;
            }
        }
        return true;
    }

    /** The names of the fields that it looks at. */
    public Set<String> fields() {
        Set<String> names = new TreeSet<>();
        conditions.forEach(condition -> names.add(condition.field));
        return names;
    }

    private enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST
    }

    /**
     * A condition.
     *
     * @param name what an event has by that name; null if no event has anything
     */
    private record Condition(String field, FieldName name, Operator operator, List<String> values) {

        Condition(String field, Operator operator, List<String> values) {
            this(field, FieldName.find(field).orElse(null), operator, values);
        }

        boolean holds(String value) {
            return switch (operator) {
                case EQUAL -> value != null && values.contains(value);
                case NOT_EQUAL -> value == null || !values.contains(value);
                case LESS -> compare(value).filter(order -> order < 0).isPresent();
                case AT_MOST -> compare(value).filter(order -> order <= 0).isPresent();
                case MORE -> compare(value).filter(order -> order > 0).isPresent();
                case AT_LEAST -> compare(value).filter(order -> order >= 0).isPresent();
            };
        }

        private Optional<Integer> compare(String value) {
            try {
                return value == null
                        ? Optional.empty()
                        : Optional.of(new BigDecimal(value).compareTo(new BigDecimal(values.get(0))));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    private static final class Parser {

        private final String text;
        private final List<String> tokens = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private int next;

        Parser(String text) {
            this.text = text;
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

        List<Condition> conditions() {
            List<Condition> conditions = new ArrayList<>();
            do {
                conditions.add(condition());
            } while (isNext("and"));
            if (next < tokens.size()) {
                throw wrong(places.get(next), "expected 'and' or the end");
            }
            return conditions;
        }

        private Condition condition() {
            int place = place();
            String token = token("a field's name");
            String field = token.startsWith("\"") ? unquoted(token) : token;
            if (!token.startsWith("\"") && !NAME.matcher(field).matches()) {
                throw wrong(place, "expected a field's name, such as http.response.status_code");
            }
            int operatorPlace = place();
            String operator = token("an operator");
            return switch (operator) {
                case "=" -> new Condition(field, Operator.EQUAL, List.of(value()));
                case "!=" -> new Condition(field, Operator.NOT_EQUAL, List.of(value()));
                case "<" -> new Condition(field, Operator.LESS, List.of(number()));
                case "<=" -> new Condition(field, Operator.AT_MOST, List.of(number()));
                case ">" -> new Condition(field, Operator.MORE, List.of(number()));
                case ">=" -> new Condition(field, Operator.AT_LEAST, List.of(number()));
                case "in" -> new Condition(field, Operator.EQUAL, list());
                default -> throw wrong(operatorPlace, "expected one of = != < <= > >= in");
            };
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

        private String number() {
            int place = place();
            String value = value();
            try {
                new BigDecimal(value);
                return value;
            } catch (NumberFormatException e) {
                throw wrong(place, "expected a number");
            }
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
            return new IllegalArgumentException("filter '%s', character %d: %s; write conditions such as"
                            .formatted(Printable.of(text), at + 1, what)
                    + " http.response.status_code >= 500 and data_stream.dataset in (access, api)");
        }
    }
}
