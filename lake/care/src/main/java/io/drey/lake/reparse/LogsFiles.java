package io.drey.lake.reparse;

import io.drey.event.LogEvent;
import io.drey.lake.LakeException;
import io.drey.lake.parquet.LogsTaskWriter;
import io.drey.lake.row.LogEventRow;
import io.drey.lake.row.LogEventRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.util.PropertyUtil;

/** New files of {@code logs}. They are deleted unless they are {@linkplain #finish() finished}. Not thread-safe. */
final class LogsFiles implements AutoCloseable {

    /** A writer holds a row group of each day in memory: with more days at once its files end. */
    private static final int DAYS_AT_ONCE = 8;

    private final Table table;
    private final Supplier<TaskWriter<RowData>> writers;
    private final LogEventRows rows = new LogEventRows();
    private final Set<Integer> days = new HashSet<>();
    private final List<DataFile> written = new ArrayList<>();
    private TaskWriter<RowData> writer;
    private boolean finished;

    LogsFiles(Table table) {
        this.table = table;
        this.writers = LogsTaskWriter.writers(
                table,
                0,
                0,
                PropertyUtil.propertyAsLong(
                        table.properties(),
                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT));
        this.writer = writers.get();
    }

    void write(LogEvent event) {
        RowData row = rows.map(event);
        try {
            if (days.add(row.getInt(LogEventRow.DAY)) && days.size() > DAYS_AT_ONCE) {
                end();
                writer = writers.get();
                days.clear();
                days.add(row.getInt(LogEventRow.DAY));
            }
            writer.write(row);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    List<DataFile> finish() {
        try {
            end();
        } catch (IOException e) {
            throw unwritten(e);
        }
        finished = true;
        return List.copyOf(written);
    }

    private void end() throws IOException {
        written.addAll(List.of(writer.complete().dataFiles()));
    }

    @Override
    public void close() {
        if (finished) {
            return;
        }
        try {
            writer.abort();
        } catch (IOException e) {
            throw unwritten(e);
        } finally {
            written.forEach(file -> table.io().deleteFile(file.location()));
        }
    }

    private LakeException unwritten(IOException e) {
        return new LakeException("files of table %s were not written: %s".formatted(table.name(), e.getMessage()), e);
    }
}
