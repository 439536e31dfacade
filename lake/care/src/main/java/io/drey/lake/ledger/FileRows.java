package io.drey.lake.ledger;

import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.DeleteFilter;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;

/** Reads the rows of single data files. */
final class FileRows {

    private FileRows() {}

    /**
     * Gives each row that a file was written with.
     *
     * @throws LakeException if it is missing or damaged
     */
    static void forEach(Table table, DataFile file, Schema columns, Consumer<Record> consumer) {
        read(table, file, columns, null, consumer);
    }

    /**
     * Gives each row of a file that is not deleted.
     *
     * @throws LakeException if it is missing or damaged
     */
    static void forEachLive(Table table, FileScanTask task, Schema columns, Consumer<Record> consumer) {
        read(
                table,
                task.file(),
                columns,
                task.deletes().isEmpty() ? null : new GenericDeleteFilter(table.io(), task, table.schema(), columns),
                consumer);
    }

    private static void read(
            Table table, DataFile file, Schema columns, DeleteFilter<Record> deletes, Consumer<Record> consumer) {
        ReadBuilder<Record, Object> builder = FormatModelRegistry.readBuilder(
                file.format(), Record.class, table.io().newInputFile(file.location()));
        builder.project(deletes == null ? columns : deletes.requiredSchema());
        String name = "file " + file.location();
        try (CloseableIterable<Record> all = builder.build();
                CloseableIterable<Record> rows = FileReading.namedEvenIfMissing(
                        table,
                        name,
                        deletes == null ? all : FileReading.attempt(table, name, () -> deletes.filter(all)))) {
            rows.forEach(consumer);
        } catch (IOException | NotFoundException e) {
            throw FileReading.unreadable(table, name, e);
        }
    }

    /** Whether it fails because a file is not there. */
    static boolean isMissing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotFoundException || cause instanceof java.io.FileNotFoundException) {
                return true;
            }
        }
        return false;
    }
}
