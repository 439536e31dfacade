package io.drey.format.accesslog;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenFieldLimits;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.LineParser;
import io.drey.format.text.AccessTime;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Words;
import java.util.stream.IntStream;

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

    private static final long SPACES = Words.repeat(' ');
    private static final long QUOTES = Words.repeat('"');
    private static final long QUESTION_MARKS = Words.repeat('?');
    private static final long NOBODY = Words.of(" - - [");
    private static final long SIX_BYTES = 0xFFFF_FFFF_FFFFL;
    private static final long GET = Words.of("GET ");
    private static final long POST = Words.of("POST ");
    private static final long VERSION = Words.of("HTTP/\0.\0");
    private static final long SHORT_VERSION = Words.of(" HTTP/");
    private static final long VERSION_MASK = 0x00FF_00FF_FFFF_FFFFL;
    private static final int LONGEST_SWAR_NUMBER = 7;
    private static final int BLOCK = 32;
    private static final String EXTRA_FIELD = "labels.extra.";
    private static final String DROPPED_FIELDS = OpenNames.OURS + "dropped_fields";
    private static final String[] EXTRA =
            IntStream.rangeClosed(1, 16).mapToObj(i -> EXTRA_FIELD + i).toArray(String[]::new);

    private final boolean combined;
    private final OpenFieldLimits limits;
    private final AccessTime time = new AccessTime();
    /** All words that were scanned in this line, joined by or: tells whether any byte is not ASCII. */
    private long seen;

    private AccessLogParser(boolean combined, OpenFieldLimits limits) {
        this.combined = combined;
        this.limits = limits;
    }

    public static AccessLogParser common() {
        return new AccessLogParser(false, OpenFieldLimits.DEFAULT);
    }

    /** A parser of lines with referrer and agent, whose further fields are open ones. */
    public static AccessLogParser combined(OpenFieldLimits limits) {
        return new AccessLogParser(true, limits);
    }

    @Override
    public Rejection parse(LogEvent event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        seen = 0;

        int addressAt = ByteOrderMark.behind(bytes, from, to);
        int addressEnd = space(bytes, addressAt, to);
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
            int identEnd = space(bytes, addressEnd + 1, to);
            if (identEnd < 0) {
                return reject("the line ends within the client's identity", from, to);
            }
            timeAt = timeAfterUser(bytes, identEnd + 1, to);
            if (timeAt < 0) {
                return reject("expected a user name and '['", from, -timeAt - 1);
            }
            if (!isUser(bytes, addressAt, addressEnd + 1, identEnd, timeAt - 2)) {
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

        int question = questionOrQuote(bytes, requestAt, to);
        int requestEnd = question >= 0 && bytes[question] == '?' ? quote(bytes, question + 1, to) : question;
        if (requestEnd < 0 || !isStatusAt(bytes, requestEnd + 1, to)) {
            int lenient = requestEndBeforeStatus(bytes, requestAt, to);
            if (lenient < 0) {
                return requestEnd < 0
                        ? reject("the line ends within the request", from, to)
                        : rejectStatus(bytes, requestEnd + 1, from, to);
            }
            requestEnd = lenient;
            question = questionMark(bytes, requestAt, requestEnd);
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
            int end = afterSpaces(bytes, bytesEnd, to);
            if (end < to) {
                return reject("expected the line to end behind the byte count", from, bytesEnd);
            }
        }

        event.timestampMicros(micros);
        event.put(Field.EVENT_TIMEZONE, timeAt + AccessTime.ZONE_AT, AccessTime.ZONE_LENGTH);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!putAddress(event, addressAt, addressEnd)) {
            return reject("expected an address, a host's name or '-'", from, addressAt);
        }
        if (hasStatus) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status(bytes, requestEnd + 2));
        }
        putRequest(event, bytes, requestAt, requestEnd, question);
        if ((seen & Words.HIGHEST_BITS) != 0) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private Rejection parseReferrerAndAgent(LogEvent event, byte[] bytes, int bytesEnd, int from, int to) {
        int referrerAt = bytesEnd + 2;
        if (referrerAt > to || bytes[bytesEnd] != ' ' || bytes[bytesEnd + 1] != '"') {
            return expect(" \"", "the byte count", bytes, bytesEnd, from, to);
        }
        int referrerEnd = quote(bytes, referrerAt, to);
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
            Rejection rejection = parseExtraFields(event, bytes, agentEnd + 1, from, to);
            if (rejection != null) {
                return rejection;
            }
        }
        putText(event, Field.HTTP_REQUEST_REFERRER, referrerAt, referrerEnd);
        putText(event, Field.USER_AGENT_ORIGINAL, agentAt, agentEnd);
        return null;
    }

    /** Takes quoted fields and unquoted numbers behind the agent. */
    private Rejection parseExtraFields(LogEvent event, byte[] bytes, int behindAgent, int from, int to) {
        int end = behindAgent;
        int extras = 0;
        int dropped = 0;
        int room = limits.bytes();
        while (end < to) {
            int next = afterSpaces(bytes, end, to);
            if (next == to) {
                break;
            }
            if (next == end) {
                return reject("expected the line to end or a further field behind a space", from, next);
            }
            boolean isQuoted = bytes[next] == '"';
            int valueAt = isQuoted ? next + 1 : next;
            int valueEnd = isQuoted ? quote(bytes, valueAt, to) : space(bytes, valueAt, to);
            if (valueEnd < 0) {
                if (isQuoted) {
                    return reject("the line ends within a quoted field", from, to);
                }
                valueEnd = to;
            }
            if (!isQuoted && !isNumberOrMinus(bytes, valueAt, valueEnd)) {
                return reject("expected the line to end, a further quoted field or a number", from, next);
            }
            if (isQuoted && end == behindAgent && Forwarded.isForwarded(bytes, valueAt, valueEnd)) {
                putText(event, Field.HTTP_REQUEST_FORWARDED_FOR, valueAt, valueEnd);
            } else {
                extras++;
                if (valueEnd - valueAt != 1 || bytes[valueAt] != '-') {
                    int left =
                            event.openCount() < limits.fields() ? putExtra(event, extras, valueAt, valueEnd, room) : -1;
                    if (left < 0) {
                        dropped++;
                    } else {
                        room = left;
                    }
                }
            }
            end = isQuoted ? valueEnd + 1 : valueEnd;
        }
        if (dropped > 0) {
            event.appendOpen(DROPPED_FIELDS, Integer.toString(dropped));
        }
        return null;
    }

    /** Keeps a field that has no name; returns how many bytes are left of the room for such, or -1 if it has none in it. */
    private static int putExtra(LogEvent event, int number, int from, int to, int room) {
        String name = extraName(number);
        int left = room - name.length() - (to - from);
        if (left >= 0) {
            event.putOpen(name, from, to - from);
        }
        return Math.max(-1, left);
    }

    private static String extraName(int number) {
        return number <= EXTRA.length ? EXTRA[number - 1] : EXTRA_FIELD + number;
    }

    private static boolean isNumberOrMinus(byte[] bytes, int from, int to) {
        if (to == from + 1 && bytes[from] == '-') {
            return true;
        }
        int points = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '.' && i > from && i + 1 < to) {
                points++;
            } else if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return points <= 1 && to > from;
    }

    /**
     * Puts the caller: an address or a name; a port behind an address, and brackets around it, are no part of it.
     *
     * @return false if it is neither, as where words of another layout are joined to it
     */
    private static boolean putAddress(LogEvent event, int from, int to) {
        byte[] bytes = event.bytes();
        if (IpLiteral.put(event, Field.SOURCE_IP, from, to)) {
            event.put(Field.SOURCE_ADDRESS, from, to - from);
            return true;
        }
        if (to == from + 1 && bytes[from] == '-') {
            return true;
        }
        int at = from;
        int end = to;
        int port = -1;
        int colon = lastColon(bytes, from, to);
        if (colon > from && bytes[to - 1] != ']') {
            port = RequestTarget.port(bytes, colon + 1, to);
            end = port < 0 ? to : colon;
        }
        if (bytes[at] == '[' && bytes[end - 1] == ']') {
            at++;
            end--;
        }
        if (IpLiteral.put(event, Field.SOURCE_IP, at, withoutZone(bytes, at, end))) {
            event.put(Field.SOURCE_ADDRESS, at, end - at);
            if (port >= 0) {
                event.put(Field.SOURCE_PORT, port);
            }
            return true;
        }
        event.put(Field.SOURCE_ADDRESS, from, to - from);
        return isHostName(bytes, from, to);
    }

    /** Where an address ends before the name of an interface, as in {@code fe80::1%eth0}. */
    private static int withoutZone(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '%') {
            at++;
        }
        return at;
    }

    /**
     * Whether a word is made of what names of hosts are, in brackets or with one colon as the case may be, and no address is
     * joined to it.
     */
    private static boolean isHostName(byte[] bytes, int from, int to) {
        boolean hasBrackets = bytes[from] == '[' && bytes[to - 1] == ']';
        int at = hasBrackets ? from + 1 : from;
        int end = hasBrackets ? to - 1 : to;
        int colon = -1;
        for (int i = at; i < end; i++) {
            byte b = bytes[i];
            if (b < 0) {
                if (IpLiteral.isAddress(bytes, at, i) || IpLiteral.isAddress(bytes, i + 1, end)) {
                    return false;
                }
            } else if (b == ':' && colon < 0) {
                colon = i;
            } else if (!isLetter(b) && !isDigit(b) && b != '.' && b != '-' && b != '_') {
                return false;
            }
        }
        return colon < 0 || !(IpLiteral.isAddress(bytes, at, colon) || IpLiteral.isAddress(bytes, colon + 1, end));
    }

    private static boolean isPlainName(byte[] bytes, int from, int to) {
        return from < to && isHostName(bytes, from, to) && Words.areAscii(bytes, from, to);
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    private static int lastColon(byte[] bytes, int from, int to) {
        int at = to - 1;
        while (at >= from && bytes[at] != ':') {
            at--;
        }
        return at;
    }

    /**
     * Whether the words between the address and the time are an identity and a user, and not those of another layout whose
     * lines begin with more: no identity is an address. A user with spaces is taken only if no word is an address or a minus,
     * if one space stands between two of them, and if there is no identity. Behind an address there may be one; behind a name
     * only one that is no host's name itself, and two words, so that no valid line can begin among them.
     */
    private static boolean isUser(byte[] bytes, int addressAt, int identAt, int identEnd, int userEnd) {
        int userAt = identEnd + 1;
        boolean hasIdentity = identEnd != identAt + 1 || bytes[identAt] != '-';
        if (hasIdentity && isHost(bytes, identAt, identEnd)) {
            return false;
        }
        int space = nextSpace(bytes, userAt, userEnd);
        if (space == userEnd) {
            return true;
        }
        if (hasIdentity
                && !Forwarded.isAddress(bytes, addressAt, identAt - 1)
                && (nextSpace(bytes, space + 1, userEnd) < userEnd || isPlainName(bytes, identAt, identEnd))) {
            return false;
        }
        int wordAt = userAt;
        while (true) {
            int wordEnd = nextSpace(bytes, wordAt, userEnd);
            if (wordEnd == wordAt
                    || (wordEnd == wordAt + 1 && bytes[wordAt] == '-')
                    || isHost(bytes, wordAt, wordEnd)) {
                return false;
            }
            if (wordEnd == userEnd) {
                return true;
            }
            wordAt = wordEnd + 1;
        }
    }

    /** Whether a word is an address, with a port or a comma behind it, or in brackets. */
    private static boolean isHost(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == ',' ? to - 1 : to;
        return end > from && Forwarded.isAddress(bytes, from, end);
    }

    private static int nextSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    private static void putRequest(LogEvent event, byte[] bytes, int from, int to, int question) {
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

    /** Puts what a request line holds, as it stands in an access log's quotes. */
    public static void putRequestLine(LogEvent event, int from, int to) {
        putRequest(event, event.bytes(), from, to, questionMark(event.bytes(), from, to));
    }

    private static int questionMark(byte[] bytes, int from, int to) {
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
                && isDigit(bytes[to - 3])
                && isDigit(bytes[to - 1])
                && to - 9 >= from
                && bytes[to - 9] == ' ') {
            return to - 3;
        }
        // " HTTP/2", as Apache writes it.
        if (((end >>> 8) & SIX_BYTES) == SHORT_VERSION && isDigit(bytes[to - 1])) {
            return to - 1;
        }
        return -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
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
            if (!isDigit(bytes[at + i])) {
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
            seen |= (long) bytes[i] << 56;
            if (bytes[i] == '"' && isStatusAt(bytes, i + 1, to)) {
                return i;
            }
        }
        return -1;
    }

    /** Puts a byte count that has no length of one to seven digits; returns its end, or the negative place - 1. */
    private static int putByteCount(LogEvent event, int from, int to) {
        byte[] bytes = event.bytes();
        if (from < to && bytes[from] == '-') {
            return from + 1;
        }
        long count = 0;
        int at = from;
        while (at < to && isDigit(bytes[at])) {
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
            seen |= (long) bytes[i] << 56;
            if (bytes[i] == '[' && bytes[i - 1] == ' ') {
                if (i + 7 < to && bytes[i + 3] == '/' && bytes[i + 7] == '/') {
                    return i + 1;
                }
                likely = likely < 0 ? i + 1 : likely;
            }
        }
        return likely < 0 ? -to - 1 : likely;
    }

    private static void putUser(LogEvent event, int from, int to) {
        // Apache writes an empty name as two quotes.
        if (to - from == 2 && event.bytes()[from] == '"' && event.bytes()[from + 1] == '"') {
            return;
        }
        putText(event, Field.USER_NAME, from, to);
    }

    private static void putText(LogEvent event, Field field, int from, int to) {
        int length = to - from;
        if (length > 1 || (length == 1 && event.bytes()[from] != '-')) {
            event.put(field, from, length);
        }
    }

    /** The first space, or -1. */
    private int space(byte[] bytes, int from, int to) {
        if (to - from >= 16) {
            long first = Words.at(bytes, from);
            long second = Words.at(bytes, from + 8);
            seen |= first | second;
            int marks = Words.bits(Words.marks(first, SPACES)) | Words.bits(Words.marks(second, SPACES)) << 8;
            if (marks != 0) {
                return from + Integer.numberOfTrailingZeros(marks);
            }
        }
        for (int i = from; i < to; i += 8) {
            long word = Words.at(bytes, i, to);
            seen |= word;
            long stop = Words.equal(word, SPACES);
            if (stop != 0) {
                return i + Words.first(stop);
            }
        }
        return -1;
    }

    /** The first question mark or quote that is not escaped, or -1. */
    private int questionOrQuote(byte[] bytes, int from, int to) {
        long all = 0;
        int i = from;
        int lastWords = to - 16;
        while (i <= lastWords) {
            long first = Words.at(bytes, i);
            long second = Words.at(bytes, i + 8);
            all |= first | second;
            long firstMarks = Words.marks(first, QUOTES) | Words.marks(first, QUESTION_MARKS);
            long secondMarks = Words.marks(second, QUOTES) | Words.marks(second, QUESTION_MARKS);
            if (((firstMarks | secondMarks) & Words.HIGHEST_BITS) == 0) {
                i += 16;
                continue;
            }
            i += Integer.numberOfTrailingZeros(Words.bits(firstMarks) | (Words.bits(secondMarks) << 8));
            if (bytes[i] == '?' || !isEscaped(bytes, from, i)) {
                seen |= all;
                return i;
            }
            i++;
        }
        while (i < to) {
            all |= (long) bytes[i] << 56;
            if (bytes[i] == '?' || (bytes[i] == '"' && !isEscaped(bytes, from, i))) {
                seen |= all;
                return i;
            }
            i++;
        }
        seen |= all;
        return -1;
    }

    /** Where the user agent ends: most lines end with its quote, which a look for any other confirms. */
    private int agentEnd(byte[] bytes, int from, int to) {
        int last = to - 1;
        if (last - from < BLOCK || bytes[last] != '"' || bytes[last - 1] == '\\' || hasQuote(bytes, from, last)) {
            return quote(bytes, from, to);
        }
        return last;
    }

    /** Whether text of at least 32 bytes may hold a quote. Reads all of it, for a loop that ends early is mispredicted. */
    private boolean hasQuote(byte[] bytes, int from, int to) {
        long all = 0;
        long marks = 0;
        int lastBlock = to - BLOCK;
        int i = from;
        while (true) {
            long first = Words.at(bytes, i);
            long second = Words.at(bytes, i + 8);
            long third = Words.at(bytes, i + 16);
            long fourth = Words.at(bytes, i + 24);
            all |= first | second | third | fourth;
            marks |= Words.marks(first, QUOTES)
                    | Words.marks(second, QUOTES)
                    | Words.marks(third, QUOTES)
                    | Words.marks(fourth, QUOTES);
            if (i == lastBlock) {
                break;
            }
            i = Math.min(i + BLOCK, lastBlock);
        }
        seen |= all;
        return (marks & Words.HIGHEST_BITS) != 0;
    }

    /** The first quote that is not escaped, or -1. */
    private int quote(byte[] bytes, int from, int to) {
        long all = 0;
        int i = from;
        int lastBlock = to - BLOCK;
        while (i <= lastBlock) {
            long first = Words.at(bytes, i);
            long second = Words.at(bytes, i + 8);
            long third = Words.at(bytes, i + 16);
            long fourth = Words.at(bytes, i + 24);
            all |= first | second | third | fourth;
            long firstMarks = Words.marks(first, QUOTES);
            long secondMarks = Words.marks(second, QUOTES);
            long thirdMarks = Words.marks(third, QUOTES);
            long fourthMarks = Words.marks(fourth, QUOTES);
            if (((firstMarks | secondMarks | thirdMarks | fourthMarks) & Words.HIGHEST_BITS) == 0) {
                i += BLOCK;
                continue;
            }
            i += Integer.numberOfTrailingZeros(Words.bits(firstMarks, secondMarks, thirdMarks, fourthMarks));
            if (!isEscaped(bytes, from, i)) {
                seen |= all;
                return i;
            }
            i++;
        }
        seen |= all;
        return quoteInLastBlock(bytes, from, i, to);
    }

    /** The first quote from a place among the last 32 bytes; reads that whole block, and nothing beyond the line. */
    private int quoteInLastBlock(byte[] bytes, int from, int place, int to) {
        int block = to - BLOCK;
        if (block < 0 || place >= to) {
            return place >= to ? -1 : quoteInShortLine(bytes, from, place, to);
        }
        long first = Words.at(bytes, block);
        long second = Words.at(bytes, block + 8);
        long third = Words.at(bytes, block + 16);
        long fourth = Words.at(bytes, block + 24);
        seen |= first | second | third | fourth;
        int quotes = Words.bits(
                        Words.exactlyEqual(first, QUOTES),
                        Words.exactlyEqual(second, QUOTES),
                        Words.exactlyEqual(third, QUOTES),
                        Words.exactlyEqual(fourth, QUOTES))
                >>> (place - block);
        while (quotes != 0) {
            int at = place + Integer.numberOfTrailingZeros(quotes);
            if (!isEscaped(bytes, from, at)) {
                return at;
            }
            quotes &= quotes - 1;
        }
        return -1;
    }

    private int quoteInShortLine(byte[] bytes, int from, int place, int to) {
        for (int i = place; i < to; i++) {
            seen |= (long) bytes[i] << 56;
            if (bytes[i] == '"' && !isEscaped(bytes, from, i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an odd number of backslashes stands in front. Looked for only where a quote is: they are rare. */
    private static boolean isEscaped(byte[] bytes, int from, int at) {
        int before = at;
        while (before > from && bytes[before - 1] == '\\') {
            before--;
        }
        return ((at - before) & 1) != 0;
    }

    private static int afterSpaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
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

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
