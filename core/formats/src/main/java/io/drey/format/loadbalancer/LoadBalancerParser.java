package io.drey.format.loadbalancer;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.LineParser;
import io.drey.format.accesslog.QuotedRequest;
import io.drey.format.loadbalancer.LoadBalancerColumn.Kind;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.IsoTime;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Words;
import java.util.List;

/**
 * Parses the access logs of AWS' Classic and Application Load Balancers.
 *
 * <pre>2026-03-04T05:06:07.123456Z web 192.0.2.7:51600 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://example.com:80/ HTTP/1.1" "curl/8" - -</pre>
 *
 * <ul>
 *   <li>{@code -} and an empty quoted field mean absent, and so does {@code -1} where seconds are expected.
 *   <li>A quoted field ends at the first quote that no backslash escapes and behind which the next column can begin.
 *   <li>Without version, or beginning with {@code -}, a request is kept in {@code message} as a whole; {@code - - - } means
 *       that there was none, as with a TCP listener.
 *   <li>The request target is taken apart by its form, see {@link RequestTarget}. Of a request that was never read, host and
 *       port are known all the same.
 *   <li>A Classic Load Balancer that answers by itself writes a single 0 as the target's status, which is none.
 *   <li>AWS counts the headers of an Application Load Balancer's requests and answers, and all bytes of a Classic one's TCP
 *       listener, whose lines have neither a request nor a status; of its HTTP listener the bodies alone.
 *   <li>AWS appends columns: those that are not known here are left in {@code event.original}. Lines of earlier days lack
 *       the last ones: they may end behind the request or any later column, of an Application Load Balancer behind the trace
 *       id.
 * </ul>
 */
final class LoadBalancerParser implements LineParser {

    private static final long SPACES = Words.repeat(' ');
    private static final long QUOTES = Words.repeat('"');
    private static final int FRACTION_DIGITS = 6;
    private static final long MICROS = 1_000_000;

    private final LoadBalancerColumn[] columns;
    private final int fewest;

    private int wrongAt;
    private String wrong = "";

    private LoadBalancerParser(List<LoadBalancerColumn> columns, String lastOfFewest) {
        this.columns = columns.toArray(LoadBalancerColumn[]::new);
        this.fewest = columns.stream().map(LoadBalancerColumn::name).toList().indexOf(lastOfFewest) + 1;
    }

    /** For Classic Load Balancers. */
    static LoadBalancerParser classic() {
        return new LoadBalancerParser(LoadBalancerColumn.ofClassic(), "request");
    }

