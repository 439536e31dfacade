package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.table.RowOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSorterTest {

    private static final RowType TYPE =
            RowType.of(new LogicalType[] {VarCharType.STRING_TYPE, new BigIntType()}, new String[] {"name", "number"});
    private static final Comparator<RowData> BY_NAME = RowComparators.of(TYPE, new RowOrder("name", List.of("name")));
    private static final int ROWS = 2000;

    @TempDir
    private Path scratch;

    @Test
    void sortsInMemory() throws IOException {
        assertThat(sorted(Long.MAX_VALUE)).isEqualTo(expected());
    }

    @Test
    void sortsMoreThanFitsIntoMemoryAndLeavesNothingBehind() throws IOException {
        assertThat(sorted(10_000)).isEqualTo(expected());
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void usesTheScratchFolderWhereMemoryIsShort() throws IOException {
        try (RowSorter sorter = new RowSorter(TYPE, BY_NAME, scratch, 10_000)) {
            fill(sorter);
            try (Stream<Path> files = Files.list(scratch)) {
                assertThat(files).hasSizeGreaterThan(5);
            }
        }
    }

    @Test
    void comparesByTheNextColumnWhereTheFirstIsEqualAndPutsMissingValuesFirst() {
        Comparator<RowData> comparator = RowComparators.of(TYPE, new RowOrder("both", List.of("name", "number")));

        assertThat(comparator.compare(row("a", 1), row("a", 2))).isNegative();
        assertThat(comparator.compare(row("b", 1), row("a", 2))).isPositive();
        assertThat(comparator.compare(row(null, 1), row("a", 0))).isNegative();
        assertThat(comparator.compare(row(null, 1), row(null, 1))).isZero();
    }

    private List<String> sorted(long memory) throws IOException {
        List<String> sorted = new ArrayList<>();
        try (RowSorter sorter = new RowSorter(TYPE, BY_NAME, scratch, memory)) {
            fill(sorter);
            sorter.sorted().forEachRemaining(row -> sorted.add(row.getString(0) + " " + row.getLong(1)));
        }
        return sorted;
    }

    private static void fill(RowSorter sorter) throws IOException {
        for (String[] each : unsorted()) {
            sorter.add(row(each[0], Long.parseLong(each[1])));
        }
    }

    private static GenericRowData row(String name, long number) {
        return GenericRowData.of(StringData.fromString(name), number);
    }

    /** Equal names keep the order they came in. */
    private static List<String> expected() {
        return unsorted().stream()
                .sorted(Comparator.comparing(each -> each[0]))
                .map(each -> each[0] + " " + each[1])
                .toList();
    }

    private static List<String[]> unsorted() {
        Random random = new Random(7);
        List<String[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new String[] {"name-" + random.nextInt(300), Integer.toString(i)});
        }
        return rows;
    }
}
