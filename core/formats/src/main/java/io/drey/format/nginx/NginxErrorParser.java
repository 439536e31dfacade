package io.drey.format.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.accesslog.QuotedRequest;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.time.ZoneId;

/**
 * Parses nginx's error log.
 *
 * <pre>2024/05/01 10:00:00 [error] 123#124: *42 open() "/srv/x" failed (2: No such file or directory), client: 192.0.2.4, server: shop.example, request: "GET /x HTTP/1.1", host: "shop.example"</pre>
 *
 * <ul>
 *   <li>The time is the dataset's zone's. Level, process and thread always stand; the connection's number where there is one.
 *   <li>What nginx adds of the request behind the message begins with {@code , client: } and an address, or {@code unix:}.
 *       Neither the message nor a header in it is escaped, so a caller can write that beginning, too: where it stands twice,
 *       no caller is taken, all is the message, and {@code labels.drey.ambiguous} says so.
 *   <li>A quoted value ends at the quote that the line's end follows, or the next of the known names.
 * </ul>
 */
final class NginxErrorParser implements LineParser {

    /** What stands behind the message, in the order in which nginx writes it. */
    @SuppressWarnings("ImmutableEnumChecker") // arrays that nobody changes
    private enum Detail {
        CLIENT(", client: ", false),
        UDP_CLIENT(", udp client: ", false),
        SERVER(", server: ", false),
        LOGIN(", login: ", true),
        REQUEST(", request: ", true),
        SUBREQUEST(", subrequest: ", true),
        UPSTREAM(", upstream: ", true),
        CLIENT_BYTES(", bytes from/to client:", false),
        UPSTREAM_BYTES(", bytes from/to upstream:", false),
        HOST(", host: ", true),
        REFERRER(", referrer: ", true);

        private final byte[] name;
        private final boolean isQuoted;

        Detail(String name, boolean isQuoted) {
            this.name = name.getBytes(US_ASCII);
            this.isQuoted = isQuoted;
        }
    }

    static final String AMBIGUOUS = OpenNames.OURS + "ambiguous";

    private static final Detail[] DETAILS = Detail.values();
    private static final byte[][] LEVELS = {
        "error".getBytes(US_ASCII),
        "warn".getBytes(US_ASCII),
        "notice".getBytes(US_ASCII),
        "info".getBytes(US_ASCII),
        "debug".getBytes(US_ASCII),
        "crit".getBytes(US_ASCII),
        "alert".getBytes(US_ASCII),
        "emerg".getBytes(US_ASCII)
    };
    private static final byte[] CLIENT = " client: ".getBytes(US_ASCII);
    private static final byte[] UNIX = "unix:".getBytes(US_ASCII);
    private static final int TIME_LENGTH = "2024/05/01 10:00:00".length();

    private final ZoneId zone;

