package io.drey.lake.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.row.LogEventRow;
import io.drey.lake.row.LogEventRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.table.data.RowData;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written is read by Iceberg's own reader. */
class LogsAppenderTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long ARRIVAL = 1_741_000_000_000L;

    @TempDir
    private Path folder;

    private Table table;

    @BeforeEach
    void create() {
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            table = lake.table(LakeTable.LOGS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, Column.PAGE_ROWS, Column.PAGE_ROWS + 1, 50_000})
    void everyValueOfEveryColumnIsReadAsItWas(int count) throws IOException {
        List<RowData> rows = new ArrayList<>();
        LogEventRows toRow = new LogEventRows();
        for (int i = 0; i < count; i++) {
            rows.add(toRow.map(event(i)));
        }

        Metrics metrics = write(rows);

        assertThat(metrics.recordCount()).isEqualTo(count);
        int read = 0;
        try (CloseableIterable<Record> records = read(Parquet.read(file()))) {
            for (Record each : records) {
                compare(each, (LogEventRow) rows.get(read));
                read++;
            }
        }
        assertThat(read).isEqualTo(count);
    }

    @Test
    void boundsAndCountsAreThoseOfTheRows() throws IOException {
        List<RowData> rows = new ArrayList<>();
        LogEventRows toRow = new LogEventRows();
        for (int i = 0; i < 30_000; i++) {
            rows.add(toRow.map(event(i)));
        }

        Metrics metrics = write(rows);

        int offset = table.schema().findField("raw_offset").fieldId();
        assertThat((Long) Conversions.fromByteBuffer(
                        Types.LongType.get(), metrics.lowerBounds().get(offset)))
                .isZero();
        assertThat((Long) Conversions.fromByteBuffer(
                        Types.LongType.get(), metrics.upperBounds().get(offset)))
                .isEqualTo(29_999);
        int user = table.schema().findField("user_name").fieldId();
        assertThat(metrics.nullValueCounts().get(user))
                .isEqualTo(rows.stream()
                        .filter(row -> ((LogEventRow) row).lacks(Field.USER_NAME))
                        .count());
        int host = table.schema().findField("host_name").fieldId();
        assertThat(metrics.nullValueCounts().get(host)).isEqualTo(30_000);
        assertThat(metrics.lowerBounds()).doesNotContainKey(host);
    }

    /** Row groups, dictionaries and the filter of addresses are looked at by the reader. */
    @Test
    void anAddressIsFoundAndOneThatIsNotThereIsNot() throws IOException {
        List<RowData> rows = new ArrayList<>();
        LogEventRows toRow = new LogEventRows();
        for (int i = 0; i < 30_000; i++) {
            rows.add(toRow.map(event(i)));
        }
        write(rows);

        assertThat(found("10.0.0.7")).isPositive();
        assertThat(found("10.0.0.7x")).isZero();
    }

    /** Where addresses are many their dictionary is large, and is left alone. */
    @Test
    void forAnAddressThatIsNotThereTheFilterIsReadAlone() throws IOException {
        List<RowData> rows = new ArrayList<>();
        LogEventRows toRow = new LogEventRows();
        for (int i = 0; i < 40_000; i++) {
            int bits = new Random(i % 8_000).nextInt();
            String address =
                    "%d.%d.%d.%d".formatted(10 + (bits & 63), bits >>> 8 & 255, bits >>> 16 & 255, bits >>> 24);
            rows.add(toRow.map(event(i, address)));
        }
        Metrics metrics = write(rows);
        // For checksums the local file system reads more than it is asked for.
        FileSystem.getLocal(new Configuration()).setVerifyChecksum(false);
        long before = bytesRead();

        // Between the bounds, so that they do not tell.
        assertThat(found("42.7.7.7x")).isZero();

        long read = bytesRead() - before;
        int column = table.schema().findField("source_ip").fieldId();
        assertThat(metrics.columnSizes().get(column)).isGreaterThan(60_000);
        assertThat(read).isPositive().isLessThan(30_000);
    }

    private static long bytesRead() {
        return FileSystem.getGlobalStorageStatistics().get("file").getLong("bytesRead");
    }

    private long found(String address) throws IOException {
        try (CloseableIterable<Record> records =
                read(Parquet.read(file()).filter(Expressions.equal("source_ip", address)))) {
            long count = 0;
            for (Record each : records) {
                count += address.equals(each.getField("source_ip")) ? 1 : 0;
            }
            return count;
        }
    }

    private Metrics write(List<RowData> rows) throws IOException {
        LogsAppender appender = new LogsAppender(table, table.io().newOutputFile(path()));
        try (appender) {
            rows.forEach(appender::add);
        }
        assertThat(appender.length()).isEqualTo(file().getLength());
        assertThat(appender.splitOffsets()).isNotEmpty();
        return appender.metrics();
    }

    private CloseableIterable<Record> read(Parquet.ReadBuilder builder) {
        return builder.project(table.schema())
                .createReaderFunc(type -> GenericParquetReaders.buildReader(table.schema(), type))
                .build();
    }

    private InputFile file() {
        return table.io().newInputFile(path());
    }

    private String path() {
        return folder.resolve("logs.parquet").toUri().toString();
    }

    private static void compare(Record read, LogEventRow row) {
        LogEvent event = row.event();
        assertThat(read.getField("tenant")).isEqualTo("acme");
        assertThat(read.getField("raw_offset")).isEqualTo(event.offset());
        assertThat(read.getField("raw_partition")).isEqualTo(event.partition());
        assertThat(read.getField("ts_suspect")).isEqualTo(row.getBoolean(LogEventRow.TS_SUSPECT));
        assertThat(read.getField("day").toString()).hasSize(10);
        assertThat(((java.time.OffsetDateTime) read.getField("ts")).toInstant())
                .isEqualTo(row.getTimestamp(LogEventRow.TS, 6).toInstant());
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < event.openCount(); i++) {
            labels.put(event.openName(i), event.openText(i));
        }
        assertThat(read.getField("labels")).isEqualTo(labels.isEmpty() ? null : labels);
        for (Field field : Field.values()) {
            Object value = read.getField(field.columnName());
            if (row.lacks(field)) {
                assertThat(value).as(field.ecsName()).isNull();
            } else if (field.type() == Field.Type.LONG) {
                assertThat(value).as(field.ecsName()).isEqualTo(event.number(field));
            } else if (field.type() == Field.Type.BINARY) {
                assertThat(value).as(field.ecsName()).isEqualTo(ByteBuffer.wrap(event.slice(field)));
            } else {
                assertThat(value).as(field.ecsName()).isEqualTo(event.text(field));
            }
        }
    }

    /** Repeating and unique texts, absent ones, lines that are kept, numbers of every size. */
    private static LogEvent event(int number) {
        return event(number, "10.0.0." + new Random(number).nextInt(200));
    }

    private static LogEvent event(int number, String address) {
        Random random = new Random(number);
        byte[] line =
                "%s - %s [17/May/2015:10:%02d:%02d +0000] \"GET /p%d?unique=%d HTTP/1.1\" %d %s \"%s\" \"agent %d%s\"%s"
                        .formatted(
                                address,
                                random.nextInt(5) == 0 ? "frank" : "-",
                                number / 60 % 60,
                                number % 60,
                                random.nextInt(50),
                                number,
                                200 + random.nextInt(300),
                                random.nextInt(9) == 0
                                        ? "-"
                                        : Long.toString(random.nextLong() >>> random.nextInt(2, 63)),
                                random.nextInt(3) == 0 ? "-" : "http://site/" + random.nextInt(7),
                                random.nextInt(20),
                                "x".repeat(random.nextInt(3) * 9),
                                random.nextInt(10) == 0 ? " " : "")
                        .getBytes(UTF_8);
        EventBuilder event =
                EventBuilder.at(ACCESS, new Position("topic", "raw.acme.access", 2, number, 0), ARRIVAL, line);
        LineParser parser = Formats.parser("combined");
        assertThat(parser.parse(event, 0, line.length)).isNull();
        event.ingestedMillis(ARRIVAL + number);
        for (int i = random.nextInt(4); i > 0; i--) {
            event.appendOpen("labels.name" + i, i == 1 ? "repeats" : "ünique " + number);
        }
        return event;
    }
}
