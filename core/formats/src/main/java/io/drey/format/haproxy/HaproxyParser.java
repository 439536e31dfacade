package io.drey.format.haproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.accesslog.QuotedRequest;
import io.drey.format.text.AccessTime;
import io.drey.format.text.CivilTime;
import io.drey.format.text.Decimal;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.time.ZoneId;

/**
 * Parses HAProxy's logs: of HTTP ({@code option httplog}, {@code httpslog}), of TCP ({@code option tcplog}), and of connections
 * that failed.
 *
 * <pre>192.0.2.4:51234 [01/May/2024:10:00:00.123] http-in~ static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example} {} "GET /a HTTP/1.1"
 *192.0.2.4:51234 [01/May/2024:10:00:00.123] db pg/srv1 0/1/5007 212 -- 0/0/0/0/0 0/0
 *192.0.2.4:51234 [01/May/2024:10:00:00.123] https/1: SSL handshake failure</pre>
 *
 * <ul>
 *   <li>The time is the dataset's zone's. Times of phases are milliseconds; {@code -1} is one that was not reached and absent. A
 *       plus, as {@code option logasap} writes, is no part of a number, and {@code haproxy.logged_early} says that there was one.
 *   <li>The number of times tells a line of HTTP (five) from one of TCP (three).
 *   <li>Two groups in braces are the headers captured of the request and the answer; one alone cannot be told.
 * </ul>
 */
final class HaproxyParser implements LineParser {

    private static final String[] HTTP_TIMES = {
        "haproxy.http.request.time_wait_ms",
        "haproxy.time_queue",
        "haproxy.time_backend_connect",
        "haproxy.http.request.time_wait_without_data_ms"
    };
    private static final String[] TCP_TIMES = {"haproxy.time_queue", "haproxy.time_backend_connect"};
    private static final String[] CONNECTIONS = {
        "haproxy.connections.active",
        "haproxy.connections.frontend",
        "haproxy.connections.backend",
        "haproxy.connections.server",
        "haproxy.connections.retries"
    };
    private static final String[] QUEUES = {"haproxy.server_queue", "haproxy.backend_queue"};
    private static final String[] TLS_ERRORS = {
        "haproxy.connection_error",
        "haproxy.ssl.error",
        "haproxy.ssl.client_certificate_error",
        "haproxy.ssl.client_certificate_chain_error",
        "haproxy.ssl.is_resumed"
    };
    private static final byte[] TCP = "tcp".getBytes(US_ASCII);
    private static final byte[] TLS = "TLSv".getBytes(US_ASCII);
    private static final int DATE_LENGTH = "01/May/2024:10:00:00.123".length();
    private static final int FRACTION_AT = "01/May/2024:10:00:00".length();
    private static final int STATE_LENGTH = 4;
    private static final int SHORT_STATE_LENGTH = 2;
    private static final long NANOS_OF_MILLI = 1_000_000;

    private final ZoneId zone;

    /** The place behind what was read last. */
    private int at;

    private boolean isEarly;

