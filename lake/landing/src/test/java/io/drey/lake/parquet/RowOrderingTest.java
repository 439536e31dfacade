package io.drey.lake.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowOrderingTest {

    @Test
    void sortsByUnsignedKeysAndKeepsEqualOnesInTheirOrder() {
        Random random = new Random(1);
        long[] keys = random.longs(5000).map(key -> key >>> random.nextInt(63)).toArray();
        keys[7] = -1;
        keys[9] = Long.MIN_VALUE;
        Integer[] expected = new Integer[keys.length];
        Arrays.setAll(expected, row -> row);
        Arrays.sort(expected, Comparator.comparing(row -> keys[row], Long::compareUnsigned));

        int[] sorted = RowOrdering.sorted(RowOrdering.asTheyAre(keys.length), keys);

        assertThat(Arrays.stream(sorted).boxed()).containsExactly(expected);
    }

    @Test
    void leavesAsItIsWhatIsSorted() {
        int[] order = {2, 0, 1};

        assertThat(RowOrdering.sorted(order, new long[] {5, 5, 4})).isSameAs(order);
    }
}
