package io.drey.format.accesslog;

import io.drey.format.text.IpLiteral;
import io.drey.format.text.RequestTarget;

/**
 * Tells for whom a proxy asked from other text: {@code -}, or a list of which at least one part is an address, {@code unknown}
 * or an obfuscated identifier {@code _name} (RFC 7239, section 6). The caller writes that header, so the other parts may be
 * anything: a list is kept whole.
 */
final class Forwarded {

    private static final String UNKNOWN = "unknown";

    private Forwarded() {}

    static boolean isForwarded(byte[] bytes, int from, int to) {
        if (to == from || (to == from + 1 && bytes[from] == '-')) {
            return true;
        }
        int at = from;
        while (at <= to) {
            int comma = at;
            while (comma < to && bytes[comma] != ',') {
                comma++;
            }
            int partAt = at;
            int partEnd = comma;
            while (partAt < partEnd && bytes[partAt] == ' ') {
                partAt++;
            }
            while (partEnd > partAt && bytes[partEnd - 1] == ' ') {
                partEnd--;
            }
            if (isNode(bytes, partAt, partEnd)) {
                return true;
            }
            at = comma + 1;
        }
        return false;
    }

    private static boolean isNode(byte[] bytes, int from, int to) {
        return from < to && (isAddress(bytes, from, to) || isUnknown(bytes, from, to) || isObfuscated(bytes, from, to));
    }

    /** Whether text is an address, which may stand in brackets and have a port. */
    static boolean isAddress(byte[] bytes, int from, int to) {
        if (IpLiteral.isAddress(bytes, from, to)) {
            return true;
        }
        int colon = to - 1;
        while (colon > from && bytes[colon] != ':') {
            colon--;
        }
        int end = colon > from && RequestTarget.port(bytes, colon + 1, to) >= 0 ? colon : to;
        boolean hasBrackets = end - from > 2 && bytes[from] == '[' && bytes[end - 1] == ']';
        return hasBrackets
                ? IpLiteral.isAddress(bytes, from + 1, end - 1)
                : end < to && IpLiteral.isAddress(bytes, from, end);
    }

    private static boolean isUnknown(byte[] bytes, int from, int to) {
        if (to - from != UNKNOWN.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if ((bytes[i] | 0x20) != UNKNOWN.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isObfuscated(byte[] bytes, int from, int to) {
        if (bytes[from] != '_' || to == from + 1) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            byte b = bytes[i];
            boolean isLetterOrDigit = ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || (b >= '0' && b <= '9');
            if (!isLetterOrDigit && b != '.' && b != '_' && b != '-') {
                return false;
            }
        }
        return true;
    }
}
