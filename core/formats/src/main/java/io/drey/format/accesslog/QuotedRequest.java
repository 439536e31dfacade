package io.drey.format.accesslog;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Words;

/** The request line as it stands in an access log's quotes: method, target and version, or whatever else a client sent. */
public final class QuotedRequest {

    private static final long SIX_BYTES = 0xFFFF_FFFF_FFFFL;
    private static final long GET = Words.of("GET ");
    private static final long POST = Words.of("POST ");
    private static final long VERSION = Words.of("HTTP/\0.\0");
    private static final long SHORT_VERSION = Words.of(" HTTP/");
    private static final long VERSION_MASK = 0x00FF_00FF_FFFF_FFFFL;

    private QuotedRequest() {}

    static void put(EventBuilder event, byte[] bytes, int from, int to, int question) {
        int length = to - from;
        if (length == 0 || (length == 1 && bytes[from] == '-')) {
            return;
        }
        long start = Words.at(bytes, from, to);
        int methodEnd;
        if ((start & 0xFFFF_FFFFL) == GET) {
            methodEnd = from + 3;
        } else if ((start & 0xFF_FFFF_FFFFL) == POST) {
            methodEnd = from + 4;
        } else {
            methodEnd = methodEnd(bytes, from, to);
        }
        int versionAt = versionAt(bytes, from, to);
        if (methodEnd < 0 || (versionAt < 0 && methodEnd == to)) {
            RequestTarget.putUnknown(event, Field.MESSAGE, from, to);
            return;
        }
        int targetAt = methodEnd + 1;
        int targetEnd = versionAt < 0 ? to : versionAt - 6;
        if (versionAt < 0 && !isTarget(bytes, targetAt, to)) {
            RequestTarget.putUnknown(event, Field.MESSAGE, from, to);
            return;
        }
        event.put(Field.HTTP_REQUEST_METHOD, from, methodEnd - from);
        if (versionAt > 0) {
            event.put(Field.HTTP_VERSION, versionAt, to - versionAt);
        }
        if (targetEnd > targetAt) {
            RequestTarget.put(event, targetAt, targetEnd, question);
        }
    }

    /** Puts what a request line holds. */
    public static void put(EventBuilder event, int from, int to) {
        put(event, event.bytes(), from, to, questionMark(event.bytes(), from, to));
    }

    static int questionMark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '?') {
            at++;
        }
        return at;
    }

    /** Where a method ends, which a space follows or the request's end; -1 if it begins with none. */
    private static int methodEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isMethodByte(bytes[at])) {
            at++;
        }
        return at > from && (at == to || bytes[at] == ' ') ? at : -1;
    }

    private static boolean isMethodByte(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '-' || b == '_';
    }

    /** Whether a request without version names a target: a path, an absolute URL or an asterisk. */
    private static boolean isTarget(byte[] bytes, int from, int to) {
        if (from >= to) {
            return false;
        }
        if (bytes[from] == '/' || (bytes[from] == '*' && from + 1 == to)) {
            return true;
        }
        for (int i = from; i + 2 < to; i++) {
            if (bytes[i] == ':' && bytes[i + 1] == '/' && bytes[i + 2] == '/') {
                return true;
            }
            if (!isMethodByte(bytes[i])) {
                return false;
            }
        }
        return false;
    }

    /** Where the digits of the version begin that ends a request, behind {@code " HTTP/"}; -1 if none does. */
    private static int versionAt(byte[] bytes, int from, int to) {
        if (to - from < 8) {
            return -1;
        }
        long end = Words.at(bytes, to - 8);
        if ((end & VERSION_MASK) == VERSION
                && Ascii.isDigit(bytes[to - 3])
                && Ascii.isDigit(bytes[to - 1])
                && to - 9 >= from
                && bytes[to - 9] == ' ') {
            return to - 3;
        }
        // " HTTP/2", as Apache writes it.
        if (((end >>> 8) & SIX_BYTES) == SHORT_VERSION && Ascii.isDigit(bytes[to - 1])) {
            return to - 1;
        }
        return -1;
    }
}