    NginxErrorParser(FormatOptions options) {
        this.zone = options.timeZone();
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int timeEnd = from + TIME_LENGTH;
        long micros = timeEnd <= to && bytes[from + 4] == '/' && bytes[from + 10] == ' '
                ? IsoTime.micros(bytes, from, timeEnd, zone)
                : IsoTime.WRONG;
        if (micros == IsoTime.WRONG) {
            return reject("expected a time stamp such as 2024/05/01 10:00:00", from, from);
        }
        event.timestampMicros(micros);

        int levelAt = timeEnd + 2;
        int levelEnd = Slices.first(bytes, levelAt, to, ']');
        if (levelAt > to || bytes[timeEnd] != ' ' || bytes[timeEnd + 1] != '[' || !isLevel(bytes, levelAt, levelEnd)) {
            return reject("expected a level in brackets such as [error]", from, timeEnd);
        }
        event.put(Field.LOG_LEVEL, levelAt, levelEnd - levelAt);

        int pidAt = levelEnd + 2;
        int pidEnd = Slices.first(bytes, pidAt, to, '#');
        int threadEnd = Slices.first(bytes, pidEnd, to, ':');
        long pid = Decimal.digits(bytes, pidAt, pidEnd);
        if (threadEnd >= to
                || bytes[levelEnd + 1] != ' '
                || pid < 0
                || Decimal.digits(bytes, pidEnd + 1, threadEnd) < 0) {
            return reject("expected process and thread such as 123#124:", from, Math.min(levelEnd + 1, to));
        }
        event.put(Field.PROCESS_PID, pid);
        event.putOpen("process.thread.id", pidEnd + 1, threadEnd - pidEnd - 1);
        if (threadEnd + 1 == to || bytes[threadEnd + 1] != ' ') {
            return reject("expected a space and a message", from, threadEnd + 1);
        }
        int at = threadEnd + 2;
        if (at < to && bytes[at] == '*') {
            int end = Slices.first(bytes, at, to, ' ');
            if (Decimal.digits(bytes, at + 1, end) >= 0) {
                event.putOpen("nginx.connection", at + 1, end - at - 1);
                at = Math.min(to, end + 1);
            }
        }
        putMessage(event, at, to);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private static boolean isLevel(byte[] bytes, int from, int to) {
        for (byte[] level : LEVELS) {
            if (Slices.equal(bytes, from, to, level)) {
                return true;
            }
        }
        return false;
    }

    private static void putMessage(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int client = client(bytes, from, to);
        boolean isAmbiguous = client >= 0 && client(bytes, client + Detail.UDP_CLIENT.name.length, to) >= 0;
        int end = client < 0 || isAmbiguous ? to : client;
        if (end > from) {
            event.put(Field.MESSAGE, from, end - from);
        }
        if (isAmbiguous) {
            event.appendOpen(AMBIGUOUS, "client");
        } else if (client >= 0) {
            putDetails(event, client, to);
        }
    }

    /** Where the caller is named behind a message, or -1. */
    private static int client(byte[] bytes, int from, int to) {
        int at = Slices.find(bytes, from, to, CLIENT);
        while (at >= 0) {
            int valueAt = at + CLIENT.length;
            int valueEnd = Slices.first(bytes, valueAt, to, ',');
            if (IpLiteral.isAddress(bytes, valueAt, valueEnd) || Slices.startsWith(bytes, valueAt, valueEnd, UNIX)) {
                int udpAt = valueAt - Detail.UDP_CLIENT.name.length;
                if (at > from && bytes[at - 1] == ',') {
                    return at - 1;
                }
                if (udpAt >= from && Slices.startsWith(bytes, udpAt, valueAt, Detail.UDP_CLIENT.name)) {
                    return udpAt;
                }
            }
            at = Slices.find(bytes, at + 1, to, CLIENT);
        }
        return -1;
    }

    private static void putDetails(EventBuilder event, int from, int to) {
        int at = from;
        int next = 0;
        while (at < to && next < DETAILS.length) {
            int found = next;
            while (found < DETAILS.length && !Slices.startsWith(event.bytes(), at, to, DETAILS[found].name)) {
                found++;
            }
            if (found == DETAILS.length) {
                break;
            }
            Detail detail = DETAILS[found];
            next = found + 1;
            int valueAt = at + detail.name.length;
            boolean isQuoted = detail.isQuoted && valueAt < to && event.bytes()[valueAt] == '"';
            int end = end(event.bytes(), isQuoted ? valueAt + 1 : valueAt, to, next, isQuoted);
            put(event, detail, isQuoted ? valueAt + 1 : valueAt, end);
            at = isQuoted ? Math.min(to, end + 1) : end;
        }
        if (at < to) {
            // What a later version adds is kept as it stands.
            event.putOpen("nginx.error_details", at, to - at);
        }
    }

    /** Where a value ends: where one of the names follows that may follow, or the line's end. */
    private static int end(byte[] bytes, int from, int to, int next, boolean isQuoted) {
        char stop = isQuoted ? '"' : ',';
        for (int at = Slices.first(bytes, from, to, stop); at < to; at = Slices.first(bytes, at + 1, to, stop)) {
            int behind = isQuoted ? at + 1 : at;
            if (behind == to) {
                return at;
            }
            for (int i = next; i < DETAILS.length; i++) {
                if (Slices.startsWith(bytes, behind, to, DETAILS[i].name)) {
                    return at;
                }
            }
        }
        return to;
    }

    private static void put(EventBuilder event, Detail detail, int from, int to) {
        if (from >= to) {
            return;
        }
        switch (detail) {
            case CLIENT -> Slices.putCaller(event, from, to);
            case UDP_CLIENT -> {
                Slices.putCaller(event, from, to);
                event.put(Field.NETWORK_TRANSPORT, from - "udp client: ".length(), "udp".length());
            }
            case CLIENT_BYTES -> event.putOpen("nginx.client_bytes", from, to - from);
            case UPSTREAM_BYTES -> event.putOpen("nginx.upstream_bytes", from, to - from);
            case SERVER -> event.putOpen("nginx.server_name", from, to - from);
            case LOGIN -> event.put(Field.USER_NAME, from, to - from);
            case REQUEST -> putRequest(event, from, to);
            case SUBREQUEST -> event.putOpen("nginx.subrequest", from, to - from);
            case UPSTREAM -> event.putOpen("nginx.upstream", from, to - from);
            case HOST -> {
                if (!Slices.putRequestedHost(event, from, to)) {
                    event.putOpen("nginx.http_host", from, to - from);
                }
            }
            case REFERRER -> event.put(Field.HTTP_REQUEST_REFERRER, from, to - from);
        }
    }

    /** Puts a request; what is none is no message here, where the message says what went wrong. */
    private static void putRequest(EventBuilder event, int from, int to) {
        boolean hasMessage = event.has(Field.MESSAGE);
        int messageAt = event.offsetOf(Field.MESSAGE);
        int messageLength = event.lengthOf(Field.MESSAGE);
        event.remove(Field.MESSAGE);
        QuotedRequest.put(event, from, to);
        if (event.has(Field.MESSAGE)) {
            event.putOpen("nginx.request", event.offsetOf(Field.MESSAGE), event.lengthOf(Field.MESSAGE));
            event.remove(Field.MESSAGE);
        }
        if (hasMessage) {
            event.put(Field.MESSAGE, messageAt, messageLength);
        }
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
