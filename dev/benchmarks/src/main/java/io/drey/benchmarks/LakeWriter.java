package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeLines;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.parquet.LogsTaskWriter;
import io.drey.lake.row.LogEventRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.TaskWriter;

/** Ours: a file of lines to events to rows of {@code logs}, by the writer that the sink uses. */
final class LakeWriter implements Contender {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("bench", "access"), "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0);
    private static final long ARRIVAL = 1_741_000_000_000L;
    private static final int BUFFER = 1 << 20;
    private static final long TARGET_FILE_BYTES = 512L << 20;

    private final LineParser parser = Formats.parser("combined");
    private final ToLongFunction<ParquetFiles> answer;

    private Path input;
    private int count;

    /** @param answer what of the files is compared; they are in a lake, in a folder */
    LakeWriter(ToLongFunction<ParquetFiles> answer) {
        this.answer = answer;
    }

    @Override
    public void prepare(Path file, int lines) {
        input = file;
        count = lines;
    }

    @Override
    public void pass() throws IOException {
        write(false).delete();
    }

    @Override
    public long answer(int lines) throws IOException {
        ParquetFiles files = write(true);
        System.err.printf("drey: %,d bytes in Parquet%n", files.size());
        long found = answer.applyAsLong(files);
        files.delete();
        return found;
    }

    private ParquetFiles write(boolean commits) throws IOException {
        ParquetFiles files = ParquetFiles.temporary("drey-lake-write");
        try (Lake lake = Lake.open(LakeSettings.inFolder(files.folder().toUri().toString()))) {
            lake.init();
            Table table = lake.table(LakeTable.LOGS);
            try (TaskWriter<RowData> writer = LogsTaskWriter.writers(table, 0, 0, TARGET_FILE_BYTES)
                            .get();
                    InputStream in = Files.newInputStream(input)) {
                write(in, writer);
                DataFile[] written = writer.dataFiles();
                if (commits) {
                    AppendFiles append = table.newAppend();
                    List.of(written).forEach(append::appendFile);
                    append.commit();
                }
            }
        }
        return files;
    }

    /** The answer by the lines that the files give back. */
    static long lines(ParquetFiles files) {
        SentLines lines = new SentLines();
        try (Lake lake = Lake.open(LakeSettings.inFolder(files.folder().toUri().toString()));
                CloseableIterable<LakeLines.Line> stored =
                        LakeLines.ofEvents(lake, ORIGIN.datasetId(), Optional.empty(), Optional.empty())) {
            stored.forEach(line -> lines.add(line.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.answer();
    }

    /** Each line has bytes of its own, as a record of Kafka has: a parser may append to them. */
    private void write(InputStream in, TaskWriter<RowData> writer) throws IOException {
        LogEventRows rows = new LogEventRows();
        byte[] buffer = new byte[BUFFER];
        int filled = 0;
        int line = 0;
        while (line < count) {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                throw new IllegalStateException("%s has only %d lines".formatted(input, line));
            }
            int end = filled + read;
            int start = 0;
            for (int i = filled; i < end && line < count; i++) {
                if (buffer[i] == '\n') {
                    writer.write(rows.map(parse(Arrays.copyOfRange(buffer, start, i), line++)));
                    start = i + 1;
                }
            }
            filled = end - start;
            System.arraycopy(buffer, start, buffer, 0, filled);
        }
    }

    private LogEvent parse(byte[] bytes, int line) {
        EventBuilder event = new EventBuilder(ORIGIN, line, 0, ARRIVAL, bytes);
        event.ingestedMillis(ARRIVAL);
        Rejection rejection = parser.parse(event, 0, bytes.length);
        if (rejection != null) {
            throw new IllegalStateException("line %d: %s".formatted(line + 1, rejection));
        }
        return event;
    }
}
