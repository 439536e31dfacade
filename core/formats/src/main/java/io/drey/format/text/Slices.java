package io.drey.format.text;

import io.drey.event.EventBuilder;
import io.drey.event.Field;

/** Looks into slices of bytes: what parsers of plain text share. No place is read at or behind {@code to}. */
public final class Slices {

    private Slices() {}

    /** The first place of a byte, or {@code to}. */
    public static int first(byte[] bytes, int from, int to, char ascii) {
        long wanted = Words.repeat(ascii);
        for (int i = from; i < to; i += Long.BYTES) {
            long stop = Words.equal(Words.at(bytes, i, to), wanted);
            if (stop != 0) {
                // Zeros stand for what is behind the end, and may be what is looked for.
                return Math.min(to, i + Words.first(stop));
            }
        }
        return to;
    }

    /** The last place of a byte, or {@code from - 1}. */
    public static int last(byte[] bytes, int from, int to, char ascii) {
        int at = to - 1;
        while (at >= from && bytes[at] != ascii) {
            at--;
        }
        return at;
    }

    /** The first place of some bytes, or -1. */
    public static int find(byte[] bytes, int from, int to, byte[] wanted) {
        int lastAt = to - wanted.length;
        int at = from;
        while (at <= lastAt) {
            at = first(bytes, at, lastAt + 1, (char) wanted[0]);
            if (at > lastAt) {
                return -1;
            }
            if (startsWith(bytes, at, to, wanted)) {
                return at;
            }
            at++;
        }
        return -1;
    }

    /** Whether some bytes stand at a place. */
    public static boolean startsWith(byte[] bytes, int at, int to, byte[] wanted) {
        if (to - at < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a slice is exactly those bytes. */
    public static boolean equal(byte[] bytes, int from, int to, byte[] wanted) {
        return to - from == wanted.length && startsWith(bytes, from, to, wanted);
    }

    /** Whether a slice says that there is nothing: it is empty, or a minus. */
    public static boolean isNothing(byte[] bytes, int from, int to) {
        return to <= from || (to == from + 1 && bytes[from] == '-');
    }

    /** Whether a slice has letters, digits, dots, dashes and underscores alone, and one at least. */
    public static boolean isName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (!isLetter(b) && !isDigit(b) && b != '.' && b != '-' && b != '_') {
                return false;
            }
        }
        return to > from;
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    public static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    /** Puts who called: {@code source.address}, and {@code source.ip} if it is an address, which may stand in brackets. */
    public static void putCaller(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        boolean hasBrackets = to - from > 2 && bytes[from] == '[' && bytes[to - 1] == ']';
        int at = hasBrackets ? from + 1 : from;
        int end = hasBrackets ? to - 1 : to;
        event.put(Field.SOURCE_ADDRESS, at, end - at);
        // fe80::1%eth0: the interface is no part of the address.
        IpLiteral.put(event, Field.SOURCE_IP, at, first(bytes, at, end, '%'));
    }

    /** Puts a caller whose port stands behind the last colon; what has none is put as a whole. */
    public static void putCallerAndPort(EventBuilder event, int from, int to) {
        int colon = last(event.bytes(), from, to, ':');
        int port = colon > from ? RequestTarget.port(event.bytes(), colon + 1, to) : -1;
        if (port >= 0) {
            event.put(Field.SOURCE_PORT, port);
        }
        putCaller(event, from, port < 0 ? to : colon);
    }

    /** Puts {@code host:port} as what the request names, unless its target names a host itself; false if that is so. */
    public static boolean putRequestedHost(EventBuilder event, int from, int to) {
        if (event.has(Field.URL_DOMAIN)) {
            return false;
        }
        byte[] bytes = event.bytes();
        int colon = last(bytes, from, to, ':');
        boolean mayHavePort = colon > from && (bytes[from] != '[' || bytes[colon - 1] == ']');
        int port = mayHavePort ? RequestTarget.port(bytes, colon + 1, to) : -1;
        if (port >= 0) {
            event.put(Field.URL_PORT, port);
        }
        event.put(Field.URL_DOMAIN, from, (port < 0 ? to : colon) - from);
        return true;
    }
}
