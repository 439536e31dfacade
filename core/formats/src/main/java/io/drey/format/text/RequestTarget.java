package io.drey.format.text;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.util.Arrays;

/**
 * Puts what a request target says, by the four forms of RFC 9112, section 3.2.
 *
 * <ul>
 *   <li>origin-form, {@code /path?query}: {@code url.path} and {@code url.query}. A number sign is part of them, as servers take
 *       it.
 *   <li>absolute-form, {@code http://user:password@host:80/path?query#fragment}: all of {@code url.*}. Neither the user nor the
 *       password is in {@code url.original}; the password is in no field but {@code event.original}.
 *   <li>authority-form, {@code host:443}, of CONNECT: {@code url.domain} and {@code url.port}, and no path.
 *   <li>asterisk-form, {@code *}: no path.
 * </ul>
 *
 * <p>What has none of these forms is a path up to its first question mark.
 */
public final class RequestTarget {

    private static final long CONNECT = Words.of("CONNECT");

    private RequestTarget() {}

    /** Puts a target; which form it may have follows from the event's method. */
    public static void put(EventBuilder event, int from, int to) {
        put(event, from, to, first(event.bytes(), from, to, '?'));
    }

    /**
     * Puts a target.
     *
     * @param question where its first question mark stands; a place outside of it if there is none
     */
    public static void put(EventBuilder event, int from, int to, int question) {
        byte[] bytes = event.bytes();
        if (from == to) {
            event.put(Field.URL_ORIGINAL, from, 0);
            return;
        }
        if (bytes[from] == '/') {
            event.put(Field.URL_ORIGINAL, from, to - from);
            putPathAndQuery(event, from, to, question);
            return;
        }
        if (bytes[from] == '*' && to == from + 1) {
            event.put(Field.URL_ORIGINAL, from, 1);
            return;
        }
        int authority = authorityAt(bytes, from, to);
        if (authority > 0) {
            putAbsolute(event, from, authority, to);
        } else if (isConnect(event)) {
            int userEnd = putUser(event, from, to);
            event.put(Field.URL_ORIGINAL, userEnd, to - userEnd);
            putHost(event, userEnd, to);
        } else {
            event.put(Field.URL_ORIGINAL, from, to - from);
            putPathAndQuery(event, from, to, question);
        }
    }

    /**
     * Puts scheme, host and port alone, of a URL whose request was never read: {@code http://host:80-} and whatever follows.
     * A minus is what was not read of the path.
     */
    public static void putHostOf(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int authority = authorityAt(bytes, from, to);
        if (authority < 0) {
            return;
        }
        event.put(Field.URL_SCHEME, from, authority - 3 - from);
        int end = authorityEnd(bytes, authority, to);
        int hostAt = behindUser(bytes, authority, end);
        putHost(event, hostAt, end > hostAt && bytes[end - 1] == '-' ? end - 1 : end);
    }

    /** Puts what is no request that anyone could take apart into a field, but no user and password of a URL in it. */
    public static void putUnknown(EventBuilder event, Field field, int from, int to) {
        byte[] bytes = event.bytes();
        byte[] kept = null;
        int length = 0;
        int copied = from;
        for (int i = from; i + 2 < to; i++) {
            if (bytes[i] != ':' || bytes[i + 1] != '/' || bytes[i + 2] != '/') {
                continue;
            }
            int hostAt = behindUser(bytes, i + 3, authorityEnd(bytes, i + 3, to));
            if (hostAt > i + 3) {
                kept = kept == null ? new byte[to - from] : kept;
                System.arraycopy(bytes, copied, kept, length, i + 3 - copied);
                length += i + 3 - copied;
                copied = hostAt;
                i = hostAt - 1;
            }
        }
        if (kept == null) {
            event.put(field, from, to - from);
        } else {
            System.arraycopy(bytes, copied, kept, length, to - copied);
            event.append(field, Arrays.copyOf(kept, length + to - copied));
        }
    }

    private static void putPathAndQuery(EventBuilder event, int from, int to, int question) {
        boolean hasQuery = question >= from && question < to;
        int pathEnd = hasQuery ? question : to;
        if (pathEnd > from) {
            event.put(Field.URL_PATH, from, pathEnd - from);
        }
        if (hasQuery && question + 1 < to) {
            event.put(Field.URL_QUERY, question + 1, to - question - 1);
        }
    }

