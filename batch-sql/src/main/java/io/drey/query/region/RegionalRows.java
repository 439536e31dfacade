package io.drey.query.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.query.QueryException;
import io.drey.query.catalog.Merging;
import io.drey.query.catalog.Merging.Term;
import io.drey.query.region.RegionalAnswer.Outcome;
import io.drey.query.rows.Cell;
import io.drey.query.rows.Rows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one list of rows of those of several regions. Sums are exact, or it says by how much they may be too low. */
final class RegionalRows {

    /** The column that says whose a row is. */
    static final String REGION = "region";

    /** What stands there for all of them together. */
    private static final String ALL = "all";

    private final List<String> columns;
    private final Map<String, Rows> answers;

    private RegionalRows(Map<String, Rows> answers) {
        this.answers = answers;
        this.columns = answers.values().iterator().next().columns();
        answers.forEach((region, rows) -> {
            if (!rows.columns().equals(columns)) {
                throw new QueryException(
                        "region %s answers with the columns %s and another with %s: bring all to one version"
                                .formatted(region, rows.columns(), columns),
                        null);
            }
        });
    }

    /**
     * Merges them.
     *
     * @param answers the rows of each region that answered
     * @param merging how; empty to leave each region's rows as they are
     * @param limit how many rows are wanted at most
     * @param asked how many each region was asked for at most
     */
    static RegionalAnswer merge(
            Map<String, Rows> answers,
            List<Outcome> outcomes,
            Optional<Merging> merging,
            Optional<Long> limit,
            Optional<Long> asked) {
        RegionalRows rows = new RegionalRows(answers);
        if (merging.isEmpty()) {
            return new RegionalAnswer(rows.apart(), outcomes, List.of());
        }
        return merging.get().addsUp()
                ? rows.added(merging.get(), limit, asked, outcomes)
                : new RegionalAnswer(cut(sorted(rows.apart(), merging.get().terms()), limit), outcomes, List.of());
    }

    /** What each region says, with a row of all of them for each value of a column. */
    static RegionalAnswer apartWithSums(
            Map<String, Rows> answers, List<Outcome> outcomes, String by, List<String> sum) {
        RegionalRows rows = new RegionalRows(answers);
        Rows apart = rows.apart();
        Merging merging = new Merging(List.of(by), sum, List.of(), List.of(), List.of(by), null);
        Rows added = rows.added(merging, Optional.empty(), Optional.empty(), outcomes)
                .rows();
        List<List<Object>> all = new ArrayList<>(apart.rows());
        for (List<Object> row : added.rows()) {
            List<Object> whole = new ArrayList<>();
            whole.add(ALL);
            rows.columns.forEach(column -> whole.add(
                    added.columns().contains(column) ? row.get(added.columns().indexOf(column)) : null));
            all.add(whole);
        }
        return new RegionalAnswer(new Rows(apart.columns(), all), outcomes, List.of());
    }

    /** Each row with its region before it. */
    private Rows apart() {
        List<String> named = new ArrayList<>();
        named.add(columns.contains(REGION) ? "asked_" + REGION : REGION);
        named.addAll(columns);
        List<List<Object>> all = new ArrayList<>();
        answers.forEach((region, rows) -> rows.rows().forEach(row -> {
            List<Object> whose = new ArrayList<>();
            whose.add(region);
            whose.addAll(row);
            all.add(whose);
        }));
        return new Rows(named, all);
    }

    private RegionalAnswer added(Merging merging, Optional<Long> limit, Optional<Long> asked, List<Outcome> outcomes) {
        List<String> kept = columns.stream()
                .filter(column -> merging.by().contains(column)
                        || merging.sum().contains(column)
                        || merging.min().contains(column)
                        || merging.max().contains(column))
                .toList();
        Map<List<Object>, List<Object>> merged = new LinkedHashMap<>();
        answers.values().forEach(rows -> rows.rows().forEach(row -> {
            List<Object> key = merging.by().stream()
                    .map(by -> (Object) Optional.ofNullable(value(row, by)).map(RegionalRows::equalWhereTheSame))
                    .toList();
            List<Object> values = new ArrayList<>(kept.size());
            kept.forEach(column -> values.add(value(row, column)));
            merged.merge(key, values, (one, other) -> {
                for (int i = 0; i < kept.size(); i++) {
                    one.set(i, both(merging, kept.get(i), one.get(i), other.get(i)));
                }
                return one;
            });
        }));
        List<String> notes = new ArrayList<>();
        List<String> left =
                columns.stream().filter(column -> !kept.contains(column)).toList();
        if (!left.isEmpty()) {
            notes.add("left out, as it does not add up over regions: " + String.join(", ", left));
        }
        bound(merging, asked).ifPresent(notes::add);
        Rows rows = sorted(new Rows(kept, new ArrayList<>(merged.values())), merging.terms());
        return new RegionalAnswer(cut(rows, limit), outcomes, notes);
    }

