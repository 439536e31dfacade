package io.drey.lake.ledger;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The offsets that were met in a partition, in any order. A bit for each, in blocks of 65,536; a block that is full is only
 * a mark, so that a partition without gaps costs next to nothing once it is read.
 */
final class OffsetBitmap {

    private static final int BLOCK_BITS = 16;
    private static final int BLOCK_SIZE = 1 << BLOCK_BITS;
    private static final Block FULL = new Block(0);

    private final NavigableMap<Long, Block> blocks = new TreeMap<>();
    private long lastNumber = -1;
    private Block last;

    private static final class Block {
        private final long[] words;
        private int count;

        private Block(int size) {
            words = new long[size / Long.SIZE];
        }
    }

    /** Adds an offset; false if it was there. */
    @SuppressWarnings("ReferenceEquality") // there is one full block
    boolean add(long offset) {
        long number = offset >>> BLOCK_BITS;
        if (number != lastNumber) {
            last = blocks.computeIfAbsent(number, absent -> new Block(BLOCK_SIZE));
            lastNumber = number;
        }
        if (last == FULL) {
            return false;
        }
        int place = (int) (offset & (BLOCK_SIZE - 1));
        long bit = 1L << place;
        int word = place / Long.SIZE;
        if ((last.words[word] & bit) != 0) {
            return false;
        }
        last.words[word] |= bit;
        last.count++;
        if (last.count == BLOCK_SIZE) {
            blocks.put(number, FULL);
            last = FULL;
        }
        return true;
    }

    /** The offsets as ranges. */
    @SuppressWarnings("ReferenceEquality")
    RangeSet ranges() {
        RangeSet ranges = new RangeSet();
        for (Map.Entry<Long, Block> entry : blocks.entrySet()) {
            long first = entry.getKey() << BLOCK_BITS;
            if (entry.getValue() == FULL) {
                ranges.add(first, first + BLOCK_SIZE - 1);
            } else {
                addRanges(first, entry.getValue().words, ranges);
            }
        }
        return ranges;
    }

    private static void addRanges(long first, long[] words, RangeSet ranges) {
        for (int i = 0; i < words.length; i++) {
            long word = words[i];
            while (word != 0) {
                int from = Long.numberOfTrailingZeros(word);
                int length = Long.numberOfTrailingZeros(~(word >>> from));
                long offset = first + (long) i * Long.SIZE + from;
                ranges.add(offset, offset + length - 1);
                word = from + length == Long.SIZE ? 0 : word & (-1L << (from + length));
            }
        }
    }
}
