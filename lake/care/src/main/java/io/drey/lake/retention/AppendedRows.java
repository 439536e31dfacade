package io.drey.lake.retention;

import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/** Tables that are small and only grow: a row, a file, a commit. */
public final class AppendedRows {

    private AppendedRows() {}

    /** Appends a row, as a commit of its own. */
    public static void append(Table table, Record row) {
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
        try (ParquetFiles.Writing writing = new ParquetFiles(table).write(table.spec(), partition, table.sortOrder())) {
            writing.write(row);
            table.newAppend().appendFile(writing.finish()).commit();
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