    /** A whole number of one engine may be longer than that of another. */
    private static Object equalWhereTheSame(Object value) {
        return value instanceof Number number && !(value instanceof Double) && !(value instanceof Float)
                ? new BigDecimal(number.toString()).stripTrailingZeros()
                : value;
    }

    private Object value(List<Object> row, String column) {
        int at = columns.indexOf(column);
        if (at < 0) {
            throw new QueryException(
                    "regions of the query name the column %s, which its rows do not have: they have %s"
                            .formatted(column, String.join(", ", columns)),
                    null);
        }
        return row.get(at);
    }

    private static Object both(Merging merging, String column, Object one, Object other) {
        if (one == null || other == null || merging.by().contains(column)) {
            return one == null ? other : one;
        }
        if (merging.sum().contains(column)) {
            return sum((Number) one, (Number) other);
        }
        int order = compare(one, other);
        return (merging.min().contains(column) ? order <= 0 : order >= 0) ? one : other;
    }

    private static Number sum(Number one, Number other) {
        if (one instanceof Double || other instanceof Double || one instanceof Float || other instanceof Float) {
            return one.doubleValue() + other.doubleValue();
        }
        BigDecimal sum = new BigDecimal(one.toString()).add(new BigDecimal(other.toString()));
        boolean fits = !(one instanceof BigDecimal) && !(other instanceof BigDecimal) && sum.precision() < 19;
        return fits ? (Number) sum.longValueExact() : sum;
    }

    /** What a row may lack whose region's list ends before it: as much as the last of that list has. */
    private Optional<String> bound(Merging merging, Optional<Long> asked) {
        Term first = merging.terms().get(0);
        List<String> lists = new ArrayList<>();
        BigDecimal most = BigDecimal.ZERO;
        for (Map.Entry<String, Rows> answer : answers.entrySet()) {
            List<List<Object>> rows = answer.getValue().rows();
            if (asked.isEmpty() || rows.size() < asked.get()) {
                continue;
            }
            lists.add(answer.getKey());
            if (value(rows.get(rows.size() - 1), first.column()) instanceof Number last) {
                most = most.add(new BigDecimal(last.toString()));
            }
        }
        if (lists.isEmpty()) {
            return Optional.empty();
        }
        boolean isBounded = first.isDescending() && merging.sum().contains(first.column());
        return Optional.of("the lists of %s end after %d rows: %s"
                .formatted(
                        String.join(", ", lists),
                        asked.orElseThrow(),
                        isBounded
                                ? "%s may be up to %s too low in a row that they do not have"
                                        .formatted(first.column(), most.toPlainString())
                                : "a row that they do not have lacks what belongs to it there"));
    }

    private static Rows sorted(Rows rows, List<Term> terms) {
        List<Comparator<List<Object>>> orders = new ArrayList<>();
        for (Term term : terms) {
            int at = rows.columns().indexOf(term.column());
            if (at >= 0) {
                Comparator<Object> values = term.isDescending() ? (a, b) -> compare(b, a) : RegionalRows::compare;
                Comparator<Object> nulls =
                        term.isNullLast() ? Comparator.nullsLast(values) : Comparator.nullsFirst(values);
                orders.add(Comparator.comparing(row -> row.get(at), nulls));
            }
        }
        List<List<Object>> sorted = new ArrayList<>(rows.rows());
        orders.stream().reduce(Comparator::thenComparing).ifPresent(sorted::sort);
        return new Rows(rows.columns(), sorted);
    }

    private static Rows cut(Rows rows, Optional<Long> limit) {
        return new Rows(
                rows.columns(),
                rows.rows().stream().limit(limit.orElse(Long.MAX_VALUE)).toList());
    }

    /** As engines compare: texts by their bytes. */
    @SuppressWarnings("unchecked") // values of one column are of one type
    private static int compare(Object one, Object other) {
        if (one instanceof Number && other instanceof Number) {
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
        }
        if (one instanceof Comparable<?> value && one.getClass() == other.getClass() && !(one instanceof String)) {
            return ((Comparable<Object>) value).compareTo(other);
        }
        return Arrays.compareUnsigned(
                Cell.text(one).getBytes(UTF_8), Cell.text(other).getBytes(UTF_8));
    }
}
