package io.drey.query.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the answers of several regions' installations become one. Rows with the same values {@code by} some columns become one row;
 * without such columns each row stays, with its region.
 *
 * @param by the columns that tell rows apart; a column that is named nowhere is left out of the merged rows
 * @param sum columns that add up
 * @param min columns of which the smallest value counts
 * @param max columns of which the greatest value counts
 * @param order how rows are sorted: columns, {@code requests desc}, {@code user_name nulls last}
 * @param limit the parameter that says how many rows there are at most; null for all
 */
public record Merging(
        List<String> by, List<String> sum, List<String> min, List<String> max, List<String> order, String limit) {

    private static final Pattern TERM = Pattern.compile("([a-z][a-z0-9_]*)( desc)?( nulls last)?");

    public Merging {
        by = by == null ? List.of() : List.copyOf(by);
        sum = sum == null ? List.of() : List.copyOf(sum);
        min = min == null ? List.of() : List.copyOf(min);
        max = max == null ? List.of() : List.copyOf(max);
        order = order == null ? List.of() : List.copyOf(order);
    }

    /**
     * By what rows are sorted.
     *
     * @param column the column
     * @param isDescending whether the greatest come first
     * @param isNullLast whether rows without a value come last
     */
    public record Term(String column, boolean isDescending, boolean isNullLast) {}

    /** By what rows are sorted, the strongest first. */
    public List<Term> terms() {
        return order.stream()
                .map(TERM::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(term -> new Term(term.group(1), term.group(2) != null, term.group(3) != null))
                .toList();
    }

    /** Whether rows of several regions become one. */
    public boolean addsUp() {
        return !by.isEmpty();
    }

    /** What is wrong, beyond what each part says of itself. */
    Optional<String> problem(List<ParameterDefinition> parameters) {
        if (order.isEmpty()) {
            return Optional.of("regions needs order: the columns that rows are sorted by, such as requests desc");
        }
        Optional<String> odd =
                order.stream().filter(term -> !TERM.matcher(term).matches()).findFirst();
        if (odd.isPresent()) {
            return Optional.of("regions is ordered by '%s': write a column, column desc or column nulls last"
                    .formatted(odd.get()));
        }
        List<String> made = new ArrayList<>(sum);
        made.addAll(min);
        made.addAll(max);
        if (by.isEmpty() && !made.isEmpty()) {
            return Optional.of("regions adds up %s by nothing: name the columns that tell rows apart with by"
                    .formatted(String.join(", ", made)));
        }
        made.addAll(by);
        Optional<String> lost = terms().stream()
                .map(Term::column)
                .filter(column -> addsUp() && !made.contains(column))
                .findFirst();
        if (lost.isPresent()) {
            return Optional.of("regions is ordered by %s, which merged rows do not have: name it in by, sum, min or max"
                    .formatted(lost.get()));
        }
        if (limit != null
                && parameters.stream().noneMatch(parameter -> parameter.name().equals(limit))) {
            return Optional.of("regions has the limit %s, which is no parameter: name one".formatted(limit));
        }
        return Optional.empty();
    }
}
