package io.drey.lake.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type.Repetition;

/** Reads a data file of a table of flat columns, and maps of texts, a row group at a time, whoever wrote it. Deletes are not looked at. */
public final class LogsFileReader implements Closeable {

    private final Table table;
    private final ParquetFileReader file;
    private final List<Map<ColumnDescriptor, ColumnDescriptor>> sources;
    private int next;

    private LogsFileReader(Table table, ParquetFileReader file, List<Map<ColumnDescriptor, ColumnDescriptor>> sources) {
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
        Optional<List<Map<ColumnDescriptor, ColumnDescriptor>>> sources = sources(
                ParquetSchemaUtil.convert(table.schema(), "table"),
                file.getFileMetaData().getSchema());
        if (sources.isEmpty()) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new LogsFileReader(table, file, sources.get()));
    }

    /** The file's leaves for each of the table's, by id, none where it lacks the column; empty if one is of another kind. */
    private static Optional<List<Map<ColumnDescriptor, ColumnDescriptor>>> sources(
            MessageType wanted, MessageType has) {
        if (!LogRows.canHold(wanted)) {
            return Optional.empty();
        }
        Map<Integer, ColumnDescriptor> byId = new HashMap<>();
        for (ColumnDescriptor leaf : has.getColumns()) {
            if (leaf.getPrimitiveType().getId() != null) {
                byId.put(leaf.getPrimitiveType().getId().intValue(), leaf);
            }
        }
        List<Map<ColumnDescriptor, ColumnDescriptor>> sources = new ArrayList<>();
        for (List<ColumnDescriptor> targets : ColumnFile.leaves(wanted)) {
            Map<ColumnDescriptor, ColumnDescriptor> found = new HashMap<>();
            for (ColumnDescriptor target : targets) {
                ColumnDescriptor source =
                        byId.get(target.getPrimitiveType().getId().intValue());
                if (source != null && isLike(source, target)) {
                    found.put(target, source);
                } else if (source != null || target.getMaxDefinitionLevel() == 0) {
                    return Optional.empty();
                }
            }
            if (!found.isEmpty() && found.size() < targets.size()) {
                return Optional.empty();
            }
            sources.add(found);
        }
        return Optional.of(sources);
    }

    private static boolean isLike(ColumnDescriptor source, ColumnDescriptor target) {
        PrimitiveType one = source.getPrimitiveType();
        PrimitiveType other = target.getPrimitiveType();
        return source.getPath().length == target.getPath().length
                && source.getMaxRepetitionLevel() == target.getMaxRepetitionLevel()
                && (source.getMaxRepetitionLevel() == 0
                        ? source.getMaxDefinitionLevel() <= target.getMaxDefinitionLevel()
                        : source.getMaxDefinitionLevel() + levelThatWasAdded(one, other)
                                == target.getMaxDefinitionLevel())
                && (isSame(one, other) || isNarrower(one, other));
    }

    /** 1 where values had to be there when the file was written. */
    private static int levelThatWasAdded(PrimitiveType one, PrimitiveType other) {
        return one.isRepetition(Repetition.REQUIRED) && other.isRepetition(Repetition.OPTIONAL) ? 1 : 0;
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
                Map<ColumnDescriptor, ColumnDescriptor> leaves = sources.get(place);
                if (!leaves.isEmpty() && !leaves.values().stream().allMatch(leaf -> isEmpty(leaf, block))) {
                    rows.column(place).read(leaf -> {
                        ColumnDescriptor source = leaves.get(leaf);
                        return new PageValues(source, pages.getPageReader(source));
                    });
                }
            }
        }
        rows.count(Math.toIntExact(block.getRowCount()));
        next++;
        return Optional.of(rows);
    }

    /** Whether no row has a value, as the row group says. Nulls of a map may be maps without entries. */
    private static boolean isEmpty(ColumnDescriptor leaf, BlockMetaData block) {
        return leaf.getMaxRepetitionLevel() == 0
                && block.getColumns().stream()
                        .filter(chunk -> Arrays.equals(chunk.getPath().toArray(), leaf.getPath()))
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
