package io.drey.event.slice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/** Hashing, comparing and cutting slices of byte arrays. */
public final class SliceKeys {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    // Values come from callers. With a hash they cannot foresee, they cannot make all values collide.
    private static final long SEED = new SecureRandom().nextLong();
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private SliceKeys() {}

    /** A hash that is the same for the same bytes within this process, and another one in the next. */
    public static int hash(byte[] bytes, int from, int length) {
        long hash = SEED ^ length;
        int at = from;
        int left = length;
        if (left >= 32) {
            // Two chains: each step waits for the one before it.
            long other = ~SEED;
            do {
                hash = mix(hash, (long) LONG.get(bytes, at));
                other = mix(other, (long) LONG.get(bytes, at + 8));
                at += 16;
                left -= 16;
            } while (left >= 16);
            hash = mix(hash, other);
        }
        while (left >= 8) {
            hash = mix(hash, (long) LONG.get(bytes, at));
            at += 8;
            left -= 8;
        }
        if (left > 0) {
            hash = mix(hash, tail(bytes, from, at, left));
        }
        return (int) (hash ^ (hash >>> 32));
    }

    public static boolean same(byte[] value, byte[] bytes, int from, int length) {
        return value.length == length && java.util.Arrays.equals(value, 0, length, bytes, from, from + length);
    }

    /** The longest length, at most {@code longest}, at which valid UTF-8 can be cut between two characters. */
    public static int cut(byte[] utf8, int from, int length, int longest) {
        if (length <= longest) {
            return length;
        }
        int end = longest;
        while (end > 0 && (utf8[from + end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    private static long tail(byte[] bytes, int from, int at, int left) {
        if (at > from) {
            // The last eight bytes, of which the first are read a second time.
            return (long) LONG.get(bytes, at + left - 8);
        }
        long tail = 0;
        for (int i = 0; i < left; i++) {
            tail = (tail << 8) | (bytes[at + i] & 0xFF);
        }
        return tail;
    }

    private static long mix(long hash, long bits) {
        long mixed = (hash ^ bits) * FACTOR;
        return mixed ^ (mixed >>> 29);
    }
}
