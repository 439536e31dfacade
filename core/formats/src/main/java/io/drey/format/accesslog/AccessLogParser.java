package io.drey.format.accesslog;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenFieldLimits;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.LineParser;
import io.drey.format.text.AccessTime;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Words;

/**
 * Parses the access logs of Apache httpd and nginx: the Common Log Format and the combined one, which adds the quoted
 * referrer and user agent.
 *
 * <pre>address ident user [17/May/2015:10:05:03 +0000] "GET /path?query HTTP/1.1" 200 1234 "referrer" "agent"</pre>
 *
 * <ul>
 *   <li>{@code -} and an empty field mean absent. Text is kept as the line has it, escapes included.
 *   <li>A quoted field ends at the first quote that no backslash escapes.
 *   <li>A byte order mark in front, brackets around the address and a port behind it are no part of it. What is no address is a
 *       host's name if it is made of what such names are: letters, digits, dots, dashes, underscores, and one colon as in
 *       {@code host:80} and {@code unix:}.
 *   <li>A user name may hold spaces: it ends before the first {@code " ["} that a time stamp follows. So that a line of another
 *       layout, which begins with more words, is never taken, no identity is an address, and of a user name with spaces no word
 *       is an address or a minus, one space stands between two words, and an identity is in front only behind an address or if it
 *       is no host's name.
 *   <li>An odd request is no reason to reject a line. Without version it is a request of HTTP/0.9 if a method and a
 *       target are there; a target may hold spaces; anything else goes to {@code message} as a whole and no URL is set.
 *       A quote in the request that its writer did not escape is part of it if a status follows a later one.
 *   <li>The status is three digits or {@code -}.
 *   <li>{@code combined} takes further quoted fields and unquoted numbers behind the user agent. The first one, if it can be
 *       that, is for whom a proxy asked, as {@code $http_x_forwarded_for} is in nginx' usual format; all others are
 *       {@code labels.extra.1} and so on, up to {@link OpenFieldLimits}. It rejects a line that ends behind the byte count: it
 *       cannot be told from one that was cut off.
 *   <li>The request target is taken apart by its form, see {@link RequestTarget}.
 * </ul>
 */
public final class AccessLogParser implements LineParser {

    private static final long NOBODY = Words.of(" - - [");
    private static final long SIX_BYTES = 0xFFFF_FFFF_FFFFL;
    private static final int LONGEST_SWAR_NUMBER = 7;
    private static final int LEAST_AGENT = 32;

    private final boolean combined;
    private final AccessTime time = new AccessTime();
    private final LineScan scan = new LineScan();
    private final ExtraFields extraFields;

    private AccessLogParser(boolean combined, OpenFieldLimits limits) {
        this.combined = combined;
        this.extraFields = new ExtraFields(limits, scan);
    }

    public static AccessLogParser common() {
        return new AccessLogParser(false, OpenFieldLimits.DEFAULT);
    }

