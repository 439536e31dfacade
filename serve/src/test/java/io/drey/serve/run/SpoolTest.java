package io.drey.serve.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir
    private Path folder;

    private Spool spool;

    @BeforeEach
    void open() throws Exception {
        spool = new Spool(folder.resolve("rows"), 1 << 20);
    }

    private List<List<Object>> read(long after, long limit) throws Exception {
        List<List<Object>> rows = new ArrayList<>();
        try (SpooledRows read = spool.read(after, limit)) {
            read.forEachRemaining(rows::add);
        }
        return rows;
    }

    @Test
    void givesRowsFromAnyOnesOn() throws Exception {
        for (int i = 0; i < 4_321; i++) {
            spool.add(List.of(i, "row " + i));
        }
        spool.close();

        assertThat(spool.rows()).isEqualTo(4_321);
        for (long after : new long[] {0, 1, 999, 1_000, 1_001, 2_500, 4_319, 4_320}) {
            assertThat(read(after, 2)).first().isEqualTo(List.of((int) after, "row " + after));
        }
        assertThat(read(0, Long.MAX_VALUE)).hasSize(4_321).last().isEqualTo(List.of(4_320, "row 4320"));
        assertThat(read(4_321, 10)).isEmpty();
        assertThat(read(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void givesWhileMoreAreWritten() throws Exception {
        for (int i = 0; i < 1_500; i++) {
            spool.add(List.of(i));
        }
        assertThat(spool.rows()).as("whole thousands").isEqualTo(1_000);
        assertThat(read(998, 10)).containsExactly(List.of(998), List.of(999));
        spool.close();
        assertThat(read(998, 3)).containsExactly(List.of(998), List.of(999), List.of(1_000));
    }

    @Test
    void keepsWhatValuesAre() throws Exception {
        Instant moment = Instant.parse("2026-01-01T00:00:00.5Z");
        spool.add(Arrays.asList(
                null, true, 7L, 0.1, new BigDecimal("12.340"), "a\n\"b\"\u2028", moment, new byte[] {'x'}));
        spool.close();
        assertThat(read(0, 1))
                .containsExactly(Arrays.asList(
                        null,
                        true,
                        7,
                        new BigDecimal("0.1"),
                        new BigDecimal("12.340"),
                        "a\n\"b\"\u2028",
                        "2026-01-01T00:00:00.500Z",
                        "x"));
    }

    @Test
    void refusesMoreThanFits() throws Exception {
        try (Spool small = new Spool(folder.resolve("small"), 10)) {
            small.add(List.of(1));
            assertThatThrownBy(() -> small.add(List.of("0123456789")))
                    .isInstanceOf(QueryException.class)
                    .hasMessageStartingWith("the result is longer than 10 bytes");
        }
    }
}
