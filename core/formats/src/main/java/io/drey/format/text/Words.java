package io.drey.format.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time: an array's bytes as long words, the first byte lowest, and tests on all eight at once.
 *
 * <p>A test's answer has bits set in the highest bit of bytes only, and the lowest bit set is exact: it is the first
 * byte that passes. Bits above it may be wrong.
 */
public final class Words {

    public static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long DIGIT_ZEROS = ONES * '0';
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle BIG_ENDIAN_INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Words() {}

    /** Eight times the same byte. */
    public static long repeat(char ascii) {
        return ONES * ascii;
    }

    /** Up to eight ASCII characters as a word, zeros behind. */
    public static long of(String ascii) {
        long word = 0;
        for (int i = 0; i < ascii.length(); i++) {
            word |= (long) ascii.charAt(i) << (i << 3);
        }
        return word;
    }

    /** The word at a place; the array must have eight bytes from there. */
    public static long at(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** The word at a place, with zeros in place of what is not before {@code to}. */
    public static long at(byte[] bytes, int at, int to) {
        int count = to - at;
        if (count >= Long.BYTES) {
            return at(bytes, at);
        }
        if (count <= 0) {
            return 0;
        }
        int last = bytes.length - Long.BYTES;
        if (at <= last) {
            return at(bytes, at) & mask(count);
        }
        if (last >= 0) {
            return (at(bytes, last) >>> ((at - last) << 3)) & mask(count);
        }
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[at + i] & 0xFFL) << (i << 3);
        }
        return word;
    }

    /** Whether no byte of a slice is above 127. */
    public static boolean areAscii(byte[] bytes, int from, int to) {
        long seen = 0;
        for (int i = from; i < to; i += Long.BYTES) {
            seen |= at(bytes, i, to);
        }
        return (seen & HIGHEST_BITS) == 0;
    }

    /** Four bytes at a place as a number, the first highest; zeros for what the array does not have. */
    public static int fourAt(byte[] bytes, int at) {
        if (at <= bytes.length - Integer.BYTES) {
            return (int) BIG_ENDIAN_INTS.get(bytes, at);
        }
        int four = 0;
        for (int i = at; i < at + Integer.BYTES; i++) {
            four = (four << 8) | (i < bytes.length ? bytes[i] & 0xFF : 0);
        }
        return four;
    }

    /** A mask of a word's first bytes, all or none of them where the count is beyond eight or below one. */
    public static long mask(int count) {
        if (count >= Long.BYTES) {
            return -1;
        }
        return count <= 0 ? 0 : (1L << (count << 3)) - 1;
    }

    /** Which bytes of a word equal those of a repeated one. */
    public static long equal(long word, long repeated) {
        return marks(word, repeated) & HIGHEST_BITS;
    }

    /** As {@link #equal}, with noise in all but the highest bits: for joining the answers on several words. */
    public static long marks(long word, long repeated) {
        long difference = word ^ repeated;
        return (difference - ONES) & ~difference;
    }

    /** Which bytes of a word equal those of a repeated one, all bits exact. */
    public static long exactlyEqual(long word, long repeated) {
        long difference = word ^ repeated;
        return ~(((difference & ~HIGHEST_BITS) + ~HIGHEST_BITS) | difference) & HIGHEST_BITS;
    }

    /** The answer on eight bytes as eight neighbouring bits. */
    public static int bits(long answer) {
        return (int) ((((answer & HIGHEST_BITS) >>> 7) * 0x0102_0408_1020_4080L) >>> 56);
    }

    /** The answers on 32 bytes as 32 bits. */
    public static int bits(long first, long second, long third, long fourth) {
        return bits(first) | (bits(second) << 8) | (bits(third) << 16) | (bits(fourth) << 24);
    }

    /** Which bytes of a word are not ASCII digits. */
    public static long notDigits(long word) {
        long difference = word ^ DIGIT_ZEROS;
        return ((difference + (ONES * 0x76)) | difference) & HIGHEST_BITS;
    }

    /** The place in its word, 0 to 7, of the first byte that passed a test; 8 if none did. */
    public static int first(long answer) {
        return Long.numberOfTrailingZeros(answer) >>> 3;
    }

    /** The number that a word's first digits write, at least one and at most eight. */
    public static int number(long word, int digits) {
        // As eight digits with zeros in front; then neighbours are joined to pairs, fours and all eight.
        long number = (word ^ DIGIT_ZEROS) << (64 - (digits << 3));
        number = ((number & 0x0F0F_0F0F_0F0F_0F0FL) * 2561) >>> 8;
        number = ((number & 0x00FF_00FF_00FF_00FFL) * 6_553_601) >>> 16;
        return (int) (((number & 0x0000_FFFF_0000_FFFFL) * 42_949_672_960_001L) >>> 32);
    }
}
