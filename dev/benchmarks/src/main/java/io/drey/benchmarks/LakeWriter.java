package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.event.parse.Formats;
import io.drey.event.parse.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.LogEventRows;
import io.drey.lake.parquet.LogsTaskWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.TaskWriter;

/** Ours: a file of lines to events to rows of {@code logs}, by the writer that the sink uses. */
final class LakeWriter implements Contender {

    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String TOPIC = "raw.bench.access";
    private static final long ARRIVAL = 1_741_000_000_000L;
    private static final long TARGET_FILE_BYTES = 512L << 20;

    private final LineParser parser = Formats.parser("combined");

    private Path input;
    private int count;

    @Override
    public void prepare(Path file, int lines) {
        input = file;
        count = lines;
    }

    @Override
    public void pass() throws IOException {
        write().delete();
    }

    @Override
    public long answer(int lines) throws IOException {
        ParquetFiles files = write();
        System.err.printf("drey: %,d bytes in Parquet%n", files.size());
        long answer = files.answer();
        files.delete();
        return answer;
    }

    private ParquetFiles write() throws IOException {
        ParquetFiles files = ParquetFiles.temporary("drey-lake-write");
        Lines lines = Lines.read(input, count);
        LogEventRows rows = new LogEventRows();
        try (Lake lake = Lake.open(LakeSettings.inFolder(files.folder().toUri().toString()))) {
            lake.init();
            Table table = lake.table(LakeTable.LOGS);
            try (TaskWriter<RowData> writer =
                    LogsTaskWriter.writers(table, 0, 0, TARGET_FILE_BYTES).get()) {
                for (int i = 0; i < lines.count(); i++) {
                    writer.write(rows.map(parse(lines, i)));
                }
                writer.complete();
            }
        }
        return files;
    }

    private LogEvent parse(Lines lines, int line) {
        LogEvent event = new LogEvent(DATASET, TOPIC_ID, TOPIC, 0, line, 0, ARRIVAL, lines.bytes);
        event.ingestedMillis(ARRIVAL);
        Rejection rejection = parser.parse(event, lines.starts[line], lines.end(line));
        if (rejection != null) {
            throw new IllegalStateException("line %d: %s".formatted(line + 1, rejection));
        }
        return event;
    }
}
