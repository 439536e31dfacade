package io.drey.format.squid;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.LineParser;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Words;

/**
 * Parses lines of Squid's {@code logformat squid}: seconds since 1970 with three digits behind the point, milliseconds that it
 * took, caller, result and status, bytes with headers, method, target, user, and which way the answer came from whom, and of
 * what type it is.
 *
 * <pre>1772600767.123    180 192.0.2.7 TCP_MISS/200 411 GET http://example.org/a?b - HIER_DIRECT/198.51.100.7 text/html</pre>
 *
 * <ul>
 *   <li>Spaces stand before the milliseconds as Squid fills them up; one everywhere else. The type may be missing, as in old
 *       versions.
 *   <li>{@code -} means absent, and so does a status of 000 or 0.
 *   <li>The target is taken apart by its form, see {@link RequestTarget}; Squid writes {@code error:} and a reason where there
 *       was no request, which is the message; its method is none then.
 * </ul>
 */
final class SquidParser implements LineParser {

    private static final String RESULT = "squid.result_code";
    private static final String HIERARCHY = "squid.hierarchy_code";
    private static final String PEER = "destination.address";
    private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r', ':'};

    private static final int FRACTION = ".123".length();
    private static final int MOST_SECONDS_DIGITS = 12;
    private static final long MOST_MILLIS = Long.MAX_VALUE / 1_000_000;
    private static final int STATUS_DIGITS = 3;

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();

        int end = space(bytes, from, to);
        long millis = millis(bytes, from, end);
        if (millis < 0) {
            return reject("expected seconds since 1970 such as 1772600767.123", from, from);
        }
        event.timestampMicros(millis * 1000);

        int at = end;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        end = space(bytes, at, to);
        long duration = Decimal.digits(bytes, at, end);
        if (at == from || duration < 0 || duration > MOST_MILLIS) {
            return reject("expected how many milliseconds it took", from, at);
        }
        event.put(Field.EVENT_DURATION, duration * 1_000_000);

        at = end + 1;
        end = space(bytes, at, to);
        if (end <= at) {
            return reject("expected the caller", from, Math.min(at, to));
        }
        if (!isMinus(bytes, at, end)) {
            event.put(Field.SOURCE_ADDRESS, at, end - at);
            IpLiteral.put(event, Field.SOURCE_IP, at, end);
        }

        at = end + 1;
        end = space(bytes, at, to);
        if (!putResult(event, at, end)) {
            return reject("expected result and status such as TCP_MISS/200", from, Math.min(at, to));
        }

        at = end + 1;
        end = space(bytes, at, to);
        long count = isMinus(bytes, at, end) ? -1 : Decimal.digits(bytes, at, end);
        if (end <= at || (count < 0 && !isMinus(bytes, at, end))) {
            return reject("expected a number of bytes or '-'", from, Math.min(at, to));
        }
        if (count >= 0) {
            event.put(Field.HTTP_RESPONSE_BYTES, count);
        }

        int methodAt = end + 1;
        int methodEnd = space(bytes, methodAt, to);
        int targetAt = methodEnd + 1;
        int targetEnd = space(bytes, targetAt, to);
        if (methodEnd <= methodAt || targetEnd <= targetAt) {
            return reject("expected a method and a target", from, Math.min(methodAt, to));
        }
        putRequest(event, methodAt, methodEnd, targetAt, targetEnd);

        at = targetEnd + 1;
        end = space(bytes, at, to);
        if (end <= at) {
            return reject("expected the user or '-'", from, Math.min(at, to));
        }
        if (!isMinus(bytes, at, end)) {
            event.put(Field.USER_NAME, at, end - at);
        }

        at = end + 1;
        end = space(bytes, at, to);
        if (!putPeer(event, at, end)) {
            return reject(
                    "expected from whom the answer came, such as HIER_DIRECT/198.51.100.7", from, Math.min(at, to));
        }

        if (end < to) {
            at = end + 1;
            end = space(bytes, at, to);
            if (end <= at || end < to) {
                return reject("expected the type of the answer, or '-', and the line to end", from, Math.min(at, to));
            }
            if (!isMinus(bytes, at, end)) {
                event.putOpen("http.response.mime_type", at, end - at);
            }
        }
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    /** Milliseconds, or -1. */
    private static long millis(byte[] bytes, int from, int end) {
        int point = end - FRACTION;
        if (point <= from || point - from > MOST_SECONDS_DIGITS || bytes[point] != '.') {
            return -1;
        }
        long seconds = Decimal.digits(bytes, from, point);
        long fraction = Decimal.digits(bytes, point + 1, end);
        return seconds < 0 || fraction < 0 ? -1 : seconds * 1000 + fraction;
    }

    private static boolean putResult(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int slash = from;
        while (slash < to && bytes[slash] != '/') {
            slash++;
        }
        if (slash == from || slash >= to || to - slash - 1 > STATUS_DIGITS) {
            return false;
        }
        if (!isMinus(bytes, slash + 1, to)) {
            long status = Decimal.digits(bytes, slash + 1, to);
            if (status < 0) {
                return false;
            }
            if (status > 0) {
                event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
            }
        }
        event.putOpen(RESULT, from, slash - from);
        return true;
    }

    private static void putRequest(EventBuilder event, int methodAt, int methodEnd, int targetAt, int targetEnd) {
        byte[] bytes = event.bytes();
        if (isError(bytes, targetAt, targetEnd)) {
            event.put(Field.MESSAGE, targetAt, targetEnd - targetAt);
            return;
        }
        if (!isMinus(bytes, methodAt, methodEnd)) {
            event.put(Field.HTTP_REQUEST_METHOD, methodAt, methodEnd - methodAt);
        }
        if (!isMinus(bytes, targetAt, targetEnd)) {
            RequestTarget.put(event, targetAt, targetEnd);
        }
    }

    private static boolean isError(byte[] bytes, int from, int to) {
        if (to - from < ERROR.length) {
            return false;
        }
        for (int i = 0; i < ERROR.length; i++) {
            if (bytes[from + i] != ERROR[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean putPeer(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int slash = from;
        while (slash < to && bytes[slash] != '/') {
            slash++;
        }
        if (slash == from || slash >= to || slash + 1 == to) {
            return false;
        }
        event.putOpen(HIERARCHY, from, slash - from);
        if (!isMinus(bytes, slash + 1, to)) {
            event.putOpen(PEER, slash + 1, to - slash - 1);
            IpLiteral.put(event, Field.DESTINATION_IP, slash + 1, to);
        }
        return true;
    }

    private static boolean isMinus(byte[] bytes, int from, int to) {
        return to == from + 1 && bytes[from] == '-';
    }

    /** The first space, or the line's end. */
    private static int space(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != ' ') {
            i++;
        }
        return i;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
