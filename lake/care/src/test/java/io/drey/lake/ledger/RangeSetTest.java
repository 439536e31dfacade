package io.drey.lake.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.ledger.RangeSet.Range;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RangeSetTest {

    @Test
    void offsetsThatTouchAreOneRange() {
        RangeSet set = new RangeSet();
        set.add(5);
        set.add(7);
        set.add(0, 3);
        assertThat(set.ranges()).containsExactly(new Range(0, 3), new Range(5, 5), new Range(7, 7));
        set.add(6);
        set.add(4);
        assertThat(set.ranges()).containsExactly(new Range(0, 7));
        assertThat(set.count()).isEqualTo(8);
    }

    @Test
    void gapsAreWhatIsMissingBehindTheFirst() {
        RangeSet set = RangeSet.of(List.of(new Range(10, 12), new Range(15, 15), new Range(20, 30)));
        assertThat(set.gapsUpTo(25).ranges()).containsExactly(new Range(13, 14), new Range(16, 19));
        assertThat(set.gapsUpTo(17).ranges()).containsExactly(new Range(13, 14), new Range(16, 17));
        assertThat(set.gapsUpTo(9).isEmpty()).isTrue();
        assertThat(new RangeSet().gapsUpTo(9).isEmpty()).isTrue();
    }

    @Test
    void doesWhatASetDoes() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            RangeSet ranges = new RangeSet();
            TreeSet<Long> set = new TreeSet<>();
            RangeSet otherRanges = new RangeSet();
            TreeSet<Long> other = new TreeSet<>();
            OffsetBitmap bitmap = new OffsetBitmap();
            for (int step = 0; step < 60; step++) {
                long from = random.nextInt(90);
                long to = from + random.nextInt(6);
                if (random.nextInt(4) == 0) {
                    ranges.remove(from, to);
                    set.subSet(from, to + 1).clear();
                } else {
                    ranges.add(from, to);
                    for (long offset = from; offset <= to; offset++) {
                        set.add(offset);
                    }
                }
                otherRanges.add(to);
                assertThat(bitmap.add(to)).isEqualTo(other.add(to));
            }
            assertThat(offsets(ranges)).isEqualTo(set);
            assertThat(bitmap.ranges()).isEqualTo(otherRanges);
            assertThat(RangeSet.decode(ranges.encode())).isEqualTo(ranges);
            TreeSet<Long> rest = new TreeSet<>(set);
            rest.removeAll(other);
            assertThat(offsets(ranges.minus(otherRanges))).isEqualTo(rest);
            long previous = -2;
            for (Range range : ranges.ranges()) {
                assertThat(range.from()).isGreaterThan(previous + 1);
                previous = range.to();
            }
        }
    }

    @Test
    void largeOffsetsAreKept() {
        RangeSet set = new RangeSet();
        set.add(Long.MAX_VALUE - 1);
        set.add(1L << 40, (1L << 41));
        assertThat(RangeSet.decode(set.encode())).isEqualTo(set);
    }

    @Test
    void bytesThatAreNoRangesAreRefused() {
        assertThatThrownBy(() -> RangeSet.decode(new byte[] {(byte) 0x80}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RangeSet.decode(new byte[] {1})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBitmapForgetsTheBitsOfAFullBlock() {
        OffsetBitmap bitmap = new OffsetBitmap();
        for (long offset = 200_000; offset >= 0; offset--) {
            assertThat(bitmap.add(offset)).isTrue();
        }
        assertThat(bitmap.add(70_000)).isFalse();
        assertThat(bitmap.add(200_000)).isFalse();
        assertThat(bitmap.ranges().ranges()).containsExactly(new Range(0, 200_000));
    }

    private static java.util.Set<Long> offsets(RangeSet set) {
        TreeSet<Long> offsets = new TreeSet<>();
        for (Range range : set.ranges()) {
            for (long offset = range.from(); offset <= range.to(); offset++) {
                offsets.add(offset);
            }
        }
        return offsets;
    }
}
