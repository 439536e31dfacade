package io.drey.lake.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/** Numbers as Parquet packs them: as runs of one number, or each in as many bits as the greatest needs. */
final class PackedNumbers {

    private static final int FIRST_SLAB = 1024;
    private static final int PAGE_BYTES = 1 << 20;

    private PackedNumbers() {}

    /** How many bits numbers below a bound need. */
    static int width(int bound) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(bound - 1);
    }

    /**
     * The widths worth a try for numbers below a bound: the least one, and whole bytes. Packed numbers that do not begin with a
     * byte look different each time, so that zstd does not find what repeats.
     */
    static int[] widths(int bound) {
        int least = width(bound);
        int bytes = (least + Byte.SIZE - 1) / Byte.SIZE * Byte.SIZE;
        return least == bytes ? new int[] {least} : new int[] {least, bytes};
    }

    /** Appends numbers of a dictionary: their width in a byte, then the numbers. */
    static void write(int[] numbers, int from, int to, int width, PageBytes page) throws IOException {
        page.write(width);
        if (from == to) {
            return;
        }
        if (isConstant(numbers, from, to)) {
            page.writeVarint((to - from) << 1);
            page.writeLittleEndian(numbers[from], (width + Byte.SIZE - 1) / Byte.SIZE);
            return;
        }
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, FIRST_SLAB, PAGE_BYTES, Column.HEAP)) {
            for (int i = from; i < to; i++) {
                encoder.writeInt(numbers[i]);
            }
            encoder.toBytes().writeAllTo(page);
        }
    }

    private static boolean isConstant(int[] numbers, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (numbers[i] != numbers[from]) {
                return false;
            }
        }
        return true;
    }
}
