package io.drey.query.mining;

import io.drey.event.Printable;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.apache.flink.util.CloseableIterator;

/**
 * Rows with templates in place of lines: first the templates, most common first, then what was recognised, then what was dropped
 * as known. Rows must have {@link #COLUMNS}, come ordered by dataset, and have a row for each different line, or one for all that are
 * alike by {@link AlikeLines}. Reads all rows when the first is asked for; memory ends at {@link #MOST} templates and
 * {@link #MOST_RECOGNISED} recognised rows.
 */
public final class MinedRows implements CloseableIterator<List<Object>> {

    /** What a query must select to be mined: {@code kind} is {@code line} or {@code recognised}. */
    public static final List<String> COLUMNS =
            List.of("kind", "dataset", "what", "lines", "is_new", "first_seen", "last_seen", "example");

    static final int MOST = 20_000;
    static final int MOST_RECOGNISED = 100_000;

    static final String TEMPLATE = "template";
    static final String RECOGNISED = "recognised";

    private static final String LINE = "line";
    private static final int KIND = 0;
    private static final int DATASET = 1;
    private static final int WHAT = 2;
    private static final int LINES = 3;
    private static final int IS_NEW = 4;
    private static final int FIRST_SEEN = 5;
    private static final int LAST_SEEN = 6;
    private static final int LONGEST_EXAMPLE = 500;

    private final CloseableIterator<List<Object>> rows;
    private final KnownLines known;
    private final TemplateMemory earlier;
    private final List<TemplateMemory.Known> found = new ArrayList<>();
    private Iterator<List<Object>> mined;

    private MinedRows(CloseableIterator<List<Object>> rows, KnownLines known, TemplateMemory earlier) {
        this.rows = rows;
        this.known = known;
        this.earlier = earlier;
    }

    /**
     * The rows of a query that is mined.
     *
     * @param earlier what is not new
     * @throws QueryUsageException if it has other columns
     */
    public static MinedRows of(
            List<String> columns, CloseableIterator<List<Object>> rows, KnownLines known, TemplateMemory earlier) {
        if (!columns.equals(COLUMNS)) {
            throw new QueryUsageException("the query is mined, and its columns are %s: select %s"
                    .formatted(String.join(", ", columns), String.join(", ", COLUMNS)));
        }
        return new MinedRows(rows, known, earlier);
    }

    /** Lines that are counted together. */
    private static final class Sum {
        private final String kind;
        private final String dataset;
        private final Supplier<String> what;
        private String example;
        private long lines;
        private boolean isNew = true;
        private Instant first;
        private Instant last;

        Sum(String kind, String dataset, Supplier<String> what) {
            this.kind = kind;
            this.dataset = dataset;
            this.what = what;
        }

        void add(List<Object> row) {
            add(
                    value(row, LINES, Number.class).longValue(),
                    value(row, IS_NEW, String.class).equals("yes"),
                    value(row, FIRST_SEEN, Instant.class),
                    value(row, LAST_SEEN, Instant.class));
        }

        void add(Sum other) {
            add(other.lines, other.isNew, other.first, other.last);
        }

        private void add(long more, boolean areNew, Instant from, Instant to) {
            lines += more;
            isNew &= areNew;
            first = first == null || from.isBefore(first) ? from : first;
            last = last == null || to.isAfter(last) ? to : last;
        }

        /** It was found earlier. */
        void isNotNew() {
            isNew = false;
        }

        void exampleIfNone(String line) {
            if (example == null) {
                example = line.length() <= LONGEST_EXAMPLE ? line : line.substring(0, LONGEST_EXAMPLE);
            }
        }

        List<Object> row() {
            List<Object> row = new ArrayList<>();
            row.add(kind);
            row.add(dataset);
            row.add(what.get());
            row.add(lines);
            row.add(lines == 0 ? null : isNew ? "yes" : "no");
            row.add(first);
            row.add(last);
            row.add(example);
            return row;
        }
    }

    @Override
    public boolean hasNext() {
        if (mined == null) {
            mined = mine().iterator();
        }
        return mined.hasNext();
    }

