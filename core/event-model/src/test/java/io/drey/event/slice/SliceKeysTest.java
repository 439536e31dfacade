package io.drey.event.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SliceKeysTest {

    private static final int LONGEST = 100;

    private final Random random = new Random(1);

    @Test
    void theSameBytesHaveTheSameHashWhereverTheyStand() {
        for (int length = 0; length <= LONGEST; length++) {
            byte[] bytes = bytes(length);
            byte[] within = bytes(length + 20);
            System.arraycopy(bytes, 0, within, 7, length);
            assertThat(SliceKeys.hash(within, 7, length))
                    .as("length %d", length)
                    .isEqualTo(SliceKeys.hash(bytes, 0, length));
        }
    }

    @Test
    void eachByteCounts() {
        for (int length = 1; length <= LONGEST; length++) {
            byte[] bytes = bytes(length);
            Set<Integer> hashes = new HashSet<>(Set.of(SliceKeys.hash(bytes, 0, length)));
            for (int i = 0; i < length; i++) {
                bytes[i] ^= 1;
                hashes.add(SliceKeys.hash(bytes, 0, length));
                bytes[i] ^= 1;
            }
            // Two of 101 have the same by chance once in a million runs.
            assertThat(hashes).as("length %d", length).hasSizeGreaterThanOrEqualTo(length);
        }
    }

    @Test
    void placesCount() {
        // Where bytes are taken in two rows, neither stands for the other.
        byte[] bytes = bytes(64);
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, 0, swapped, 8, 8);
        System.arraycopy(bytes, 8, swapped, 0, 8);
        assertThat(SliceKeys.hash(swapped, 0, 64)).isNotEqualTo(SliceKeys.hash(bytes, 0, 64));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
