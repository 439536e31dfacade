package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;
import io.drey.lake.table.RowOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.RollingDataWriter;

/** Writes the rows of some files of a partition anew: each dataset into files of its own, in the order that suits it. */
final class GroupWriter {

    private final LakeTable which;
    private final StructLike partition;
    private final MaintenanceSettings settings;
    private final Table table;
    private final RowFiles files;
    private final RowType type;
    private final int datasetColumn;
    private final List<RowOrder> candidates;

    GroupWriter(LakeTable which, Table table, StructLike partition, MaintenanceSettings settings, long rows) {
        this.which = which;
        this.partition = partition;
        this.settings = settings;
        this.table = table;
        this.files = new RowFiles(table, rows);
        this.type = RowFiles.rowType(table);
        this.datasetColumn = type.getFieldIndex("dataset");
        this.candidates = which.definition().rowOrders();
    }

    Rewritten write(List<FileScanTask> tasks) throws IOException {
        if (which == LakeTable.LOGS
                && tasks.stream().allMatch(task -> task.deletes().isEmpty())) {
            Optional<Rewritten> rewritten = new LogsGroupWriter(table, partition, settings).write(tasks);
            if (rewritten.isPresent()) {
                return rewritten.get();
            }
        }
        return writeRows(tasks);
    }

    private Rewritten writeRows(List<FileScanTask> tasks) throws IOException {
        Map<String, RowOrder> orders = chooseOrders(tasks);
        Path scratch = Files.createTempDirectory(GroupRewrite.scratchFolder(), "drey-compaction-");
        try (RowSorter sorter = new RowSorter(type, byDatasetThen(orders), scratch, settings.sortBytes())) {
            try (CloseableIterator<RowData> rows = files.read(tasks)) {
                while (rows.hasNext()) {
                    RowData row = rows.next();
                    // One that the sample missed.
                    orders.putIfAbsent(dataset(row), candidates.get(0));
                    sorter.add(row);
                }
            }
            return new Rewritten(writeSorted(sorter.sorted()), orders);
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    private List<DataFile> writeSorted(Iterator<RowData> rows) throws IOException {
        List<DataFile> written = new ArrayList<>();
        RollingDataWriter<RowData> writer = null;
        String current = null;
        try {
            while (rows.hasNext()) {
                RowData row = rows.next();
                String dataset = dataset(row);
                if (!dataset.equals(current)) {
                    finish(writer, written);
                    writer = files.write(partition);
                    current = dataset;
                }
                writer.write(row);
            }
            finish(writer, written);
            return written;
        } catch (IOException | RuntimeException e) {
            abandon(writer, written);
            throw e;
        }
    }

    private static void finish(RollingDataWriter<RowData> writer, List<DataFile> written) throws IOException {
        if (writer != null) {
            writer.close();
            DataWriteResult result = writer.result();
            written.addAll(result.dataFiles());
        }
    }

    /** What is left over in spite of this is found by orphan removal. */
    private void abandon(RollingDataWriter<RowData> writer, List<DataFile> written) {
        try {
            if (writer != null) {
                writer.close();
                written.addAll(writer.result().dataFiles());
            }
        } catch (IOException | RuntimeException e) {
            // The failure that brought us here is the one to tell.
            return;
        }
        written.forEach(file -> table.io().deleteFile(file.location()));
    }

    private Comparator<RowData> byDatasetThen(Map<String, RowOrder> orders) {
        Map<RowOrder, Comparator<RowData>> comparators = new TreeMap<>(Comparator.comparing(RowOrder::name));
        candidates.forEach(order -> comparators.put(order, RowComparators.of(type, order)));
        return (one, other) -> {
            int byDataset =
                    datasetColumn < 0 ? 0 : one.getString(datasetColumn).compareTo(other.getString(datasetColumn));
            return byDataset != 0
                    ? byDataset
                    : comparators.get(orders.get(dataset(one))).compare(one, other);
        };
    }

    /** The order of the smallest file for each dataset, by a sample of whole files spread over the group. */
    private Map<String, RowOrder> chooseOrders(List<FileScanTask> tasks) throws IOException {
        RowDataSerializer serializer = new RowDataSerializer(type);
        Map<String, List<RowData>> samples = new TreeMap<>();
        long left = settings.sampleRows();
        try (CloseableIterator<RowData> rows = files.read(spread(tasks))) {
            while (rows.hasNext() && left > 0) {
                RowData row = serializer.toBinaryRow(rows.next()).copy();
                samples.computeIfAbsent(dataset(row), dataset -> new ArrayList<>())
                        .add(row);
                left--;
            }
        }
        Map<String, RowOrder> orders = new TreeMap<>();
        for (Map.Entry<String, List<RowData>> sample : samples.entrySet()) {
            orders.put(sample.getKey(), smallest(sample.getValue()));
        }
        return orders;
    }

    private RowOrder smallest(List<RowData> rows) throws IOException {
        RowOrder best = candidates.get(0);
        long least = Long.MAX_VALUE;
        for (RowOrder order : candidates) {
            rows.sort(RowComparators.of(type, order));
            long size = files.size(rows, partition);
            if (size < least) {
                least = size;
                best = order;
            }
        }
        return best;
    }

    /** Enough files for the sample, evenly spread, since the traffic of a morning is not that of a night. */
    private List<FileScanTask> spread(List<FileScanTask> tasks) {
        long rows = tasks.stream().mapToLong(task -> task.file().recordCount()).sum();
        int step = (int) Math.max(1, rows / settings.sampleRows());
        List<FileScanTask> chosen = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i += step) {
            chosen.add(tasks.get(i));
        }
        return chosen;
    }

    private String dataset(RowData row) {
        return datasetColumn < 0
                ? Compaction.NO_DATASET
                : row.getString(datasetColumn).toString();
    }
}