    HaproxyParser(FormatOptions options) {
        this.zone = options.timeZone();
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        at = from;
        isEarly = false;
        String wrong = read(event, bytes, to);
        if (wrong != null) {
            return new Rejection(wrong, Math.min(at, to) - from + 1);
        }
        if (isEarly) {
            event.appendOpen("haproxy.logged_early", "true");
        }
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private String read(EventBuilder event, byte[] bytes, int to) {
        int end = Slices.first(bytes, at, to, ' ');
        if (Slices.last(bytes, at, end, ':') <= at || end == to) {
            return "expected the caller and its port";
        }
        int callerAt = at;
        int callerEnd = end;
        at = end + 1;
        int dateEnd = at + 1 + DATE_LENGTH;
        long micros = dateEnd + 1 < to && bytes[at] == '[' && bytes[dateEnd] == ']' && bytes[dateEnd + 1] == ' '
                ? micros(bytes, at + 1)
                : IsoTime.WRONG;
        if (micros == IsoTime.WRONG) {
            return "expected a time stamp such as [01/May/2024:10:00:00.123]";
        }
        event.timestampMicros(micros);
        Slices.putCallerAndPort(event, callerAt, callerEnd);

        at = dateEnd + 2;
        end = Slices.first(bytes, at, to, ' ');
        if (end == to || end == at) {
            return "expected the frontend";
        }
        if (bytes[end - 1] == ':') {
            return putFailure(event, bytes, end, to);
        }
        event.putOpen("haproxy.frontend_name", at, end - at);

        at = end + 1;
        end = Slices.first(bytes, at, to, ' ');
        int slash = Slices.first(bytes, at, end, '/');
        if (end == to || slash == at || slash + 1 >= end) {
            return "expected backend and server such as static/srv1";
        }
        event.putOpen("haproxy.backend_name", at, slash - at);
        event.putOpen("haproxy.server_name", slash + 1, end - slash - 1);

        at = end + 1;
        end = Slices.first(bytes, at, to, ' ');
        int times = 1;
        for (int i = Slices.first(bytes, at, end, '/'); i < end; i = Slices.first(bytes, i + 1, end, '/')) {
            times++;
        }
        boolean isHttp = times == HTTP_TIMES.length + 1;
        if (end == to || !(isHttp || times == TCP_TIMES.length + 1) || !putTimes(event, isHttp, end)) {
            return "expected five times of HTTP or three of TCP, such as 10/0/30/69/109";
        }
        at = end + 1;
        return isHttp ? readHttp(event, bytes, to) : readTcp(event, bytes, to);
    }

    private String putFailure(EventBuilder event, byte[] bytes, int end, int to) {
        int slash = Slices.first(bytes, at, end - 1, '/');
        if (slash == at || slash + 1 >= end - 1) {
            return "expected frontend and listener such as https/1:";
        }
        event.putOpen("haproxy.frontend_name", at, slash - at);
        event.putOpen("haproxy.bind_name", slash + 1, end - slash - 2);
        if (end + 1 < to) {
            event.put(Field.MESSAGE, end + 1, to - end - 1);
        }
        return null;
    }

    private String readHttp(EventBuilder event, byte[] bytes, int to) {
        int end = Slices.first(bytes, at, to, ' ');
        long status = end - at == 3 ? Decimal.digits(bytes, at, end) : -1;
        boolean hasNone = end == at + 2 && bytes[at] == '-' && bytes[at + 1] == '1';
        if (end == to || (status < 0 && !hasNone)) {
            return "expected a status of three digits or -1";
        }
        if (status > 0) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        }
        at = end + 1;
        end = Slices.first(bytes, at, to, ' ');
        long count = number(bytes, end);
        if (end == to || count < 0) {
            return "expected a number of bytes";
        }
        event.put(Field.HTTP_RESPONSE_BYTES, count);
        if (!putWord(event, bytes, end + 1, to, "haproxy.http.request.captured_cookie")
                || !putWord(event, bytes, at + 1, to, "haproxy.http.response.captured_cookie")) {
            return "expected a captured cookie or '-'";
        }
        String wrong = readState(event, bytes, at + 1, to, STATE_LENGTH, false);
        if (wrong != null) {
            return wrong;
        }
        return readRequest(event, bytes, to);
    }

    private String readTcp(EventBuilder event, byte[] bytes, int to) {
        int end = Slices.first(bytes, at, to, ' ');
        if (end == to || number(bytes, end) < 0) {
            return "expected a number of bytes";
        }
        int plus = bytes[at] == '+' ? 1 : 0;
        event.putOpen("haproxy.bytes_read", at + plus, end - at - plus);
        event.put(Field.NETWORK_TRANSPORT, event.append(TCP), TCP.length);
        return readState(event, event.bytes(), end + 1, to, SHORT_STATE_LENGTH, true);
    }

