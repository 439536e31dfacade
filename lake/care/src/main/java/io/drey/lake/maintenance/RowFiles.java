package io.drey.lake.maintenance;

import io.drey.lake.FileReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.BaseCombinedScanTask;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.sink.FlinkFileWriterFactory;
import org.apache.iceberg.flink.source.DataIterator;
import org.apache.iceberg.flink.source.RowDataFileScanTaskReader;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.util.PropertyUtil;

/** How compaction reads and writes a table's files: the only place that knows their format. */
final class RowFiles {

    private static final String BLOOM_FILTER_BYTES = TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES;
    private static final long LEAST_BLOOM_FILTER_BYTES = 32;

    private final Table table;
    private final FileWriterFactory<RowData> writers;
    private final OutputFileFactory names;

    /**
     * Files of a table.
     *
     * @param rows at most so many will be written to one
     */
    RowFiles(Table table, long rows) {
        this.table = table;
        this.writers = new FlinkFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .dataSchema(table.schema())
                .dataFlinkType(rowType(table))
                .writerProperties(Map.of(BLOOM_FILTER_BYTES, Long.toString(bloomFilterBytes(table, rows))))
                .build();
        this.names = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId("compacted-" + UUID.randomUUID())
                .build();
    }

    /** Parquet makes a filter as large as it may be, however few rows there are: ten bits for each are enough. */
    private static long bloomFilterBytes(Table table, long rows) {
        long most = PropertyUtil.propertyAsLong(
                table.properties(), BLOOM_FILTER_BYTES, TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT);
        return Math.min(most, Math.max(LEAST_BLOOM_FILTER_BYTES, Long.highestOneBit(rows) * 2 * 10 / Byte.SIZE));
    }

    static RowType rowType(Table table) {
        return FlinkSchemaUtil.convert(table.schema());
    }

    /** The size that files of a table should have. */
    static long targetBytes(Table table) {
        return PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    }

    /** The rows of files, without those that are deleted. A row is valid until the next is asked for. */
    CloseableIterator<RowData> read(List<FileScanTask> tasks) {
        List<CloseableIterable<RowData>> files = new ArrayList<>();
        for (FileScanTask task : tasks) {
            files.add(FileReading.named(table, "file " + task.file().location(), read(task)));
        }
        return CloseableIterable.concat(files).iterator();
    }

    private CloseableIterable<RowData> read(FileScanTask task) {
        return new CloseableIterable<>() {
            @Override
            public CloseableIterator<RowData> iterator() {
                return new DataIterator<>(
                        new RowDataFileScanTaskReader(table.schema(), table.schema(), null, true, List.of()),
                        new BaseCombinedScanTask(task),
                        table.io(),
                        table.encryption());
            }

            @Override
            public void close() {
                // Its iterators are.
            }
        };
    }

    /** A writer of a partition's rows into as many files as their size asks for. */
    RollingDataWriter<RowData> write(StructLike partition) {
        return new RollingDataWriter<>(writers, names, table.io(), targetBytes(table), table.spec(), partition);
    }

    /** How many bytes a file of these rows would have. */
    long size(Iterable<RowData> rows, StructLike partition) throws IOException {
        InMemoryOutputFile file = new InMemoryOutputFile();
        try (DataWriter<RowData> writer =
                writers.newDataWriter(EncryptedFiles.plainAsEncryptedOutput(file), table.spec(), partition)) {
            rows.forEach(writer::write);
        }
        return file.toByteArray().length;
    }
}
