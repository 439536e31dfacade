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
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns without a value are left out of a file, and every reader sees them empty. */
class ColumnFileTest {

    private static final long ARRIVAL = 1_741_000_000_000L;
    private static final int USER_EVERY = 3;

    @TempDir
    private Path folder;

    private Table table;
    private DataFile written;
    private int landed;

    @BeforeEach
    void create() {
        try (Lake lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()))) {
            lake.init();
            table = lake.table(LakeTable.LOGS);
        }
    }

    @Test
    void columnsWithoutAnyValueAreNotInTheFile() throws IOException {
        append(written(group(0, 100, true)));

        ParquetMetadata footer = footer();
        assertThat(footer.getFileMetaData().getSchema().getFields())
                .extracting(field -> field.getName())
                .contains("tenant", "ts", "source_ip", "user_name", "event_renderer")
                .doesNotContain("host_name", "message", "tls_version", "event_original");
        assertThat(footer.getBlocks().get(0).getColumns())
                .hasSameSizeAs(footer.getFileMetaData().getSchema().getColumns());
    }

    @Test
    void whoeverLooksForAValueOfAnAbsentColumnFindsNothingAndWhoeverLooksForNoneFindsAll() throws IOException {
        append(written(group(0, 100, true)));

        assertThat(rows(Expressions.alwaysTrue())).hasSize(100).allSatisfy(row -> assertThat(row.getField("host_name"))
                .isNull());
        assertThat(rows(Expressions.isNull("host_name"))).hasSize(100);
        assertThat(rows(Expressions.notNull("host_name"))).isEmpty();
        assertThat(rows(Expressions.equal("host_name", "web1"))).isEmpty();
        assertThat(rows(Expressions.notEqual("host_name", "web1"))).hasSize(100);
        assertThat(rows(Expressions.equal("source_port", 1L))).isEmpty();
    }

    /** Its metrics count the values of columns that are not there. */
    @Test
    void aFileIsNotOpenedForAValueOfAColumnThatItLacks() throws IOException {
        append(written(group(0, 100, true)));

        try (CloseableIterable<?> tasks =
                table.newScan().filter(Expressions.equal("host_name", "web1")).planFiles()) {
            assertThat(tasks).isEmpty();
        }
    }

    @Test
    void aColumnThatOnlyOneRowGroupHasIsEmptyInTheOthers() throws IOException {
        DataFile file = written(group(0, 1000, false), group(1000, 30_000, true), group(31_000, 10, false));
        append(file);

        assertThat(footer().getBlocks()).hasSize(3).allSatisfy(block -> assertThat(block.getColumns())
                .extracting(chunk -> chunk.getPath().toDotString())
                .contains("user_name"));
        assertThat(file.splitOffsets()).hasSize(3).isSorted();
        List<Record> rows = rows(Expressions.alwaysTrue());
        assertThat(rows).hasSize(31_010);
        for (Record row : rows) {
            long offset = (Long) row.getField("raw_offset");
            boolean hasUser = offset >= 1000 && offset < 31_000 && offset % USER_EVERY == 0;
            assertThat(row.getField("user_name")).isEqualTo(hasUser ? "frank" : null);
        }
        assertThat(rows(Expressions.notNull("user_name"))).hasSize(10_000);
        assertThat(file.nullValueCounts())
                .containsEntry(table.schema().findField("user_name").fieldId(), 21_010L);
    }

    @Test
    void rowGroupsWithAndWithoutAColumnAreReadByColumns() throws IOException {
        append(written(group(0, 1000, false), group(1000, 1000, true)));

        LogRows all = new LogRows(table);
        try (LogsFileReader reader =
                LogsFileReader.open(table, table.io().newInputFile(location())).orElseThrow()) {
            for (LogRows rows :
                    List.of(reader.next().orElseThrow(), reader.next().orElseThrow())) {
                all.addAll(rows, RowOrdering.asTheyAre(rows.count()));
            }
        }

        assertThat(all.count()).isEqualTo(2000);
        assertThat(all.column(place("user_name")))
                .isInstanceOfSatisfying(TextColumn.class, users -> assertThat(users.valueCount())
                        .isEqualTo(333));
    }

    @Test
    void flinksReaderSeesAbsentColumnsEmpty() throws IOException {
        append(written(group(0, 100, true)));

        try (CloseableIterable<RowData> rows = Parquet.read(table.io().newInputFile(location()))
                .project(table.schema())
                .createReaderFunc(type -> FlinkParquetReaders.buildReader(table.schema(), type))
                .build()) {
            int host = FlinkSchemaUtil.convert(table.schema()).getFieldIndex("host_name");
            int user = FlinkSchemaUtil.convert(table.schema()).getFieldIndex("user_name");
            int users = 0;
            for (RowData row : rows) {
                assertThat(row.isNullAt(host)).isTrue();
                users += row.isNullAt(user) ? 0 : 1;
            }
            assertThat(users).isEqualTo(34);
        }
    }

    /** Ids say which column is which, also of one that is in no file. */
    @Test
    void anAbsentColumnMayBeRenamedAndAnotherMayTakeItsName() throws IOException {
        append(written(group(0, 10, true)));
        table.updateSchema().renameColumn("host_name", "former_host").commit();
        table.updateSchema().addColumn("host_name", Types.LongType.get()).commit();

        assertThat(rows(Expressions.alwaysTrue())).hasSize(10).allSatisfy(row -> {
            assertThat(row.getField("former_host")).isNull();
            assertThat(row.getField("host_name")).isNull();
        });
    }

    @Test
    void aFileOfFewRowsIsCompressedHardWhateverItsLevel() throws IOException {
        long few = written(3, wordy(4096)).fileSizeInBytes();
        assertThat(few).isEqualTo(written(9, wordy(4096)).fileSizeInBytes());

        long many = written(3, wordy(4097)).fileSizeInBytes();
        assertThat(many).isGreaterThan(written(9, wordy(4097)).fileSizeInBytes());
    }

    private LogRows group(int from, int count, boolean users) throws IOException {
        return group(from, count, number -> event(number, users && number % USER_EVERY == 0, "agent"));
    }

    /** Rows with texts that a greater effort finds more alike. */
    private LogRows wordy(int count) throws IOException {
        Random random = new Random(5);
        List<String> words =
                List.of("who", "looks", "longer", "for", "what", "was", "there", "before", "finds", "more");
        return group(0, count, number -> {
            StringBuilder agent = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                agent.append(words.get(random.nextInt(words.size()))).append(' ');
            }
            return event(number, false, agent.append(number).toString());
        });
    }

    private LogRows group(int from, int count, IntFunction<LogEvent> events) throws IOException {
        String path = folder.resolve("landed-" + landed++ + ".parquet").toUri().toString();
        LogEventRows toRow = new LogEventRows();
        try (LogsAppender appender = new LogsAppender(table, table.io().newOutputFile(path))) {
            for (int number = from; number < from + count; number++) {
                appender.add(toRow.map(events.apply(number)));
            }
        }
        try (LogsFileReader reader =
                LogsFileReader.open(table, table.io().newInputFile(path)).orElseThrow()) {
            return reader.next().orElseThrow();
        }
    }

    private DataFile written(LogRows... groups) throws IOException {
        return written(3, groups);
    }

    private DataFile written(int level, LogRows... groups) throws IOException {
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.set(0, "acme");
        partition.set(1, 16_572);
        LogsFileWriter writer = new LogsFileWriter(
                table,
                partition,
                OutputFileFactory.builderFor(table, 0, landed)
                        .format(FileFormat.PARQUET)
                        .build(),
                1 << 30,
                level);
        try (writer) {
            for (LogRows group : groups) {
                writer.write(group);
            }
        }
        return writer.files().get(0);
    }

    private void append(DataFile file) {
        written = file;
        table.newAppend().appendFile(file).commit();
    }

    private List<Record> rows(Expression filter) throws IOException {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> read =
                IcebergGenerics.read(table).where(filter).build()) {
            read.forEach(rows::add);
        }
        return rows;
    }

    private ParquetMetadata footer() throws IOException {
        InputFile file = table.io().newInputFile(location());
        try (ParquetFileReader reader = ParquetFileReader.open(
                new ParquetSource(file),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
            return reader.getFooter();
        }
    }

    private String location() {
        return written.location();
    }

    private int place(String column) {
        return table.schema().columns().indexOf(table.schema().findField(column));
    }

    private static LogEvent event(int number, boolean user, String agent) {
        byte[] line = "10.0.0.%d - %s [17/May/2015:10:05:%02d +0000] \"GET /p HTTP/1.1\" 200 7 \"-\" \"%s\""
                .formatted(number % 200, user ? "frank" : "-", number % 60, agent)
                .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "access"), new Position("topic", "raw.acme.access", 2, number, 0), ARRIVAL, line);
        assertThat(Formats.parser("combined").parse(event, 0, line.length)).isNull();
        event.ingestedMillis(ARRIVAL + number);
        return event;
    }
}
