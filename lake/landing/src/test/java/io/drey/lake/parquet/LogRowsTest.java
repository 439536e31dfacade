package io.drey.lake.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.row.LogEventRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are read into columns, sorted and written, and Iceberg's own reader finds the same rows. */
class LogRowsTest {

    private static final long ARRIVAL = 1_741_000_000_000L;
    private static final List<String> BY_ADDRESS = List.of("source_ip", "ts", "raw_offset");
    private static final List<String> BY_USER = List.of("user_name", "raw_offset");

    @TempDir
    private Path folder;

    private Table table;

    @BeforeEach
    void create() {
        try (Lake lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()))) {
            lake.init();
            table = lake.table(LakeTable.LOGS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 45_000})
    void rowsAreTheSameAfterTheyWereSorted(int count) throws IOException {
        landed("one", 0, count);
        landed("two", count, count + 10);

        List<DataFile> files = rewritten(BY_ADDRESS, "one", "two");

        List<String> before = new ArrayList<>(texts("one"));
        before.addAll(texts("two"));
        List<String> after = texts(files);
        assertThat(after.stream().sorted())
                .containsExactlyElementsOf(before.stream().sorted().toList());
        assertThat(files).singleElement().satisfies(file -> assertThat(file.recordCount())
                .isEqualTo(count + 10));
    }

    @Test
    void rowsAreInTheOrderOfTheNamedColumnsThoseWithoutAValueFirst() throws IOException {
        landed("one", 0, 3000);

        List<Record> rows = records(location(rewritten(BY_USER, "one")));

        assertThat(rows)
                .isSortedAccordingTo(Comparator.comparing(
                                (Record row) -> (String) row.getField("user_name"),
                                Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(row -> (Long) row.getField("raw_offset")));
        assertThat(rows.get(0).getField("user_name")).isNull();
        assertThat(rows.get(2999).getField("user_name")).isNotNull();
    }

    /** Its dictionaries end where they grow too large, and other values follow. */
    @Test
    void filesOfIcebergsOwnWriterAreReadToo() throws IOException {
        landed("one", 0, 30_000);
        List<String> original = texts("one").stream().sorted().toList();
        copyByIceberg("one", "stock", WriterVersion.PARQUET_1_0);
        copyByIceberg("one", "second", WriterVersion.PARQUET_2_0);

        assertThat(texts(rewritten(BY_ADDRESS, "stock")).stream().sorted()).containsExactlyElementsOf(original);
        assertThat(texts(rewritten(BY_ADDRESS, "second")).stream().sorted()).containsExactlyElementsOf(original);
    }

    @Test
    void aColumnThatTheFileLacksIsEmpty() throws IOException {
        landed("one", 0, 10);
        table.updateSchema().addColumn("added", Types.StringType.get()).commit();

        assertThat(records(location(rewritten(BY_ADDRESS, "one"))))
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.getField("added")).isNull());
    }

    /** Whoever wrote it, and whether or not by a dictionary. */
    @Test
    void whatWasWidenedAndRenamedSinceIsReadByColumnsAndWrittenAsItIsNow() throws IOException {
        landed("one", 0, 30_000);
        copyByIceberg("one", "stock", WriterVersion.PARQUET_1_0);
        table.updateSchema()
                .updateColumn("raw_index", Types.LongType.get())
                .updateColumn("raw_partition", Types.LongType.get())
                .renameColumn("http_request_method", "method")
                .commit();

        for (String name : List.of("one", "stock")) {
            assertThat(records(location(rewritten(BY_ADDRESS, name))))
                    .as(name)
                    .hasSize(30_000)
                    .allSatisfy(row -> {
                        assertThat(row.getField("raw_index")).isEqualTo(0L);
                        assertThat(row.getField("method")).isIn("GET", "PUT");
                    });
        }
    }

    @Test
    void aTableWithAColumnOfAnotherKindIsNotReadByColumns() throws IOException {
        landed("one", 0, 10);
        table.updateSchema().addColumn("ratio", Types.DoubleType.get()).commit();

        assertThat(LogsFileReader.open(table, table.io().newInputFile(path("one"))))
                .isEmpty();
    }

    @Test
    void rowsAreToldApartByDataset() throws IOException {
        landed("one", 0, 10);
        try (LogsFileReader reader = reader("one")) {
            LogRows rows = reader.next().orElseThrow();

            assertThat(rows.rowsBy("dataset")).containsOnlyKeys("access");
            assertThat(rows.rowsBy("http_request_method")).containsOnlyKeys("GET", "PUT");
            assertThat(rows.rowsBy("http_request_method").get("PUT")).containsExactly(0, 3, 6, 9);
        }
    }

    @Test
    void theOrderThatPutsAlikeValuesTogetherIsFoundSmaller() throws IOException {
        landed("one", 0, 50_000);
        try (LogsFileReader reader = reader("one")) {
            LogRows rows = reader.next().orElseThrow();

            rows.sort(List.of("raw_offset"));
            long together = rows.size(40_000);
            rows.sort(List.of("url_path", "raw_offset"));
            long scattered = rows.size(40_000);

            assertThat(together).isLessThan(scattered);
        }
    }

    private void landed(String name, int from, int to) throws IOException {
        LogEventRows toRow = new LogEventRows();
        try (LogsAppender appender = new LogsAppender(table, table.io().newOutputFile(path(name)))) {
            for (int number = from; number < to; number++) {
                appender.add(toRow.map(event(number)));
            }
        }
    }

    private void copyByIceberg(String from, String to, WriterVersion version) throws IOException {
        try (FileAppender<Record> appender = Parquet.write(table.io().newOutputFile(path(to)))
                .schema(table.schema())
                .set("write.parquet.dict-size-bytes", "20000")
                .set("write.parquet.page-row-limit", "1000")
                .writerVersion(version)
                .createWriterFunc(GenericParquetWriter::create)
                .build()) {
            appender.addAll(records(path(from)));
        }
    }

    private List<DataFile> rewritten(List<String> order, String... names) throws IOException {
        LogRows rows = new LogRows(table);
        for (String name : names) {
            try (LogsFileReader reader = reader(name)) {
                for (Optional<LogRows> next = reader.next(); next.isPresent(); next = reader.next()) {
                    rows.addAll(next.get(), RowOrdering.asTheyAre(next.get().count()));
                }
            }
        }
        rows.orderValues();
        rows.sort(order);
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.set(0, "acme");
        partition.set(1, 16_572);
        OutputFileFactory files = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .build();
        LogsFileWriter writer = new LogsFileWriter(table, partition, files, 1 << 30, 9);
        try (writer) {
            writer.write(rows);
        }
        return writer.files();
    }

    private LogsFileReader reader(String name) throws IOException {
        return LogsFileReader.open(table, table.io().newInputFile(path(name))).orElseThrow();
    }

    private List<String> texts(List<DataFile> files) throws IOException {
        return records(location(files)).stream().map(Record::toString).toList();
    }

    private List<String> texts(String name) throws IOException {
        return records(path(name)).stream().map(Record::toString).toList();
    }

    private static String location(List<DataFile> files) {
        return files.get(0).location();
    }

    private List<Record> records(String path) throws IOException {
        Schema schema = table.schema();
        List<Record> records = new ArrayList<>();
        try (CloseableIterable<Record> read = Parquet.read(table.io().newInputFile(path))
                .project(schema)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                .build()) {
            read.forEach(records::add);
        }
        return records;
    }

    private String path(String name) {
        return folder.resolve(name + ".parquet").toUri().toString();
    }

    /** Repeating and unique texts, absent ones, lines that are kept, numbers of every size. */
    private static LogEvent event(int number) {
        Random random = new Random(number);
        byte[] line =
                "10.0.0.%d - %s [17/May/2015:10:%02d:%02d +0000] \"%s /p%d?unique=%d HTTP/1.1\" 200 %s \"-\" \"agent %d\"%s"
                        .formatted(
                                random.nextInt(200),
                                random.nextInt(5) == 0 ? "frank" + random.nextInt(3) : "-",
                                number / 60 % 60,
                                number % 60,
                                number % 3 == 0 ? "PUT" : "GET",
                                random.nextInt(50),
                                number,
                                random.nextInt(9) == 0
                                        ? "-"
                                        : Long.toString(random.nextLong() >>> random.nextInt(2, 63)),
                                random.nextInt(20),
                                random.nextInt(10) == 0 ? " " : "")
                        .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "access"), new Position("topic", "raw.acme.access", 2, number, 0), ARRIVAL, line);
        assertThat(Formats.parser("combined").parse(event, 0, line.length)).isNull();
        event.ingestedMillis(ARRIVAL + number);
        return event;
    }
}
