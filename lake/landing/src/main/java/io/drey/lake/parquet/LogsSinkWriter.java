package io.drey.lake.parquet;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.io.WriteResult;
import org.apache.iceberg.util.PropertyUtil;

/** A sink's writer of {@code logs}: files end at each checkpoint, and are what it commits. */
public final class LogsSinkWriter implements CommittingSinkWriter<RowData, WriteResult> {

    private static final String TARGET_BYTES = "write.target-file-size-bytes";
    private static final long DEFAULT_TARGET_BYTES = 512L << 20;

    private final Supplier<TaskWriter<RowData>> writers;
    private TaskWriter<RowData> writer;

    private LogsSinkWriter(Supplier<TaskWriter<RowData>> writers) {
        this.writers = writers;
        this.writer = writers.get();
    }

    /** A writer of a subtask. */
    public static LogsSinkWriter of(Table table, WriterInitContext context) {
        return new LogsSinkWriter(LogsTaskWriter.writers(
                table,
                context.getTaskInfo().getIndexOfThisSubtask(),
                context.getTaskInfo().getAttemptNumber(),
                PropertyUtil.propertyAsLong(table.properties(), TARGET_BYTES, DEFAULT_TARGET_BYTES)));
    }

    @Override
    public void write(RowData row, Context context) throws IOException {
        writer.write(row);
    }

    /** Does nothing: files end when they are to be committed. */
    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<WriteResult> prepareCommit() throws IOException {
        WriteResult result = writer.complete();
        writer = writers.get();
        return List.of(result);
    }

    @Override
    public void close() throws IOException {
        writer.abort();
    }
}
