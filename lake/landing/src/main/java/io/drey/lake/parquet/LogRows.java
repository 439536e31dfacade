package io.drey.lake.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Rows of a table of flat columns, and maps of texts, in memory, column by column, at most {@value #MOST} or so. They are sorted by moving numbers
 * of rows, and written by taking one column after the other in that order. Not thread-safe.
 */
public final class LogRows {

    /** How many rows a row group has at most that is not written as lines arrive. */
    public static final int MOST = 1 << 20;

    private static final int SAMPLE_LEVEL = 3;
    /** A map's column, its entries, their keys or values. */
    private static final int MAP_DEPTH = 3;

    private final MessageType type;
    private final List<Column> columns = new ArrayList<>();
    private int count;
    private int[] order = new int[0];

    /** No rows yet. */
    public LogRows(Table table) {
        this(ParquetSchemaUtil.convert(table.schema(), "table"));
    }

    private LogRows(MessageType type) {
        this.type = type;
        ColumnFile.leaves(type).forEach(leaves -> columns.add(column(leaves)));
    }

    /** Whether a table has only columns that are kept here. */
    static boolean canHold(MessageType type) {
        return ColumnFile.leaves(type).stream().allMatch(LogRows::canHold);
    }

    private static boolean canHold(List<ColumnDescriptor> leaves) {
        return isFlat(leaves)
                ? switch (leaves.get(0).getPrimitiveType().getPrimitiveTypeName()) {
                    case BINARY, INT32, INT64, BOOLEAN -> true;
                    case INT96, FLOAT, DOUBLE, FIXED_LEN_BYTE_ARRAY -> false;
                }
                : isMapOfTexts(leaves);
    }

    private static boolean isFlat(List<ColumnDescriptor> leaves) {
        return leaves.size() == 1
                && leaves.get(0).getPath().length == 1
                && leaves.get(0).getMaxRepetitionLevel() == 0;
    }

    private static boolean isMapOfTexts(List<ColumnDescriptor> leaves) {
        return leaves.size() == 2
                && leaves.stream()
                        .allMatch(leaf -> leaf.getPath().length == MAP_DEPTH
                                && leaf.getMaxRepetitionLevel() == 1
                                && leaf.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY)
                && leaves.get(0).getPath()[MAP_DEPTH - 1].equals("key");
    }

    /**
     * An empty column.
     *
     * @param leaves its leaves
     */
    static Column column(List<ColumnDescriptor> leaves) {
        if (isMapOfTexts(leaves)) {
            return new MapColumn(leaves);
        }
        ColumnDescriptor leaf = leaves.get(0);
        PrimitiveTypeName name = leaf.getPrimitiveType().getPrimitiveTypeName();
        return switch (name) {
            case BINARY -> new TextColumn(leaf);
            case INT32, INT64 -> new NumberColumn(leaf);
            case BOOLEAN -> new FlagColumn(leaf);
            default -> throw new IllegalStateException("logs has no column of type " + name);
        };
    }

    Column column(int place) {
        return columns.get(place);
    }

    /** Says that all columns have so many rows now. */
    void count(int rows) {
        count = rows;
        order = RowOrdering.asTheyAre(rows);
    }

    /** How many rows there are. */
    public int count() {
        return count;
    }

    /** About how many bytes they take. */
    public long memory() {
        return columns.stream().mapToLong(Column::memory).sum() + 4L * count;
    }

    /** Adds chosen rows of others, in that order. */
    public void addAll(LogRows others, int[] chosen) {
        for (int place = 0; place < columns.size(); place++) {
            Column source = others.columns.get(place);
            if (!source.isEmpty()) {
                columns.get(place).addAll(count, source, others.count, chosen);
            }
        }
        count(count + chosen.length);
    }

    /** Which rows have which text in a column that all have a text in. */
    public Map<String, int[]> rowsBy(String column) {
        TextColumn texts = (TextColumn) columns.get(placeOf(column));
        Map<String, int[]> rows = new LinkedHashMap<>();
        if (texts.hasOneValue()) {
            rows.put(texts.text(0), RowOrdering.asTheyAre(count));
            return rows;
        }
        int[] sorted = RowOrdering.sorted(RowOrdering.asTheyAre(count), texts.sortKeys(count));
        int from = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || !texts.text(sorted[i]).equals(texts.text(sorted[from]))) {
                rows.put(texts.text(sorted[from]), Arrays.copyOfRange(sorted, from, i));
                from = i;
            }
        }
        return rows;
    }

    private int placeOf(String column) {
        for (int place = 0; place < columns.size(); place++) {
            if (type.getFields().get(place).getName().equals(column)) {
                return place;
            }
        }
        throw new IllegalArgumentException("there is no column %s in %s".formatted(column, type));
    }

    /**
     * Sorts the rows; equal ones stay in their order.
     *
     * @param names what is compared, in turn: numbers by size, texts by their bytes; rows without a value come first
     */
    public void sort(List<String> names) {
        int[] sorted = order;
        for (int i = names.size() - 1; i >= 0; i--) {
            FlatColumn column = (FlatColumn) columns.get(placeOf(names.get(i)));
            if (column.isConstant(count)) {
                continue;
            }
            sorted = RowOrdering.sorted(sorted, column.sortKeys(count));
            if (column.isOptional()) {
                int[] places = column.places(count);
                sorted = RowOrdering.sorted(
                        sorted,
                        Arrays.stream(places)
                                .mapToLong(place -> place < 0 ? 0 : 1)
                                .toArray());
            }
        }
        order = sorted;
    }

    /** Brings the values of columns that repeat into an order that makes them small; rows stay as they are. */
    public void orderValues() {
        for (Column column : columns) {
            if (column instanceof TextColumn text) {
                text.orderValues();
            } else if (column instanceof MapColumn map) {
                map.orderValues();
            }
        }
    }

    /**
     * About how many bytes the rows take in their order, without what is the same in each order.
     *
     * @param sampleRows how many rows are written to find it
     */
    public long size(int sampleRows) throws IOException {
        int[] sample = sample(sampleRows);
        try (ZstdPages zstd = new ZstdPages(SAMPLE_LEVEL)) {
            SampledPages pages = new SampledPages(zstd);
            for (Column column : columns) {
                if (!column.isConstant(count)) {
                    Column sampled = column.reordered();
                    sampled.addAll(0, column, count, sample);
                    sampled.write(sample.length, leaf -> pages);
                }
            }
            return pages.bytes();
        }
    }

    /** Whole pages of the order, evenly spread. */
    private int[] sample(int most) {
        if (count <= most) {
            return order;
        }
        int pages = Math.max(1, most / Column.PAGE_ROWS);
        int length = Math.min(Column.PAGE_ROWS, most);
        int[] sample = new int[pages * length];
        for (int page = 0; page < pages; page++) {
            int from = (int) ((long) (count - length) * page / Math.max(1, pages - 1));
            System.arraycopy(order, from, sample, page * length, length);
        }
        return sample;
    }

    /** Writes the rows in their order as a row group. */
    void write(ColumnFile file) {
        file.write(count, place -> {
            Column column = columns.get(place);
            if (column.isEmpty()) {
                return column;
            }
            Column ordered = column.reordered();
            ordered.addAll(0, column, count, order);
            return ordered;
        });
    }
}
