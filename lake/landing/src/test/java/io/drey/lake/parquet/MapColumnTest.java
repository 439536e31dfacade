package io.drey.lake.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.flink.data.FlinkParquetReaders;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps of texts are read by Iceberg's own readers, and survive being sorted. */
class MapColumnTest {

    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "number", Types.LongType.get()),
            Types.NestedField.optional(
                    2, "labels", Types.MapType.ofOptional(3, 4, Types.StringType.get(), Types.StringType.get())));
    private static final int NUMBER = 0;
    private static final int LABELS = 1;

    @TempDir
    private Path folder;

    private Table table;

    @BeforeEach
    void create() {
        table = new HadoopTables(new Configuration(false))
                .create(
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        folder.resolve("table").toUri().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 50_000})
    void everyEntryIsReadAsItWasAndInItsOrder(int count) throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            maps.add(labels(number));
        }

        write("labels", rows(maps));

        assertThat(read("labels")).containsExactlyElementsOf(maps);
        assertThat(names(read("labels"))).containsExactlyElementsOf(names(maps));
    }

    @Test
    void flinksReaderFindsTheSame() throws IOException {
        List<Map<String, String>> maps = List.of(labels(0), labels(1), Map.of("one", ""), labels(2));
        List<Map<String, String>> withNone = new ArrayList<>(maps);
        withNone.add(null);
        write("labels", rows(withNone));

        List<Map<String, String>> found = new ArrayList<>();
        try (CloseableIterable<RowData> rows = Parquet.read(table.io().newInputFile(path("labels")))
                .project(SCHEMA)
                .createReaderFunc(type -> FlinkParquetReaders.buildReader(SCHEMA, type))
                .build()) {
            rows.forEach(row -> found.add(row.isNullAt(LABELS) ? null : texts(row.getMap(LABELS))));
        }

        assertThat(found).containsExactlyElementsOf(withNone);
    }

    @Test
    void aRowWithoutEntriesHasNoMapAndAColumnWithoutMapsIsNotInTheFile() throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        maps.add(null);
        maps.add(Map.of("name", "value"));
        maps.add(null);
        write("some", rows(maps));
        maps.set(1, null);
        write("none", rows(maps));

        assertThat(read("some")).containsExactly(null, Map.of("name", "value"), null);
        assertThat(read("none")).containsExactly(null, null, null);
        try (LogsFileReader reader = reader("none")) {
            assertThat(reader.next().orElseThrow().column(LABELS).isEmpty()).isTrue();
        }
    }

    /** The row group that has none says so behind the one that has. */
    @Test
    void onlyALaterRowGroupMayHaveMaps() throws IOException {
        List<Map<String, String>> none = new ArrayList<>();
        none.add(null);
        none.add(null);

        write("labels", rows(none), rows(List.of(labels(3))), rows(none));

        List<Map<String, String>> expected = new ArrayList<>(none);
        expected.add(labels(3));
        expected.addAll(none);
        assertThat(read("labels")).containsExactlyElementsOf(expected);
    }

    @Test
    void rowsKeepTheirMapsWhenTheyAreSorted() throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        for (int number = 0; number < 20_000; number++) {
            maps.add(labels(number));
        }
        write("labels", rows(maps));
        LogRows all = all("labels");
        int[] backwards = new int[maps.size()];
        for (int i = 0; i < backwards.length; i++) {
            backwards[i] = backwards.length - 1 - i;
        }
        LogRows reversed = new LogRows(table);
        reversed.addAll(all, backwards);
        write("reversed", reversed);
        LogRows sorted = all("reversed");
        sorted.orderValues();
        sorted.sort(List.of("number"));

        assertThat(sorted.size(5000)).isPositive();
        write("sorted", sorted);

        assertThat(read("reversed")).isNotEqualTo(maps);
        assertThat(read("sorted")).containsExactlyElementsOf(maps);
        assertThat(names(read("sorted"))).containsExactlyElementsOf(names(maps));
    }

    /** Others may write maps without entries, and entries without a value. */
    @ParameterizedTest
    @EnumSource(WriterVersion.class)
    void filesOfIcebergsOwnWriterAreReadAndWrittenAsTheyAre(WriterVersion version) throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        for (int number = 0; number < 5000; number++) {
            Map<String, String> labels = labels(number);
            if (number % 7 == 0) {
                labels = Map.of();
            } else if (number % 5 == 0) {
                labels = new HashMap<>();
                labels.put("nothing", null);
                labels.put("something", "x" + number);
            }
            maps.add(labels);
        }
        writeByIceberg("theirs", SCHEMA, maps, version);

        LogRows rows = all("theirs");
        LogRows copied = new LogRows(table);
        copied.addAll(rows, RowOrdering.asTheyAre(rows.count()));
        write("ours", copied);

        assertThat(read("theirs")).containsExactlyElementsOf(maps);
        assertThat(read("ours")).containsExactlyElementsOf(maps);
    }

    @Test
    void filesInWhichEveryEntryHadToHaveAValueAreReadAsOthers() throws IOException {
        Schema before = new Schema(
                SCHEMA.findField("number"),
                Types.NestedField.optional(
                        2, "labels", Types.MapType.ofRequired(3, 4, Types.StringType.get(), Types.StringType.get())));
        List<Map<String, String>> maps = new ArrayList<>();
        for (int number = 0; number < 5000; number++) {
            maps.add(number % 7 == 0 ? Map.of() : labels(number));
        }
        writeByIceberg("before", before, maps, WriterVersion.PARQUET_1_0);

        LogRows copied = new LogRows(table);
        copied.addAll(all("before"), RowOrdering.asTheyAre(maps.size()));
        write("now", copied);

        assertThat(read("now")).containsExactlyElementsOf(maps);
    }

    @Test
    void entriesOfAnEarlierRowAreRefused() {
        MapColumn labels = (MapColumn) new LogRows(table).column(LABELS);
        add(labels, 4, "name", "value");

        assertThatThrownBy(() -> add(labels, 3, "name", "value"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 3 comes after row 4: rows come in their order");
    }

    /** Names that all rows have, in the same order, cost next to nothing beside the values. */
    @Test
    void namesThatRepeatCostNextToNothing() throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        for (int number = 0; number < 10_000; number++) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (int name = 0; name < 15; name++) {
                labels.put("labels.a.rather.long.name." + name, "value");
            }
            maps.add(labels);
        }

        write("labels", rows(maps));

        assertThat(table.io().newInputFile(path("labels")).getLength()).isLessThan(15_000);
    }

    private LogRows rows(List<Map<String, String>> maps) {
        LogRows rows = new LogRows(table);
        NumberColumn numbers = (NumberColumn) rows.column(NUMBER);
        MapColumn labels = (MapColumn) rows.column(LABELS);
        for (int row = 0; row < maps.size(); row++) {
            numbers.add(row, row);
            if (maps.get(row) != null) {
                for (Map.Entry<String, String> entry : maps.get(row).entrySet()) {
                    add(labels, row, entry.getKey(), entry.getValue());
                }
            }
        }
        rows.count(maps.size());
        return rows;
    }

    private static void add(MapColumn labels, int row, String name, String value) {
        byte[] nameBytes = name.getBytes(UTF_8);
        byte[] valueBytes = value.getBytes(UTF_8);
        labels.add(row, nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length);
    }

    private void write(String name, LogRows... groups) throws IOException {
        try (ColumnFile file = new ColumnFile(table, SCHEMA, table.io().newOutputFile(path(name)), 3)) {
            for (LogRows group : groups) {
                group.write(file);
            }
        }
    }

    private void writeByIceberg(String name, Schema schema, List<Map<String, String>> maps, WriterVersion version)
            throws IOException {
        try (FileAppender<Record> appender = Parquet.write(table.io().newOutputFile(path(name)))
                .schema(schema)
                .set("write.parquet.page-row-limit", "700")
                .set("write.parquet.dict-size-bytes", "2000")
                .writerVersion(version)
                .createWriterFunc(GenericParquetWriter::create)
                .build()) {
            for (int number = 0; number < maps.size(); number++) {
                GenericRecord row = GenericRecord.create(schema);
                row.set(NUMBER, (long) number);
                row.set(LABELS, maps.get(number));
                appender.add(row);
            }
        }
    }

    private LogRows all(String name) throws IOException {
        LogRows all = new LogRows(table);
        try (LogsFileReader reader = reader(name)) {
            for (Optional<LogRows> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.addAll(next.get(), RowOrdering.asTheyAre(next.get().count()));
            }
        }
        return all;
    }

    private LogsFileReader reader(String name) throws IOException {
        return LogsFileReader.open(table, table.io().newInputFile(path(name))).orElseThrow();
    }

    private List<Map<String, String>> read(String name) throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        try (CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(path(name)))
                .project(SCHEMA)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(SCHEMA, type))
                .build()) {
            for (Record row : rows) {
                maps.add(texts((Map<?, ?>) row.getField("labels")));
            }
        }
        return maps;
    }

    private static Map<String, String> texts(Map<?, ?> labels) {
        if (labels == null) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        labels.forEach((name, value) -> texts.put(name.toString(), value == null ? null : value.toString()));
        return texts;
    }

    private static Map<String, String> texts(MapData labels) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            texts.put(
                    labels.keyArray().getString(i).toString(),
                    labels.valueArray().getString(i).toString());
        }
        return texts;
    }

    private static List<List<String>> names(List<Map<String, String>> maps) {
        return maps.stream()
                .map(labels -> labels == null ? List.<String>of() : List.copyOf(labels.keySet()))
                .toList();
    }

    private String path(String name) {
        return folder.resolve(name + ".parquet").toUri().toString();
    }

    /** None, one, many; values that repeat, that do not, and that are empty. */
    private static Map<String, String> labels(int number) {
        Random random = new Random(number);
        if (random.nextInt(4) == 0) {
            return null;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        int entries = 1 + random.nextInt(15);
        for (int i = 0; i < entries; i++) {
            labels.put(
                    "labels.name" + random.nextInt(40),
                    switch (random.nextInt(3)) {
                        case 0 -> "";
                        case 1 -> "often" + random.nextInt(5);
                        default -> "once" + number + "ä" + i;
                    });
        }
        return labels;
    }
}
