package io.drey.rules.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where in ASCII one of a few literals may begin that each have a sign which few texts have, such as the dollar of <code>${</code>:
 * looks for up to four such signs, eight bytes at a time.
 */
final class RareLetters implements PlaceFilter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final String RARE = "$@{}<>|^`~!*\\#'[]";
    private static final int MOST = 4;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;

    private final byte[] letters;
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    private final int furthest;

    private RareLetters(List<Character> signs, int furthest) {
        letters = new byte[MOST];
        for (int i = 0; i < MOST; i++) {
            // Fewer are looked for several times.
            letters[i] = (byte) signs.get(Math.min(i, signs.size() - 1)).charValue();
        }
        first = letters[0] * ONES;
        second = letters[1] * ONES;
        third = letters[2] * ONES;
        fourth = letters[3] * ONES;
        this.furthest = furthest;
    }

    /** A filter for literals; empty where not each has such a sign, or they have too many different ones. */
    static Optional<RareLetters> of(List<String> literals) {
        List<Character> signs = new ArrayList<>();
        int furthest = 0;
        for (String literal : literals) {
            int place = 0;
            while (place < literal.length() && signs.indexOf(literal.charAt(place)) < 0) {
                place++;
            }
            if (place == literal.length()) {
                place = 0;
                while (place < literal.length() && RARE.indexOf(literal.charAt(place)) < 0) {
                    place++;
                }
                if (place == literal.length() || signs.size() == MOST) {
                    return Optional.empty();
                }
                signs.add(literal.charAt(place));
            }
            furthest = Math.max(furthest, place);
        }
        return Optional.of(new RareLetters(signs, furthest));
    }

    @Override
    public int step() {
        return furthest + 1;
    }

    @Override
    public int next(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long value = (long) LONGS.get(bytes, at);
            long found = zeros(value ^ first) | zeros(value ^ second) | zeros(value ^ third) | zeros(value ^ fourth);
            if (found != 0) {
                return begin(from, at + Long.numberOfTrailingZeros(found) / Byte.SIZE);
            }
        }
        for (; at < to; at++) {
            for (byte letter : letters) {
                if (bytes[at] == letter) {
                    return begin(from, at);
                }
            }
        }
        return NONE;
    }

    private int begin(int from, int sign) {
        return Math.max(from, sign - furthest);
    }

    /** The high bit of the first byte that is zero, and perhaps of some behind it. */
    private static long zeros(long value) {
        return (value - ONES) & ~value & HIGH_BITS;
    }

    @Override
    public String toString() {
        return "one of " + Arrays.toString(letters);
    }
}