    /** Reads how the session ended, and the numbers of connections and of those that waited. */
    private String readState(EventBuilder event, byte[] bytes, int place, int to, int length, boolean isLast) {
        at = place;
        int end = Slices.first(bytes, at, to, ' ');
        if (end == to || end - at != length) {
            return length == STATE_LENGTH
                    ? "expected how the session ended, in four letters"
                    : "expected how the session ended, in two letters";
        }
        event.putOpen("haproxy.termination_state", at, length);
        at = end + 1;
        end = Slices.first(bytes, at, to, ' ');
        if (end == to || !putNumbers(event, bytes, end, CONNECTIONS)) {
            return "expected five numbers of connections such as 1/1/1/1/0";
        }
        at = end + 1;
        end = Slices.first(bytes, at, to, ' ');
        if ((end == to) != isLast || !putNumbers(event, bytes, end, QUEUES)) {
            return "expected two lengths of queues such as 0/0";
        }
        at = end;
        return null;
    }

    /** Reads captured headers, the request, and what is said of TLS behind it. */
    private String readRequest(EventBuilder event, byte[] bytes, int to) {
        int groups = 0;
        int firstAt = 0;
        int firstEnd = 0;
        while (at + 1 < to && bytes[at + 1] == '{' && groups < 2) {
            int end = Slices.first(bytes, at + 2, to, '}');
            if (end == to) {
                return "expected '}' behind captured headers";
            }
            if (groups++ == 0) {
                firstAt = at + 2;
                firstEnd = end;
            } else if (end > at + 2) {
                event.putOpen("haproxy.http.response.captured_headers", at + 2, end - at - 2);
            }
            at = end + 1;
        }
        if (firstEnd > firstAt) {
            event.putOpen(
                    groups == 1 ? "haproxy.captured_headers" : "haproxy.http.request.captured_headers",
                    firstAt,
                    firstEnd - firstAt);
        }
        if (at + 1 >= to || bytes[at] != ' ' || bytes[at + 1] != '"') {
            return "expected a request in quotes";
        }
        at += 2;
        int end = Slices.first(bytes, at, to, '"');
        if (end == to) {
            at = to;
            return "the line ends within the request";
        }
        QuotedRequest.put(event, at, end);
        at = end + 1;
        return at == to ? null : readTls(event, bytes, to);
    }

    /** Reads {@code 0/0000000000000000/0/0/0 shop.example/TLSv1.3/TLS_AES_256_GCM_SHA384}. */
    private String readTls(EventBuilder event, byte[] bytes, int to) {
        if (bytes[at] != ' ') {
            return "expected the line to end behind the request";
        }
        at++;
        int end = Slices.first(bytes, at, to, ' ');
        if (end == to || !putParts(event, bytes, at, end, TLS_ERRORS)) {
            return "expected five values of a TLS connection";
        }
        at = end + 1;
        int version = Slices.first(bytes, at, to, '/');
        int cipher = Slices.first(bytes, version + 1, to, '/');
        if (cipher >= to || Slices.first(bytes, at, to, ' ') < to) {
            return "expected name, version and cipher such as shop.example/TLSv1.3/TLS_AES_128_GCM_SHA256";
        }
        if (!Slices.isNothing(bytes, at, version)) {
            event.put(Field.DESTINATION_DOMAIN, at, version - at);
        }
        if (!Slices.isNothing(bytes, version + 1, cipher)) {
            int named = Slices.startsWith(bytes, version + 1, cipher, TLS) ? TLS.length : 0;
            event.put(Field.TLS_VERSION, version + 1 + named, cipher - version - 1 - named);
        }
        if (!Slices.isNothing(bytes, cipher + 1, to)) {
            event.put(Field.TLS_CIPHER, cipher + 1, to - cipher - 1);
        }
        return null;
    }

