package io.drey.lake.parquet;

import io.drey.lake.row.LogEventRow;
import java.util.function.Supplier;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.FileAppenderFactory;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.PartitionedFanoutWriter;
import org.apache.iceberg.io.TaskWriter;

/** Writes rows of {@code logs} to a file for each tenant and day, and further ones where a file reaches its target size. */
public final class LogsTaskWriter extends PartitionedFanoutWriter<RowData> {

    private static final int TENANT = 0;
    private static final int DAY = 1;

    private final PartitionKey key;

    private LogsTaskWriter(Table table, OutputFileFactory files, long targetBytes) {
        super(table.spec(), FileFormat.PARQUET, new Appenders(table), files, table.io(), targetBytes);
        this.key = new PartitionKey(table.spec(), table.schema());
    }

    /**
     * Makes writers, one after the other; their files' names never meet.
     *
     * @param table where the rows belong
     * @param subtask which of the writers beside each other
     * @param attempt how often this one was started
     * @param targetBytes when a file is full
     */
    public static Supplier<TaskWriter<RowData>> writers(Table table, int subtask, int attempt, long targetBytes) {
        OutputFileFactory files = OutputFileFactory.builderFor(table, subtask, attempt)
                .format(FileFormat.PARQUET)
                .build();
        return () -> new LogsTaskWriter(table, files, targetBytes);
    }

    @Override
    protected PartitionKey partition(RowData row) {
        key.set(TENANT, row.getString(LogEventRow.TENANT).toString());
        key.set(DAY, row.getInt(LogEventRow.DAY));
        return key;
    }

    /** Makes the files' writers; nothing is ever deleted here. */
    private record Appenders(Table table) implements FileAppenderFactory<RowData> {

        @Override
        public FileAppender<RowData> newAppender(OutputFile file, FileFormat format) {
            return new LogsAppender(table, file);
        }

        @Override
        public DataWriter<RowData> newDataWriter(EncryptedOutputFile file, FileFormat format, StructLike partition) {
            OutputFile output = file.encryptingOutputFile();
            return new DataWriter<>(
                    newAppender(output, format),
                    format,
                    output.location(),
                    table.spec(),
                    partition,
                    file.keyMetadata());
        }

        @Override
        public EqualityDeleteWriter<RowData> newEqDeleteWriter(
                EncryptedOutputFile file, FileFormat format, StructLike partition) {
            throw new UnsupportedOperationException("events are only ever inserted");
        }

        @Override
        public PositionDeleteWriter<RowData> newPosDeleteWriter(
                EncryptedOutputFile file, FileFormat format, StructLike partition) {
            throw new UnsupportedOperationException("events are only ever inserted");
        }
    }
}