    /** For Application Load Balancers. */
    static LoadBalancerParser application() {
        return new LoadBalancerParser(LoadBalancerColumn.ofApplication(), "trace_id");
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int at = ByteOrderMark.behind(bytes, from, to);
        for (int i = 0; i < columns.length; i++) {
            LoadBalancerColumn column = columns[i];
            if (i > 0) {
                if (at == to) {
                    if (i < fewest) {
                        return reject("the line ends before " + column.name(), from, to);
                    }
                    break;
                }
                if (bytes[at] != ' ') {
                    return reject("expected a space behind " + columns[i - 1].name(), from, at);
                }
                at++;
            }
            int end;
            boolean isQuoted = column.kind().isQuoted() || (column.kind() == Kind.LIST && at < to && bytes[at] == '"');
            if (isQuoted) {
                if (at == to || bytes[at] != '"') {
                    return reject("expected a quote before " + column.name(), from, at);
                }
                at++;
                end = quote(bytes, at, to, i + 1 < columns.length ? columns[i + 1].kind() : null);
                if (end < 0) {
                    return reject("the line ends within " + column.name(), from, to);
                }
            } else {
                end = space(bytes, at, to);
                if (end == at) {
                    return reject("expected " + column.name(), from, at);
                }
            }
            if (column.kind() == Kind.LIST && !isQuoted && !isOne(bytes, column, at, end)) {
                return reject(column.name() + ": expected a list in quotes, or one without or '-'", from, at);
            }
            if (!put(event, column, at, end)) {
                return reject(wrong, from, wrongAt);
            }
            at = isQuoted ? end + 1 : end;
        }
        if (at < to && bytes[at] != ' ') {
            return reject("expected a space behind " + columns[columns.length - 1].name(), from, at);
        }
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    /** Whether a column that should be a quoted list is one target, or one status, or none: else all behind it would shift. */
    private static boolean isOne(byte[] bytes, LoadBalancerColumn column, int from, int to) {
        if (to == from + 1 && bytes[from] == '-') {
            return true;
        }
        if (column.field() == Field.AWS_ELB_TARGET_STATUS_CODE) {
            return to - from == 3 && Decimal.digits(bytes, from, to) >= 0;
        }
        int colon = lastColon(bytes, from, to);
        return colon > from && RequestTarget.port(bytes, colon + 1, to) >= 0;
    }

    /** Puts a column; false if it is written otherwise, which {@link #wrong} then says. */
    private boolean put(EventBuilder event, LoadBalancerColumn column, int from, int to) {
        byte[] bytes = event.bytes();
        if (column.kind() == Kind.TIME) {
            long micros = IsoTime.micros(bytes, from, to);
            event.timestampMicros(micros);
            return micros != IsoTime.WRONG || fail(column, "a time stamp such as 2026-03-04T05:06:07.123456Z", from);
        }
        if (to == from || (to == from + 1 && bytes[from] == '-')) {
            return true;
        }
        switch (column.kind()) {
            case WORD, QUOTED, LIST -> event.put(column.field(), from, to - from);
            case CALLER -> putCaller(event, from, to);
            case TARGET -> putEndpoint(event, column.field(), Field.AWS_ELB_BACKEND_PORT, from, to);
            case REQUEST -> putRequest(event, from, to);
            case TLS -> putTls(event, from, to);
            case MOMENT -> {
                long micros = IsoTime.micros(bytes, from, to);
                if (micros == IsoTime.WRONG) {
                    return fail(column, "a time stamp such as 2026-03-04T05:06:07.123456Z or '-'", from);
                }
                event.put(column.field(), micros);
            }
            case SECONDS -> {
                return putSeconds(event, column, from, to);
            }
            case STATUS -> {
                if (to - from == 1 && bytes[from] == '0') {
                    // A Classic Load Balancer that answers by itself has no status of a target.
                    return column.field() == Field.AWS_ELB_BACKEND_STATUS_CODE
                            || fail(column, "three digits or '-'", from);
                }
                long status = to - from == 3 ? Decimal.digits(bytes, from, to) : -1;
                if (status < 0) {
                    return fail(column, "three digits or '-'", from);
                }
                event.put(column.field(), status);
            }
            case NUMBER -> {
                long number = Decimal.digits(bytes, from, to);
                if (number < 0) {
                    return fail(column, "a number below 2^63 or '-'", from);
                }
                event.put(column.field(), number);
            }
            case TIME -> throw new IllegalStateException("the time has no field");
        }
        return true;
    }

    private boolean putSeconds(EventBuilder event, LoadBalancerColumn column, int from, int to) {
        byte[] bytes = event.bytes();
        if (to - from == 2 && bytes[from] == '-' && bytes[from + 1] == '1') {
            return true;
        }
        int point = from;
        while (point < to && bytes[point] != '.') {
            point++;
        }
        long seconds = Decimal.digits(bytes, from, point);
        long fraction = 0;
        if (point < to) {
            // What is finer than a microsecond is dropped, if it is digits.
            int end = Math.min(to, point + 1 + FRACTION_DIGITS);
            fraction = Decimal.digits(bytes, point + 1, end);
            for (int i = end; i < point + 1 + FRACTION_DIGITS; i++) {
                fraction *= 10;
            }
            if (fraction < 0 || (end < to && Decimal.digits(bytes, end, to) < 0)) {
                return fail(column, "seconds, -1 or '-'", from);
            }
        }
        if (seconds < 0 || seconds >= Long.MAX_VALUE / MICROS) {
            return fail(column, "seconds, -1 or '-'", from);
        }
        event.put(column.field(), seconds * MICROS + fraction);
        return true;
    }

    private static void putCaller(EventBuilder event, int from, int to) {
        int end = putEndpoint(event, Field.SOURCE_ADDRESS, Field.SOURCE_PORT, from, to);
        byte[] bytes = event.bytes();
        boolean hasBrackets = bytes[from] == '[' && bytes[end - 1] == ']' && end - from > 2;
        int addressAt = hasBrackets ? from + 1 : from;
        int addressEnd = hasBrackets ? end - 1 : end;
        IpLiteral.put(event, Field.SOURCE_IP, addressAt, addressEnd);
    }

    /** Puts {@code address:port}, or what has no port as an address; returns where the address ends. */
    private static int putEndpoint(EventBuilder event, Field address, Field port, int from, int to) {
        byte[] bytes = event.bytes();
        int colon = lastColon(bytes, from, to);
        int number = RequestTarget.port(bytes, colon + 1, to);
        if (colon <= from || number < 0) {
            event.put(address, from, to - from);
            return to;
        }
        event.put(address, from, colon - from);
        event.put(port, number);
        return colon;
    }

    /** The last colon, or -1. */
    private static int lastColon(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == ':') {
                return i;
            }
        }
        return -1;
    }

    private static void putTls(EventBuilder event, int from, int to) {
        event.put(Field.AWS_ELB_SSL_PROTOCOL, from, to - from);
        byte[] bytes = event.bytes();
        for (int i = from + 1; i + 1 < to; i++) {
            if ((bytes[i] == 'v' || bytes[i] == 'V') && isDigit(bytes[i + 1])) {
                event.put(Field.TLS_VERSION, i + 1, to - i - 1);
                return;
            }
        }
    }

    private static void putRequest(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        if (bytes[from] == '-' && bytes[from + 1] == ' ') {
            if (to - from == "- - - ".length() && isNothing(bytes, from)) {
                if (!event.has(Field.HTTP_RESPONSE_STATUS_CODE)) {
                    putWhole(event, Field.HTTP_REQUEST_BODY_BYTES, Field.HTTP_REQUEST_BYTES);
                    putWhole(event, Field.HTTP_RESPONSE_BODY_BYTES, Field.HTTP_RESPONSE_BYTES);
                }
            } else {
                RequestTarget.putUnknown(event, Field.MESSAGE, from, to);
                RequestTarget.putHostOf(event, from + 2, to);
            }
            return;
        }
        QuotedRequest.put(event, from, to);
    }

    /** Bytes of a connection on which no HTTP is spoken, as with a TCP listener: AWS counts all of them. */
    private static void putWhole(EventBuilder event, Field body, Field whole) {
        if (event.has(body)) {
            event.put(whole, event.number(body));
            event.remove(body);
        }
    }

    private static boolean isNothing(byte[] bytes, int from) {
        return bytes[from + 2] == '-' && bytes[from + 3] == ' ' && bytes[from + 4] == '-' && bytes[from + 5] == ' ';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The first space, or the line's end. */
    private static int space(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i += Long.BYTES) {
            long stop = Words.equal(Words.at(bytes, i, to), SPACES);
            if (stop != 0) {
                return i + Words.first(stop);
            }
        }
        return to;
    }

    /**
     * The first quote that is not escaped and stands at the line's end or before a space, or -1.
     *
     * @param next how the column is written that follows; null if none does
     */
    private static int quote(byte[] bytes, int from, int to, Kind next) {
        int i = from;
        while (i < to) {
            long stop = Words.equal(Words.at(bytes, i, to), QUOTES);
            if (stop == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Words.first(stop);
            if (ends(bytes, i + 1, to, next) && !isEscaped(bytes, from, i)) {
                return i;
            }
            i++;
        }
        return -1;
    }

    private static boolean ends(byte[] bytes, int at, int to, Kind next) {
        return at == to || (bytes[at] == ' ' && (next == null || (at + 1 < to && canBegin(bytes[at + 1], next))));
    }

    private static boolean canBegin(byte b, Kind kind) {
        if (kind.isQuoted()) {
            return b == '"';
        }
        return kind != Kind.LIST || b == '"' || b == '-' || b == '[' || Character.digit(b, 16) >= 0;
    }

    /** Whether an odd number of backslashes stands in front. */
    private static boolean isEscaped(byte[] bytes, int from, int at) {
        int before = at;
        while (before > from && bytes[before - 1] == '\\') {
            before--;
        }
        return ((at - before) & 1) != 0;
    }

    private boolean fail(LoadBalancerColumn column, String expected, int at) {
        wrong = column.name() + ": expected " + expected;
        wrongAt = at;
        return false;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
