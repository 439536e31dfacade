package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.parquet.LogsTaskWriter;
import io.drey.lake.row.LogEventRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.TaskWriter;

/** Lands lines in a lake in a folder, by the writer that the sink uses, each call one commit. */
final class LakeLanding implements AutoCloseable {

    static final DatasetId DATASET = new DatasetId("bench", "access");
    static final Instant AFTER_ALL = Instant.ofEpochSecond(1_741_000_000);
    /** Lines that happened long after they arrived are filed under the day of their arrival. */
    static final Instant BEFORE_ALL = Instant.parse("1991-01-01T00:00:00Z");

    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String TOPIC = "raw.bench.access";
    private static final long TARGET_FILE_BYTES = 512L << 20;

    /** How many lines arrive in a millisecond: some thousands a second. */
    private static final int LINES_A_MILLISECOND = 5;

    private final String format;
    private final LineParser parser;
    private final LogEventRows rows = new LogEventRows();
    private final Lake lake;
    private final Supplier<TaskWriter<RowData>> writers;
    private final long arrival;
    private long offset;

    /**
     * An empty lake.
     *
     * @param format what lines have
     * @param arrival when the first line arrives
     */
    LakeLanding(ParquetFiles files, String format, Instant arrival) {
        this.format = format;
        this.parser = Formats.parser(format);
        this.arrival = arrival.toEpochMilli();
        lake = Lake.open(LakeSettings.inFolder(files.folder().toUri().toString()));
        lake.init();
        writers = LogsTaskWriter.writers(lake.table(LakeTable.LOGS), 0, 0, TARGET_FILE_BYTES);
    }

    Lake lake() {
        return lake;
    }

    /** Those of some lines that have a format, each with a line feed. */
    static byte[] linesOf(String format, byte[] lines) {
        LineParser parser = Formats.parser(format);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(lines.length);
        for (int start = 0; start < lines.length; ) {
            int end = lineEnd(lines, start);
            byte[] line = Arrays.copyOfRange(lines, start, end);
            if (parser.parse(event(line, 0, 0), 0, line.length) == null) {
                kept.write(lines, start, end - start);
                kept.write('\n');
            }
            start = end + 1;
        }
        return kept.toByteArray();
    }

    static int lineEnd(byte[] lines, int start) {
        int end = start;
        while (end < lines.length && lines[end] != '\n') {
            end++;
        }
        return end;
    }

    /** The lines from one place to another as one commit; both are the beginning of a line, or the end of all. */
    void commit(byte[] lines, int from, int to) throws IOException {
        Table table = lake.table(LakeTable.LOGS);
        DataFile[] files;
        try (TaskWriter<RowData> writer = writers.get()) {
            for (int start = from; start < to; ) {
                int end = lineEnd(lines, start);
                // As a record holds it: a parser may have to append to its bytes.
                byte[] line = Arrays.copyOfRange(lines, start, end);
                EventBuilder event = event(line, offset, arrival + offset / LINES_A_MILLISECOND);
                if (parser.parse(event, 0, line.length) != null) {
                    throw new IllegalStateException("line %d is not of format %s".formatted(offset, format));
                }
                writer.write(rows.map(event));
                offset++;
                start = end + 1;
            }
            files = writer.complete().dataFiles();
        }
        AppendFiles append = table.newAppend();
        Arrays.stream(files).forEach(append::appendFile);
        append.commit();
    }

    private static EventBuilder event(byte[] bytes, long offset, long arrival) {
        EventBuilder event = new EventBuilder(DATASET, TOPIC_ID, TOPIC, 0, offset, 0, arrival, bytes);
        event.ingestedMillis(arrival + 20);
        return event;
    }

    /** The bytes of the current snapshot's data files. */
    long bytes() throws IOException {
        long bytes = 0;
        try (CloseableIterable<FileScanTask> tasks =
                lake.table(LakeTable.LOGS).newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                bytes += task.file().fileSizeInBytes();
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        lake.close();
    }
}