    /** Where the authority begins behind a scheme and {@code ://}; -1 if there is none. */
    private static int authorityAt(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isSchemeByte(bytes[at])) {
            at++;
        }
        return at > from
                        && isLetter(bytes[from])
                        && at + 2 < to
                        && bytes[at] == ':'
                        && bytes[at + 1] == '/'
                        && bytes[at + 2] == '/'
                ? at + 3
                : -1;
    }

    private static void putAbsolute(EventBuilder event, int from, int authority, int to) {
        byte[] bytes = event.bytes();
        int authorityEnd = authority;
        while (authorityEnd < to
                && bytes[authorityEnd] != '/'
                && bytes[authorityEnd] != '?'
                && bytes[authorityEnd] != '#') {
            authorityEnd++;
        }
        event.put(Field.URL_SCHEME, from, authority - 3 - from);
        int hostAt = putUser(event, authority, authorityEnd);
        if (hostAt == authority) {
            event.put(Field.URL_ORIGINAL, from, to - from);
        } else {
            byte[] original = Arrays.copyOfRange(bytes, from, to - (hostAt - authority));
            System.arraycopy(bytes, hostAt, original, authority - from, to - hostAt);
            event.append(Field.URL_ORIGINAL, original);
        }
        putHost(event, hostAt, authorityEnd);
        int fragment = first(bytes, authorityEnd, to, '#');
        if (fragment + 1 < to) {
            event.put(Field.URL_FRAGMENT, fragment + 1, to - fragment - 1);
        }
        putPathAndQuery(event, authorityEnd, fragment, first(bytes, authorityEnd, fragment, '?'));
    }

    /** Puts the user in front of a host; returns where the host begins. */
    private static int putUser(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int hostAt = behindUser(bytes, from, to);
        if (hostAt > from) {
            int userEnd = first(bytes, from, hostAt - 1, ':');
            if (userEnd > from) {
                event.put(Field.URL_USERNAME, from, userEnd - from);
            }
        }
        return hostAt;
    }

    /** Where the host begins behind a user and a password; {@code from} if none are there. */
    private static int behindUser(byte[] bytes, int from, int to) {
        int at = to;
        while (at > from && bytes[at - 1] != '@') {
            at--;
        }
        return at;
    }

    /** Where an authority ends in a text in which more may follow than a URL. */
    private static int authorityEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '/' && bytes[at] != '?' && bytes[at] != '#' && bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    /** Puts {@code host:port}. Of an address in brackets a colon may be part; load balancers write a missing port as a minus. */
    private static void putHost(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int colon = to - 1;
        while (colon >= from && bytes[colon] != ':') {
            colon--;
        }
        int domainEnd = to;
        if (colon >= from && (bytes[from] != '[' || (colon > from && bytes[colon - 1] == ']'))) {
            domainEnd = colon;
            int port = port(bytes, colon + 1, to);
            if (port >= 0) {
                event.put(Field.URL_PORT, port);
            }
        }
        if (domainEnd > from) {
            event.put(Field.URL_DOMAIN, from, domainEnd - from);
        }
    }

    /** A port as nobody would write it otherwise, at most 65535 and without zeros in front; or -1. */
    public static int port(byte[] bytes, int from, int to) {
        if (from >= to || to - from > 5 || (bytes[from] == '0' && to - from > 1)) {
            return -1;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port <= 0xFFFF ? port : -1;
    }

    private static boolean isConnect(LogEvent event) {
        if (!event.has(Field.HTTP_REQUEST_METHOD) || event.lengthOf(Field.HTTP_REQUEST_METHOD) != 7) {
            return false;
        }
        long word = Words.at(event.bytes(), event.offsetOf(Field.HTTP_REQUEST_METHOD), event.bytes().length);
        return (word & Words.mask(7)) == CONNECT;
    }

    private static int first(byte[] bytes, int from, int to, char wanted) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    private static boolean isSchemeByte(byte b) {
        return isLetter(b) || (b >= '0' && b <= '9') || b == '+' || b == '-' || b == '.';
    }
}
