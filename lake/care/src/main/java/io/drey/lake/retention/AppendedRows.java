package io.drey.lake.retention;

import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Tables that are small and only grow. */
public final class AppendedRows {

    private AppendedRows() {}

    /** Appends a row, as a file and a commit of its own. */
    public static void append(Table table, Record row) {
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
        table.newAppend()
                .appendFile(write(new ParquetFiles(table), table, partition, List.of(row)))
                .commit();
    }

    /**
     * Appends rows of any partitions, as one commit, unless somebody else has added rows since.
     *
     * @param since the snapshot that was read before; empty where the table had none
     * @return whether they were appended
     */
    public static boolean append(Table table, List<Record> rows, Optional<Long> since) {
        InternalRecordWrapper wrapped = new InternalRecordWrapper(table.schema().asStruct());
        Map<PartitionKey, List<Record>> byPartition = new LinkedHashMap<>();
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        for (Record row : rows) {
            partition.partition(wrapped.wrap(row));
            byPartition
                    .computeIfAbsent(partition.copy(), fresh -> new ArrayList<>())
                    .add(row);
        }
        OverwriteFiles commit = table.newOverwrite().conflictDetectionFilter(Expressions.alwaysTrue());
        since.ifPresent(commit::validateFromSnapshot);
        commit.validateNoConflictingData();
        ParquetFiles files = new ParquetFiles(table);
        List<DataFile> written = new ArrayList<>();
        byPartition.forEach((key, some) -> written.add(write(files, table, key, some)));
        try {
            written.forEach(commit::addFile);
            commit.commit();
            return true;
        } catch (ValidationException e) {
            written.forEach(file -> table.io().deleteFile(file.location()));
            return false;
        }
    }

    private static DataFile write(ParquetFiles files, Table table, PartitionKey partition, List<Record> rows) {
        try (ParquetFiles.Writing writing = files.write(table.spec(), partition, table.sortOrder())) {
            rows.forEach(writing::write);
            return writing.finish();
        } catch (UncheckedIOException e) {
            throw new LakeException("table %s was not written".formatted(table.name()), e);
        }
    }

    /** The rows of the current snapshot for which the condition holds. */
    public static List<Record> read(Table table, Expression where) {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> read = FileReading.named(
                table,
                "one of its files",
                IcebergGenerics.read(table).where(where).build())) {
            read.forEach(rows::add);
        } catch (IOException e) {
            throw new LakeException("table %s was not read".formatted(table.name()), e);
        }
        return rows;
    }
}
