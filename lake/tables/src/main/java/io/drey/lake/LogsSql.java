package io.drey.lake;

import io.drey.event.Field;
import io.drey.format.LineRenderers;
import io.drey.format.json.Skeleton;
import io.drey.format.line.LineSql;
import io.drey.lake.table.LogsTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a query over {@link LakeTable#LOGS} selects to see each event whole: the table leaves out what follows from other
 * columns, the line above all.
 */
public final class LogsSql {

    /** Fields that the table may leave out, by their columns. */
    private static final Map<String, Field> DERIVED = Arrays.stream(Field.values())
            .filter(field -> field.derivation().isPresent())
            .collect(Collectors.toUnmodifiableMap(Field::columnName, field -> field));

    private LogsSql() {}

    /** What engines spell differently. */
    public interface Dialect {

        /** A name of ours, which holds no quote. */
        String quoted(String name);

        /** How a line is put together in SQL; empty where the engine has {@link StoredLine}. */
        Optional<LineWords> lineWords();
    }

    /** How an engine that has no function of ours says what a line is made of. */
    public interface LineWords {

        /**
         * The text {@code 17/May/2015:10:05:03}.
         *
         * @param timestamp an expression of type TIMESTAMP WITH TIME ZONE
         * @param minutes an expression: how far from UTC the clock was that is to be shown
         */
        String accessTime(String timestamp, String minutes);

        /**
         * The text {@code 2026-03-04T05:06:07.123456Z}.
         *
         * @param timestamp an expression of type TIMESTAMP WITH TIME ZONE
         */
        String isoTime(String timestamp);

        /**
         * The text {@code 2026-03-04T05:06:07.123456Z}.
         *
         * @param micros an expression of type BIGINT: microseconds since the epoch
         */
        String isoTimeOfMicros(String micros);

        /** The bytes of a text. */
        String utf8(String text);

        /**
         * The bytes of the line that a {@link Skeleton} and the values of its gaps are.
         *
         * @param skeleton an expression that gives bytes
         * @param labels an expression: open fields, a map of texts, which may be NULL
         * @param timestamp an expression of type TIMESTAMP WITH TIME ZONE
         * @param fields an expression of type VARCHAR for each fixed field, in their order
         */
        String filled(String skeleton, String labels, String timestamp, List<String> fields);
    }

    /** The columns of the table, separated by commas, each under its name. */
    public static String columns(Dialect dialect) {
        return columns(dialect, column -> true);
    }

    /**
     * The same without the line, {@code event_original}: what gives it back is nine tenths of the text, and an engine that
     * plans a query reads all of it.
     */
    public static String columnsWithoutLine(Dialect dialect) {
        return columns(dialect, column -> !column.equals(Field.EVENT_ORIGINAL.columnName()));
    }

    private static String columns(Dialect dialect, Predicate<String> wanted) {
        return LakeTable.LOGS.schema().columns().stream()
                .filter(column -> wanted.test(column.name()))
                .map(column -> derived(column.name(), dialect)
                        .map(expression -> expression + " AS " + dialect.quoted(column.name()))
                        .orElseGet(() -> dialect.quoted(column.name())))
                .collect(Collectors.joining(", "));
    }

    /** What gives a column whole that the table may leave out; empty for columns that are always stored. */
    public static Optional<String> derived(String column, Dialect dialect) {
        if (column.equals(Field.EVENT_ORIGINAL.columnName())) {
            return Optional.of(dialect.lineWords()
                    .map(words -> line(new LineColumns(dialect, words)))
                    .orElseGet(() -> storedLine(dialect)));
        }
        return Optional.ofNullable(DERIVED.get(column)).map(field -> whole(dialect, field));
    }

    private static String stored(Dialect dialect, Field field) {
        return dialect.quoted(field.columnName());
    }

    private static String whole(Dialect dialect, Field field) {
        Function<Field, String> column = each -> stored(dialect, each);
        return field.derivation()
                .map(derivation -> "COALESCE(%s, %s)".formatted(column.apply(field), derivation.sql(column)))
                .orElseGet(() -> column.apply(field));
    }

    /** The line byte for byte, by our function. */
    private static String storedLine(Dialect dialect) {
        return "%s(%s, %s, %s, %s, ROW(%s))"
                .formatted(
                        StoredLine.NAME,
                        dialect.quoted(LogsTable.RENDERER),
                        stored(dialect, Field.EVENT_ORIGINAL),
                        dialect.quoted(LogsTable.LABELS),
                        dialect.quoted("ts"),
                        StoredLine.FIELDS.stream()
                                .map(field -> stored(dialect, field))
                                .collect(Collectors.joining(", ")));
    }

    /** The line byte for byte, by the engine's own functions. */
    private static String line(LineColumns whole) {
        String renderer = whole.dialect.quoted(LogsTable.RENDERER);
        // Renderers that differ by the field of a column alone are one expression.
        Map<String, List<String>> ids = LineRenderers.all().stream()
                .collect(Collectors.groupingBy(
                        each -> each.sql(whole),
                        LinkedHashMap::new,
                        Collectors.mapping(each -> whole.text(each.id()), Collectors.toList())));
        String rendered = ids.entrySet().stream()
                .map(each -> "WHEN %s IN (%s) THEN %s"
                        .formatted(renderer, String.join(", ", each.getValue()), each.getKey()))
                .collect(Collectors.joining(" "));
        return "CASE WHEN %s = %s THEN %s ELSE COALESCE(%s, %s) END"
                .formatted(
                        renderer,
                        whole.text(Skeleton.ID),
                        filled(whole),
                        whole.column(Field.EVENT_ORIGINAL),
                        whole.words.utf8("CASE %s END".formatted(rendered)));
    }

    /** Whoever fills a skeleton that is filled already, as where a view is over a view, gets the same line. */
    private static String filled(LineColumns whole) {
        List<String> fields = Arrays.stream(Field.values())
                .map(field -> field == Field.EVENT_ORIGINAL
                        ? "CAST(NULL AS VARCHAR)"
                        : field.isSlice() ? whole.column(field) : "CAST(%s AS VARCHAR)".formatted(whole.column(field)))
                .toList();
        return whole.words.filled(
                whole.column(Field.EVENT_ORIGINAL),
                whole.dialect.quoted(LogsTable.LABELS),
                whole.dialect.quoted("ts"),
                fields);
    }

    private record LineColumns(Dialect dialect, LineWords words) implements LineSql {

        @Override
        public String column(Field field) {
            return whole(dialect, field);
        }

        @Override
        public String accessTime(String minutesFromUtc) {
            return words.accessTime(dialect.quoted("ts"), minutesFromUtc);
        }

        @Override
        public String isoTime() {
            return words.isoTime(dialect.quoted("ts"));
        }

        @Override
        public String isoTime(String micros) {
            return words.isoTimeOfMicros(micros);
        }
    }
}