    /** A parser of lines with referrer and agent, whose further fields are open ones. */
    public static AccessLogParser combined(OpenFieldLimits limits) {
        return new AccessLogParser(true, limits);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        scan.begin();

        int addressAt = ByteOrderMark.behind(bytes, from, to);
        int addressEnd = scan.space(bytes, addressAt, to);
        if (addressEnd == addressAt) {
            return reject("expected the client's address", from, addressAt);
        }
        if (addressEnd < 0) {
            return reject("the line ends within the client's address", from, to);
        }
        int timeAt;
        if ((Words.at(bytes, addressEnd, to) & SIX_BYTES) == NOBODY) {
            timeAt = addressEnd + 6;
        } else {
            int identEnd = scan.space(bytes, addressEnd + 1, to);
            if (identEnd < 0) {
                return reject("the line ends within the client's identity", from, to);
            }
            timeAt = timeAfterUser(bytes, identEnd + 1, to);
            if (timeAt < 0) {
                return reject("expected a user name and '['", from, -timeAt - 1);
            }
            if (!Caller.isUser(bytes, addressAt, addressEnd + 1, identEnd, timeAt - 2)) {
                return reject(
                        "expected address, identity and user before the time: there are words too many", from, from);
            }
            putText(event, Field.CLIENT_IDENT, addressEnd + 1, identEnd);
            putUser(event, identEnd + 1, timeAt - 2);
        }
        long micros = time.read(bytes, timeAt, to);
        if (micros == AccessTime.WRONG) {
            return reject(time.wrong(), from, time.wrongAt());
        }
        int requestAt = timeAt + AccessTime.LENGTH + 3;
        if (requestAt > to
                || bytes[requestAt - 3] != ']'
                || bytes[requestAt - 2] != ' '
                || bytes[requestAt - 1] != '"') {
            return expect("] \"", "the time stamp", bytes, requestAt - 3, from, to);
        }

        int question = scan.questionOrQuote(bytes, requestAt, to);
        int requestEnd = question >= 0 && bytes[question] == '?' ? scan.quote(bytes, question + 1, to) : question;
        if (requestEnd < 0 || !isStatusAt(bytes, requestEnd + 1, to)) {
            int lenient = requestEndBeforeStatus(bytes, requestAt, to);
            if (lenient < 0) {
                return requestEnd < 0
                        ? reject("the line ends within the request", from, to)
                        : rejectStatus(bytes, requestEnd + 1, from, to);
            }
            requestEnd = lenient;
            question = QuotedRequest.questionMark(bytes, requestAt, requestEnd);
        }
        boolean hasStatus = bytes[requestEnd + 2] != '-';
        int bytesAt = requestEnd + (hasStatus ? 6 : 4);

        long word = Words.at(bytes, bytesAt, to);
        int digits = Words.first(Words.notDigits(word));
        int bytesEnd;
        if (digits > 0 && digits <= LONGEST_SWAR_NUMBER) {
            event.put(Field.HTTP_RESPONSE_BODY_BYTES, Words.number(word, digits));
            bytesEnd = bytesAt + digits;
        } else {
            bytesEnd = putByteCount(event, bytesAt, to);
            if (bytesEnd < 0) {
                return bytesAt >= to
                        ? reject("the line ends before the byte count", from, to)
                        : reject("expected a byte count below 2^63 or '-'", from, -bytesEnd - 1);
            }
        }

        if (combined) {
            Rejection rejection = parseReferrerAndAgent(event, bytes, bytesEnd, from, to);
            if (rejection != null) {
                return rejection;
            }
        } else {
            int end = Ascii.afterSpaces(bytes, bytesEnd, to);
            if (end < to) {
                return reject("expected the line to end behind the byte count", from, bytesEnd);
            }
        }

        event.timestampMicros(micros);
        event.put(Field.EVENT_TIMEZONE, timeAt + AccessTime.ZONE_AT, AccessTime.ZONE_LENGTH);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Caller.putAddress(event, addressAt, addressEnd)) {
            return reject("expected an address, a host's name or '-'", from, addressAt);
        }
        if (hasStatus) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status(bytes, requestEnd + 2));
        }
        QuotedRequest.put(event, bytes, requestAt, requestEnd, question);
        if (scan.sawOtherThanAscii()) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private Rejection parseReferrerAndAgent(EventBuilder event, byte[] bytes, int bytesEnd, int from, int to) {
        int referrerAt = bytesEnd + 2;
        if (referrerAt > to || bytes[bytesEnd] != ' ' || bytes[bytesEnd + 1] != '"') {
            return expect(" \"", "the byte count", bytes, bytesEnd, from, to);
        }
        int referrerEnd = scan.quote(bytes, referrerAt, to);
        if (referrerEnd < 0) {
            return reject("the line ends within the referrer", from, to);
        }
        int agentAt = referrerEnd + 3;
        if (agentAt > to || bytes[referrerEnd + 1] != ' ' || bytes[referrerEnd + 2] != '"') {
            return expect(" \"", "the referrer", bytes, referrerEnd + 1, from, to);
        }
        int agentEnd = agentEnd(bytes, agentAt, to);
        if (agentEnd < 0) {
            return reject("the line ends within the user agent", from, to);
        }
        if (agentEnd + 1 < to) {
            Rejection rejection = extraFields.parse(event, bytes, agentEnd + 1, from, to);
            if (rejection != null) {
                return rejection;
            }
        }
        putText(event, Field.HTTP_REQUEST_REFERRER, referrerAt, referrerEnd);
        putText(event, Field.USER_AGENT_ORIGINAL, agentAt, agentEnd);
        return null;
    }

    /** Whether a space and a status, three digits or a minus, stand at a place and a space or the line's end follows. */
    private static boolean isStatusAt(byte[] bytes, int at, int to) {
        if (to - at >= 5) {
            int wrong = (bytes[at] ^ ' ') | (bytes[at + 4] ^ ' ');
            int hundreds = bytes[at + 1] - '0';
            int tens = bytes[at + 2] - '0';
            int ones = bytes[at + 3] - '0';
            int range = hundreds | (9 - hundreds) | tens | (9 - tens) | ones | (9 - ones);
            if (wrong == 0 && range >= 0) {
                return true;
            }
        }
        return to - at >= 3 && bytes[at] == ' ' && bytes[at + 1] == '-' && bytes[at + 2] == ' ';
    }

    private static int status(byte[] bytes, int at) {
        return bytes[at] * 100 + bytes[at + 1] * 10 + bytes[at + 2] - '0' * 111;
    }

    private Rejection rejectStatus(byte[] bytes, int at, int from, int to) {
        if (at >= to) {
            return reject("the line ends behind the request", from, to);
        }
        if (bytes[at] != ' ') {
            return reject("expected a space behind the request", from, at);
        }
        for (int i = 1; i <= 3; i++) {
            if (at + i >= to) {
                return reject("the line ends within the status", from, to);
            }
            if (i == 1 && bytes[at + 1] == '-') {
                return at + 2 >= to
                        ? reject("the line ends behind the status", from, to)
                        : reject("expected a space behind the status", from, at + 2);
            }
            if (!Ascii.isDigit(bytes[at + i])) {
                return reject("expected a status of three digits or '-'", from, at + i);
            }
        }
        return at + 4 >= to
                ? reject("the line ends behind the status", from, to)
                : reject("expected a space behind the status", from, at + 4);
    }

    /** Finds the end of a request whose quotes or backslashes were not escaped: the first quote before a status. */
    private int requestEndBeforeStatus(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            scan.saw(bytes[i]);
            if (bytes[i] == '"' && isStatusAt(bytes, i + 1, to)) {
                return i;
            }
        }
        return -1;
    }

    /** Puts a byte count that has no length of one to seven digits; returns its end, or the negative place - 1. */
    private static int putByteCount(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        if (from < to && bytes[from] == '-') {
            return from + 1;
        }
        long count = 0;
        int at = from;
        while (at < to && Ascii.isDigit(bytes[at])) {
            int digit = bytes[at] - '0';
            if (count > (Long.MAX_VALUE - digit) / 10) {
                return -at - 1;
            }
            count = count * 10 + digit;
            at++;
        }
        if (at == from) {
            return -at - 1;
        }
        event.put(Field.HTTP_RESPONSE_BODY_BYTES, count);
        return at;
    }

    /**
     * Finds where the time stamp begins behind a user name: after the first {@code " ["} whose third and seventh byte are
     * slashes, as a date's are; else after the first one at all. Returns the negative place - 1 of what does not fit.
     */
    private int timeAfterUser(byte[] bytes, int from, int to) {
        int likely = -1;
        if (from + 1 < to
                && bytes[from] == '-'
                && bytes[from + 1] == ' '
                && (from + 2 >= to || bytes[from + 2] != '[')) {
            // No name begins so: there is a field more in front, as a virtual host's.
            return -(from + 2) - 1;
        }
        for (int i = from; i < to; i++) {
            scan.saw(bytes[i]);
            if (bytes[i] == '[' && bytes[i - 1] == ' ') {
                if (i + 7 < to && bytes[i + 3] == '/' && bytes[i + 7] == '/') {
                    return i + 1;
                }
                likely = likely < 0 ? i + 1 : likely;
            }
        }
        return likely < 0 ? -to - 1 : likely;
    }

    private static void putUser(EventBuilder event, int from, int to) {
        // Apache writes an empty name as two quotes.
        if (to - from == 2 && event.bytes()[from] == '"' && event.bytes()[from + 1] == '"') {
            return;
        }
        putText(event, Field.USER_NAME, from, to);
    }

    static void putText(EventBuilder event, Field field, int from, int to) {
        int length = to - from;
        if (length > 1 || (length == 1 && event.bytes()[from] != '-')) {
            event.put(field, from, length);
        }
    }

    /** Where the user agent ends: most lines end with its quote, which a look for any other confirms. */
    private int agentEnd(byte[] bytes, int from, int to) {
        int last = to - 1;
        if (last - from < LEAST_AGENT
                || bytes[last] != '"'
                || bytes[last - 1] == '\\'
                || scan.hasQuote(bytes, from, last)) {
            return scan.quote(bytes, from, to);
        }
        return last;
    }

    /** Checks what stands between two fields; null if it is as expected. */
    private static Rejection expect(String text, String behind, byte[] bytes, int at, int from, int to) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= to) {
                return reject("the line ends behind " + behind, from, to);
            }
            if (bytes[at + i] != text.charAt(i)) {
                return reject("expected '%s' behind %s".formatted(text, behind), from, at + i);
            }
        }
        return null;
    }

    static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
