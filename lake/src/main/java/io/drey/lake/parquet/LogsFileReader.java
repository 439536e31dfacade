package io.drey.lake.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageReadStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Reads a data file of a table of flat columns, a row group at a time, whoever wrote it. Deletes are not looked at. */
public final class LogsFileReader implements Closeable {

    private final Table table;
    private final ParquetFileReader file;
    private final List<Optional<ColumnDescriptor>> sources;
    private int next;

    private LogsFileReader(Table table, ParquetFileReader file, List<Optional<ColumnDescriptor>> sources) {
        this.table = table;
        this.file = file;
        this.sources = sources;
    }

    /**
     * Opens a file.
     *
     * @return empty if the file's columns are not stored as the table's are, narrower whole numbers aside
     * @throws IOException if it cannot be read
     */
    public static Optional<LogsFileReader> open(Table table, InputFile input) throws IOException {
        ParquetFileReader file = ParquetFileReader.open(
                new ParquetSource(input),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
        Optional<List<Optional<ColumnDescriptor>>> sources = sources(
                ParquetSchemaUtil.convert(table.schema(), "table"),
                file.getFileMetaData().getSchema());
        if (sources.isEmpty()) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new LogsFileReader(table, file, sources.get()));
    }

    /** The file's column for each of the table's, by id; empty if one of them is of another kind. */
    private static Optional<List<Optional<ColumnDescriptor>>> sources(MessageType wanted, MessageType has) {
        if (!LogRows.canHold(wanted)) {
            return Optional.empty();
        }
        Map<Integer, ColumnDescriptor> byId = new HashMap<>();
        for (ColumnDescriptor column : has.getColumns()) {
            if (column.getPath().length == 1 && column.getPrimitiveType().getId() != null) {
                byId.put(column.getPrimitiveType().getId().intValue(), column);
            }
        }
        List<Optional<ColumnDescriptor>> sources = new ArrayList<>();
        for (ColumnDescriptor target : wanted.getColumns()) {
            ColumnDescriptor source = byId.get(target.getPrimitiveType().getId().intValue());
            boolean fits = source == null ? target.getMaxDefinitionLevel() > 0 : isLike(source, target);
            if (!fits) {
                return Optional.empty();
            }
            sources.add(Optional.ofNullable(source));
        }
        return Optional.of(sources);
    }

    private static boolean isLike(ColumnDescriptor source, ColumnDescriptor target) {
        PrimitiveType one = source.getPrimitiveType();
        PrimitiveType other = target.getPrimitiveType();
        return source.getMaxRepetitionLevel() == 0
                && source.getMaxDefinitionLevel() <= target.getMaxDefinitionLevel()
                && (isSame(one, other) || isNarrower(one, other));
    }

    private static boolean isSame(PrimitiveType one, PrimitiveType other) {
        return one.getPrimitiveTypeName() == other.getPrimitiveTypeName()
                && Objects.equals(one.getLogicalTypeAnnotation(), other.getLogicalTypeAnnotation());
    }

    /** Whether a column was widened after the file was written. */
    private static boolean isNarrower(PrimitiveType one, PrimitiveType other) {
        return one.getPrimitiveTypeName() == PrimitiveTypeName.INT32
                && other.getPrimitiveTypeName() == PrimitiveTypeName.INT64
                && one.getLogicalTypeAnnotation() == null
                && other.getLogicalTypeAnnotation() == null;
    }

    /**
     * The rows of the next row group; empty if there is none.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<LogRows> next() throws IOException {
        if (next == file.getRowGroups().size()) {
            return Optional.empty();
        }
        BlockMetaData block = file.getRowGroups().get(next);
        LogRows rows = new LogRows(table);
        try (PageReadStore pages = file.readRowGroup(next)) {
            for (int place = 0; place < sources.size(); place++) {
                if (sources.get(place).isPresent()
                        && !isEmpty(sources.get(place).get(), block)) {
                    ColumnDescriptor source = sources.get(place).get();
                    PageValues values = new PageValues(source, pages.getPageReader(source));
                    for (int row = 0; values.next(); row += values.rows()) {
                        rows.column(place).read(row, values);
                    }
                }
            }
        }
        rows.count(Math.toIntExact(block.getRowCount()));
        next++;
        return Optional.of(rows);
    }

    /** Whether no row has a value, as the row group says. */
    private static boolean isEmpty(ColumnDescriptor column, BlockMetaData block) {
        return block.getColumns().stream()
                .filter(chunk -> chunk.getPath().toArray()[0].equals(column.getPath()[0]))
                .map(chunk -> (Statistics<?>) chunk.getStatistics())
                .anyMatch(statistics -> statistics != null
                        && statistics.isNumNullsSet()
                        && statistics.getNumNulls() == block.getRowCount());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
