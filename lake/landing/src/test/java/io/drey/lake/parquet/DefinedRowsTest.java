package io.drey.lake.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DefinedRowsTest {

    @Test
    void countsWhatWasSetInAnyRange() {
        Random random = new Random(1);
        DefinedRows rows = new DefinedRows();
        boolean[] expected = new boolean[1000];
        for (int row = 0; row < expected.length; row++) {
            expected[row] = random.nextInt(3) == 0;
            if (expected[row]) {
                rows.set(row);
            }
        }

        for (int i = 0; i < 2000; i++) {
            int from = random.nextInt(expected.length + 200);
            int to = from + random.nextInt(200);
            int count = 0;
            for (int row = from; row < to; row++) {
                count += row < expected.length && expected[row] ? 1 : 0;
            }
            assertThat(rows.count(from, to)).as("%d to %d", from, to).isEqualTo(count);
        }
    }

    @Test
    void writesARunWhereAllOrNoneAreSet() {
        DefinedRows rows = new DefinedRows();
        assertThat(levels(rows, 0, 100)).containsExactly(3, 0, 0, 0, 0xC8, 1, 0);
        for (int row = 0; row < 100; row++) {
            rows.set(row);
        }
        assertThat(levels(rows, 0, 100)).containsExactly(3, 0, 0, 0, 0xC8, 1, 1);
    }

    @Test
    void packsEightRowsToAByteWhereTheyDiffer() {
        DefinedRows rows = new DefinedRows();
        rows.set(1);
        rows.set(8);

        assertThat(levels(rows, 0, 10)).containsExactly(3, 0, 0, 0, 2 << 1 | 1, 0b10, 0b1);
        assertThat(levels(rows, 1, 9)).containsExactly(2, 0, 0, 0, 1 << 1 | 1, 0b1000_0001);
    }

    @Test
    void isEmptyAfterItWasCleared() {
        DefinedRows rows = new DefinedRows();
        rows.set(70);
        rows.clear();

        assertThat(rows.count()).isZero();
        assertThat(rows.count(0, 100)).isZero();
    }

    private static int[] levels(DefinedRows rows, int from, int to) {
        PageBytes page = new PageBytes(1);
        rows.write(from, to, page);
        byte[] bytes = page.toByteArray();
        int[] unsigned = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            unsigned[i] = bytes[i] & 0xFF;
        }
        return unsigned;
    }
}
