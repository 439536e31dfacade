package io.drey.lake.maintenance;

import io.drey.lake.FileReading;
import io.drey.lake.LakeTable;
import io.drey.lake.parquet.LogRows;
import io.drey.lake.parquet.LogsFileReader;
import io.drey.lake.parquet.LogsFileWriter;
import io.drey.lake.table.RowOrder;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Writes the rows of some files of {@code logs} anew as {@link GroupWriter} does, but column by column and without rows: no
 * deletes may apply to the files. A dataset's order is chosen by a sample of the first rows that fill its share of memory.
 * Rows are in this order within each row group, which has as many of them as memory allows.
 */
final class LogsGroupWriter {

    /** What is written once and kept for years is worth it; beyond it zstd gains next to nothing. */
    private static final int LEVEL = 9;

    private final Table table;
    private final StructLike partition;
    private final MaintenanceSettings settings;
    private final OutputFileFactory names;
    private final List<RowOrder> candidates = LakeTable.LOGS.definition().rowOrders();
    private final Map<String, DatasetFiles> datasets = new TreeMap<>();

    LogsGroupWriter(Table table, StructLike partition, MaintenanceSettings settings) {
        this.table = table;
        this.partition = partition;
        this.settings = settings;
        this.names = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId("compacted-" + UUID.randomUUID())
                .build();
    }

    /** The new files; empty, and nothing is left behind, if a file's columns are not stored as the table's are. */
    Optional<Rewritten> write(List<FileScanTask> tasks) throws IOException {
        try {
            for (FileScanTask task : tasks) {
                if (!read(task)) {
                    abandon();
                    return Optional.empty();
                }
            }
            List<DataFile> written = new ArrayList<>();
            Map<String, RowOrder> orders = new TreeMap<>();
            for (Map.Entry<String, DatasetFiles> each : datasets.entrySet()) {
                each.getValue().writeRows();
                each.getValue().close();
                written.addAll(each.getValue().files());
                orders.put(each.getKey(), each.getValue().order);
            }
            return Optional.of(new Rewritten(written, orders));
        } catch (IOException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private boolean read(FileScanTask task) throws IOException {
        String name = "file " + task.file().location();
        Optional<LogsFileReader> opened = FileReading.attempt(
                table,
                name,
                () -> LogsFileReader.open(
                        table, table.io().newInputFile(task.file().location())));
        if (opened.isEmpty()) {
            return false;
        }
        try (LogsFileReader file = opened.get()) {
            while (true) {
                Optional<LogRows> rows = FileReading.attempt(table, name, file::next);
                if (rows.isEmpty()) {
                    return true;
                }
                add(rows.get());
            }
        }
    }

    private void add(LogRows rows) throws IOException {
        for (Map.Entry<String, int[]> each : rows.rowsBy("dataset").entrySet()) {
            DatasetFiles files = datasets.computeIfAbsent(each.getKey(), dataset -> new DatasetFiles());
            files.rows.addAll(rows, each.getValue());
            if (files.rows.count() >= LogRows.MOST) {
                files.writeRows();
            }
        }
        while (datasets.values().stream()
                        .mapToLong(files -> files.rows.memory())
                        .sum()
                > settings.sortBytes()) {
            datasets.values().stream()
                    .max(Comparator.comparingLong(files -> files.rows.memory()))
                    .orElseThrow()
                    .writeRows();
        }
    }

    /** What is left over in spite of this is found by orphan removal. */
    private void abandon() {
        for (DatasetFiles files : datasets.values()) {
            try {
                files.close();
            } catch (IOException | UncheckedIOException e) {
                // The failure that brought us here is the one to tell.
                continue;
            }
            files.files().forEach(file -> table.io().deleteFile(file.location()));
        }
    }

    /** A dataset's rows that are not written yet, and the files of those that are. */
    private final class DatasetFiles implements Closeable {

        private final LogsFileWriter writer =
                new LogsFileWriter(table, partition, names, RowFiles.targetBytes(table), LEVEL);
        private LogRows rows = new LogRows(table);
        private RowOrder order;

        private void writeRows() throws IOException {
            if (rows.count() > 0) {
                rows.orderValues();
                order = order == null ? smallest() : order;
                rows.sort(order.columns());
                writer.write(rows);
            }
            rows = new LogRows(table);
        }

        private RowOrder smallest() throws IOException {
            RowOrder best = candidates.get(0);
            long least = Long.MAX_VALUE;
            for (RowOrder candidate : candidates) {
                rows.sort(candidate.columns());
                long size = rows.size(settings.sampleRows());
                if (size < least) {
                    least = size;
                    best = candidate;
                }
            }
            return best;
        }

        private List<DataFile> files() {
            return writer.files();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
