package io.drey.rules.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Where in ASCII a literal may begin: the first bytes of literals, as bits of a table. It never leaves out a place, and often
 * gives none for a whole text, at a fraction of what following the letters one by one costs, since no step waits for the one
 * before. The longer the shortest literal is, the fewer places are looked at: every second for three letters, every eighth for eleven.
 * A place is checked again by as many letters as literals have there, eight at most.
 */
final class GramFilter implements PlaceFilter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_GRAM = Integer.BYTES;
    private static final int SHORTEST_GRAM = 2;
    /** Of more places each literal would have as many grams in the table. */
    private static final int LONGEST_STEP = 8;
    /** By how many letters a place is checked again. */
    private static final int[] CHECKED = {2, 3, 4, 8};
    /** What makes capitals of ASCII small letters, and mixes up some other characters, which costs nothing but time. */
    private static final long SMALL = 0x2020_2020_2020_2020L;

    private static final int SPREAD = 0x9E37_79B1;
    private static final long LONG_SPREAD = 0x9E37_79B9_7F4A_7C15L;
    private static final int LEAST_BITS = 12;
    private static final int MOST_BITS = 20;
    private static final int BITS_A_GRAM = 32;
    /** How many places are looked at with one read. */
    private static final int PLACES = 4;

    private final int gram;
    private final int step;
    private final int mask;
    private final int shift;
    private final long[] table;
    private final long[] checks;
    private final int firstCheck;

    /**
     * A filter for literals.
     *
     * @param literals folded, of ASCII, none shorter than two letters
     */
    GramFilter(List<String> literals) {
        int shortest = literals.stream().mapToInt(String::length).min().orElse(LONGEST_GRAM);
        step = shortest <= SHORTEST_GRAM ? 1 : Math.min(LONGEST_STEP, Math.max(2, shortest - LONGEST_GRAM + 1));
        gram = Math.min(shortest - step + 1, LONGEST_GRAM);
        mask = -1 >>> (Integer.SIZE - Byte.SIZE * gram);
        int wanted = Integer.SIZE - Integer.numberOfLeadingZeros(BITS_A_GRAM * step * literals.size());
        int bits = Math.max(LEAST_BITS, Math.min(MOST_BITS, wanted));
        shift = Integer.SIZE - bits;
        table = new long[1 << (bits - 6)];
        checks = new long[table.length];
        firstCheck = gram - SHORTEST_GRAM;
        for (String literal : literals) {
            for (int from = 0; from < step; from++) {
                long value = value(literal, from);
                set(table, place(value));
                int check = CHECKED.length - 1;
                while (CHECKED[check] > literal.length() - from) {
                    check--;
                }
                set(checks, placeOfCheck(value, check));
            }
        }
    }

    /** The eight letters from a place on, or as many as there are. */
    private static long value(String literal, int from) {
        long value = 0;
        for (int i = 0; i < Math.min(literal.length() - from, Long.BYTES); i++) {
            value |= (long) literal.charAt(from + i) << (Byte.SIZE * i);
        }
        return value | SMALL;
    }

    private static void set(long[] bits, int place) {
        bits[place >>> 6] |= 1L << place;
    }

    private long bit(int place) {
        return (table[place >>> 6] >>> place) & 1;
    }

    /** Where the first letters of a value stand in the table. */
    private int place(long value) {
        return (((int) value & mask) * SPREAD) >>> shift;
    }

    private int placeOfCheck(long value, int check) {
        int unused = Long.SIZE - Byte.SIZE * CHECKED[check];
        return (int) ((((value << unused) + check) * LONG_SPREAD) >>> Integer.SIZE) >>> shift;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int next(byte[] bytes, int from, int to) {
        int at =
                switch (step) {
                    case 1 -> nextOfAll(bytes, from, to);
                    case 2 -> nextOfEverySecond(bytes, from, to);
                    default -> nextOfFew(bytes, from, to);
                };
        return at == NONE ? NONE : Math.max(from, at - step + 1);
    }

    private int nextOfAll(byte[] bytes, int from, int to) {
        int behind = Math.min(to - gram - PLACES + 2, bytes.length - Long.BYTES + 1);
        int at = from;
        for (; at < behind; at += PLACES) {
            long value = (long) LONGS.get(bytes, at) | SMALL;
            long found = bit(place(value))
                    | bit(place(value >>> 8)) << 1
                    | bit(place(value >>> 16)) << 2
                    | bit(place(value >>> 24)) << 3;
            for (; found != 0; found &= found - 1) {
                int place = at + Long.numberOfTrailingZeros(found);
                if (isLikely(bytes, place)) {
                    return place;
                }
            }
        }
        return nextOneByOne(bytes, at, to);
    }

    private int nextOfEverySecond(byte[] bytes, int from, int to) {
        int behind = Math.min(to - gram - 1, bytes.length - Long.BYTES + 1);
        int at = from;
        while (true) {
            at = gram == LONGEST_GRAM ? skipByFour(bytes, at, behind) : skip(bytes, at, behind);
            if (at >= behind) {
                return nextOneByOne(bytes, at, to);
            }
            long value = (long) LONGS.get(bytes, at) | SMALL;
            if (bit(place(value)) != 0 && isLikely(bytes, at)) {
                return at;
            }
            if (bit(place(value >>> 16)) != 0 && isLikely(bytes, at + 2)) {
                return at + 2;
            }
            at += PLACES;
        }
    }

    /** The first place where, or two behind it, a gram of the table stands. */
    private int skip(byte[] bytes, int from, int behind) {
        long[] bits = table;
        int unused = shift;
        int used = mask;
        int at = from;
        for (; at < behind; at += PLACES) {
            long value = (long) LONGS.get(bytes, at) | SMALL;
            int first = (((int) value & used) * SPREAD) >>> unused;
            int second = (((int) (value >>> 16) & used) * SPREAD) >>> unused;
            if ((((bits[first >>> 6] >>> first) | (bits[second >>> 6] >>> second)) & 1) != 0) {
                return at;
            }
        }
        return at;
    }

    /** The same for grams of four letters, which need no mask. */
    private int skipByFour(byte[] bytes, int from, int behind) {
        long[] bits = table;
        int unused = shift;
        int at = from;
        for (; at < behind; at += PLACES) {
            long value = (long) LONGS.get(bytes, at) | SMALL;
            int first = ((int) value * SPREAD) >>> unused;
            int second = ((int) (value >>> 16) * SPREAD) >>> unused;
            if ((((bits[first >>> 6] >>> first) | (bits[second >>> 6] >>> second)) & 1) != 0) {
                return at;
            }
        }
        return at;
    }

    /** The places that are a step apart, by grams of four letters. */
    private int nextOfFew(byte[] bytes, int from, int to) {
        int behind = Math.min(to, bytes.length) - LONGEST_GRAM - step + 1;
        int at = from;
        while (true) {
            at = skipSteps(bytes, at, behind);
            if (at >= behind) {
                return nextOneByOne(bytes, at, to);
            }
            if (bit(place((int) INTS.get(bytes, at) | SMALL)) != 0 && isLikely(bytes, at)) {
                return at;
            }
            if (bit(place((int) INTS.get(bytes, at + step) | SMALL)) != 0 && isLikely(bytes, at + step)) {
                return at + step;
            }
            at += 2 * step;
        }
    }

    /** The first place where, or a step behind it, a gram of the table stands. */
    private int skipSteps(byte[] bytes, int from, int behind) {
        long[] bits = table;
        int unused = shift;
        int apart = step;
        int at = from;
        for (; at < behind; at += 2 * apart) {
            int first = (((int) INTS.get(bytes, at) | (int) SMALL) * SPREAD) >>> unused;
            int second = (((int) INTS.get(bytes, at + apart) | (int) SMALL) * SPREAD) >>> unused;
            if ((((bits[first >>> 6] >>> first) | (bits[second >>> 6] >>> second)) & 1) != 0) {
                return at;
            }
        }
        return at;
    }

    private int nextOneByOne(byte[] bytes, int from, int to) {
        for (int at = from; at <= to - gram; at += step) {
            long value = eight(bytes, at);
            if (bit(place(value | SMALL)) != 0 && isLikely(bytes, at)) {
                return at;
            }
        }
        return NONE;
    }

    /** The eight bytes from a place on, of which those beyond the end are 0. */
    private static long eight(byte[] bytes, int at) {
        int last = bytes.length - Long.BYTES;
        if (at <= last) {
            return (long) LONGS.get(bytes, at);
        }
        if (last >= 0) {
            return (long) LONGS.get(bytes, last) >>> (Byte.SIZE * (at - last));
        }
        long value = 0;
        for (int i = bytes.length - 1; i >= at; i--) {
            value = value << Byte.SIZE | (bytes[i] & 0xFF);
        }
        return value;
    }

    /** Whether a literal may begin there by more than its first letters. */
    private boolean isLikely(byte[] bytes, int at) {
        if (at > bytes.length - Long.BYTES) {
            return true;
        }
        long value = (long) LONGS.get(bytes, at) | SMALL;
        for (int check = firstCheck; check < CHECKED.length; check++) {
            int place = placeOfCheck(value, check);
            if ((checks[place >>> 6] & (1L << place)) != 0) {
                return true;
            }
        }
        return false;
    }
}