    private boolean putTimes(EventBuilder event, boolean isHttp, int end) {
        byte[] bytes = event.bytes();
        String[] names = isHttp ? HTTP_TIMES : TCP_TIMES;
        int from = at;
        for (int i = 0; i <= names.length; i++) {
            int slash = Slices.first(bytes, from, end, '/');
            boolean isAbsent = slash == from + 2 && bytes[from] == '-' && bytes[from + 1] == '1';
            if (!isAbsent) {
                int digitsAt = from < slash && bytes[from] == '+' ? from + 1 : from;
                isEarly |= digitsAt > from;
                long millis = Decimal.digits(bytes, digitsAt, slash);
                if (millis < 0 || millis > Long.MAX_VALUE / NANOS_OF_MILLI) {
                    return false;
                }
                if (i < names.length) {
                    event.putOpen(names[i], digitsAt, slash - digitsAt);
                } else {
                    event.put(Field.EVENT_DURATION, millis * NANOS_OF_MILLI);
                }
            }
            from = slash + 1;
        }
        return true;
    }

    /** Puts numbers that slashes part, of which retries may have a plus in front. */
    private boolean putNumbers(EventBuilder event, byte[] bytes, int end, String[] names) {
        int from = at;
        for (int i = 0; i < names.length; i++) {
            int slash = Slices.first(bytes, from, end, '/');
            int digitsAt = from < slash && bytes[from] == '+' ? from + 1 : from;
            if ((slash == end) != (i + 1 == names.length) || Decimal.digits(bytes, digitsAt, slash) < 0) {
                return false;
            }
            event.putOpen(names[i], from, slash - from);
            from = slash + 1;
        }
        return true;
    }

    /** Puts values that slashes part. */
    private static boolean putParts(EventBuilder event, byte[] bytes, int place, int end, String[] names) {
        int from = place;
        for (int i = 0; i < names.length; i++) {
            int slash = Slices.first(bytes, from, end, '/');
            if ((slash == end) != (i + 1 == names.length)) {
                return false;
            }
            if (!Slices.isNothing(bytes, from, slash)) {
                event.putOpen(names[i], from, slash - from);
            }
            from = slash + 1;
        }
        return true;
    }

    private boolean putWord(EventBuilder event, byte[] bytes, int place, int to, String name) {
        at = place;
        int end = Slices.first(bytes, at, to, ' ');
        if (end == to || end == at) {
            return false;
        }
        if (!Slices.isNothing(bytes, at, end)) {
            event.putOpen(name, at, end - at);
        }
        at = end;
        return true;
    }

    /** A number in front of which a plus may stand, or -1. */
    private long number(byte[] bytes, int end) {
        boolean hasPlus = at < end && bytes[at] == '+';
        isEarly |= hasPlus;
        return Decimal.digits(bytes, hasPlus ? at + 1 : at, end);
    }

    private long micros(byte[] bytes, int from) {
        int day = (int) Decimal.digits(bytes, from, from + 2);
        int month = AccessTime.month(bytes, from + 3);
        int year = (int) Decimal.digits(bytes, from + 7, from + 11);
        int hour = (int) Decimal.digits(bytes, from + 12, from + 14);
        int minute = (int) Decimal.digits(bytes, from + 15, from + 17);
        int second = (int) Decimal.digits(bytes, from + 18, from + 20);
        int milli = (int) Decimal.digits(bytes, from + 21, from + 24);
        long seconds = CivilTime.epochSeconds(year, month, day, hour, minute, second);
        boolean isShaped = bytes[from + 2] == '/'
                && bytes[from + 6] == '/'
                && bytes[from + 11] == ':'
                && bytes[from + 14] == ':'
                && bytes[from + 17] == ':'
                && bytes[from + FRACTION_AT] == '.';
        return isShaped && seconds != IsoTime.WRONG && milli >= 0
                ? IsoTime.inUtc(seconds, zone) + milli * 1000L
                : IsoTime.WRONG;
    }
}