    @Override
    public List<Object> next() {
        boolean unused = hasNext();
        return mined.next();
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new QueryException("the query cannot be ended: " + e.getMessage(), e);
        }
    }

    /** What is known after this look, once all rows have been read. */
    public TemplateMemory memory() {
        return earlier.with(found);
    }

    private List<List<Object>> mine() {
        List<Sum> dropped = new ArrayList<>();
        for (int place = 0; place < known.size(); place++) {
            String pattern = known.pattern(place);
            dropped.add(new Sum("dropped", null, () -> pattern));
        }
        List<Sum> templates = new ArrayList<>();
        List<List<Object>> recognised = new ArrayList<>();
        Sum others = new Sum("others", null, () -> "lines of more templates than are kept");
        Sum hidden = new Sum("hidden", null, () -> "lines whose text is not for who asks");
        String dataset = null;
        Drain drain = null;
        Map<Template, Sum> ofDataset = new LinkedHashMap<>();
        Map<Template, Instant> learnt = new LinkedHashMap<>();
        Set<List<String>> recognisedEarlier = earlier.recognised();
        SortedSet<String> notMet = earlier.datasets();
        while (rows.hasNext()) {
            List<Object> row = rows.next();
            if (!row.get(KIND).equals(LINE)) {
                if (recognised.size() < MOST_RECOGNISED) {
                    recognised.add(recognised(row, recognisedEarlier));
                } else {
                    others.add(row);
                }
                continue;
            }
            if (!row.get(DATASET).equals(dataset)) {
                templates.addAll(ended(dataset, ofDataset, learnt));
                dataset = value(row, DATASET, String.class);
                notMet.remove(dataset);
                drain = new Drain(MOST - templates.size());
                learn(drain, dataset, learnt);
            }
            if (row.get(WHAT) == null) {
                hidden.add(row);
                continue;
            }
            String line = value(row, WHAT, String.class);
            OptionalInt place = known.find(line);
            if (place.isPresent()) {
                dropped.get(place.getAsInt()).add(row);
                continue;
            }
            String ofLines = dataset;
            Optional<Template> template = drain.template(line);
            Sum sum = template.isEmpty()
                    ? others
                    : ofDataset.computeIfAbsent(
                            template.get(), created -> new Sum(TEMPLATE, ofLines, created::toString));
            sum.add(row);
            if (template.filter(learnt::containsKey).isPresent()) {
                sum.isNotNew();
            }
            if (template.isPresent()) {
                sum.exampleIfNone(line);
            }
        }
        templates.addAll(ended(dataset, ofDataset, learnt));
        notMet.forEach(name -> found.addAll(earlier.templates(name)));
        found.addAll(earlier.known().stream()
                .filter(each -> each.kind().equals(RECOGNISED))
                .toList());
        recognised.forEach(row -> found.add(new TemplateMemory.Known(
                RECOGNISED,
                value(row, DATASET, String.class),
                value(row, WHAT, String.class),
                value(row, LAST_SEEN, Instant.class))));
        return all(templates, List.of(others, hidden), recognised, dropped);
    }

    private void learn(Drain drain, String dataset, Map<Template, Instant> learnt) {
        for (TemplateMemory.Known each : earlier.templates(dataset)) {
            drain.learn(each.what()).ifPresent(template -> learnt.put(template, each.last()));
        }
    }

    /** The sums of a dataset of which no more lines come. What is known of it is remembered as it has become. */
    private Collection<Sum> ended(String dataset, Map<Template, Sum> sums, Map<Template, Instant> learnt) {
        learnt.forEach((template, last) -> {
            if (!sums.containsKey(template)) {
                found.add(new TemplateMemory.Known(TEMPLATE, dataset, template.toString(), last));
            }
        });
        Collection<Sum> merged = merged(sums);
        merged.forEach(sum -> found.add(new TemplateMemory.Known(TEMPLATE, dataset, sum.what.get(), sum.last)));
        sums.clear();
        learnt.clear();
        return merged;
    }

    private static List<Object> recognised(List<Object> row, Set<List<String>> earlier) {
        if (!earlier.contains(List.of(value(row, DATASET, String.class), value(row, WHAT, String.class)))) {
            return row;
        }
        List<Object> known = new ArrayList<>(row);
        known.set(IS_NEW, "no");
        return known;
    }

    /** Templates that became the same as they were widened are one. */
    private static Collection<Sum> merged(Map<Template, Sum> sums) {
        Map<String, Sum> merged = new LinkedHashMap<>();
        sums.forEach((template, sum) -> {
            Sum same = merged.putIfAbsent(template.toString(), sum);
            if (same != null) {
                same.add(sum);
            }
        });
        return merged.values();
    }

    private static <T> T value(List<Object> row, int column, Class<T> type) {
        Object value = row.get(column);
        if (!type.isInstance(value)) {
            throw new QueryException(
                    "the query is mined, and '%s' in its column %s is no %s"
                            .formatted(Printable.of(String.valueOf(value)), COLUMNS.get(column), type.getSimpleName()),
                    null);
        }
        return type.cast(value);
    }

    private static List<List<Object>> all(
            List<Sum> templates, List<Sum> beside, List<List<Object>> recognised, List<Sum> dropped) {
        List<List<Object>> all = new ArrayList<>();
        templates.stream().map(Sum::row).sorted(mostCommonFirst()).forEach(all::add);
        beside.stream().filter(sum -> sum.lines > 0).map(Sum::row).forEach(all::add);
        recognised.stream().sorted(mostCommonFirst()).forEach(all::add);
        dropped.stream().map(Sum::row).forEach(all::add);
        return all;
    }

    private static Comparator<List<Object>> mostCommonFirst() {
        return Comparator.comparingLong((List<Object> row) -> -((Number) row.get(LINES)).longValue())
                .thenComparing(row -> (String) row.get(DATASET))
                .thenComparing(row -> (String) row.get(WHAT));
    }
}
