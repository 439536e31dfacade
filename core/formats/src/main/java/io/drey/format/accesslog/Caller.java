package io.drey.format.accesslog;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Words;

/** Who called: the address or the host's name in front of an access log's line, and the words between it and the time. */
public final class Caller {

    private Caller() {}

    /**
     * Puts the caller: an address or a name; a port behind an address, and brackets around it, are no part of it.
     *
     * @return false if it is neither, as where words of another layout are joined to it
     */
    public static boolean putAddress(EventBuilder event, int from, int to) {
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
            } else if (!Ascii.isLetter(b) && !Ascii.isDigit(b) && b != '.' && b != '-' && b != '_') {
                return false;
            }
        }
        return colon < 0 || !(IpLiteral.isAddress(bytes, at, colon) || IpLiteral.isAddress(bytes, colon + 1, end));
    }

    private static boolean isPlainName(byte[] bytes, int from, int to) {
        return from < to && isHostName(bytes, from, to) && Words.areAscii(bytes, from, to);
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
    static boolean isUser(byte[] bytes, int addressAt, int identAt, int identEnd, int userEnd) {
        int userAt = identEnd + 1;
        boolean hasIdentity = identEnd != identAt + 1 || bytes[identAt] != '-';
        if (hasIdentity && !isIdentity(bytes, identAt, identEnd)) {
            return false;
        }
        int space = nextSpace(bytes, userAt, userEnd);
        if (space == userEnd) {
            return true;
        }
        return !(hasIdentity
                        && !Forwarded.isAddress(bytes, addressAt, identAt - 1)
                        && isAmbiguous(bytes, identAt, identEnd, space, userEnd))
                && isOfNames(bytes, userAt, userEnd);
    }

    /** The same of a user's name, where the event has what stands in front of it: the caller and the identity. */
    public static boolean isUser(LogEvent event, int from, int to) {
        byte[] bytes = event.bytes();
        int space = nextSpace(bytes, from, to);
        if (space == to) {
            return true;
        }
        if (event.has(Field.CLIENT_IDENT) && !event.has(Field.SOURCE_IP)) {
            int identAt = event.offsetOf(Field.CLIENT_IDENT);
            if (isAmbiguous(bytes, identAt, identAt + event.lengthOf(Field.CLIENT_IDENT), space, to)) {
                return false;
            }
        }
        return isOfNames(bytes, from, to);
    }

    /** Whether a word may be an identity: no address is one. */
    public static boolean isIdentity(byte[] bytes, int from, int to) {
        return !isHost(bytes, from, to) && nextSpace(bytes, from, to) == to;
    }

    /** Whether an identity behind a name, and a user with spaces, may be a caller with what follows one. */
    private static boolean isAmbiguous(byte[] bytes, int identAt, int identEnd, int space, int userEnd) {
        return nextSpace(bytes, space + 1, userEnd) < userEnd || isPlainName(bytes, identAt, identEnd);
    }

    /** Whether single spaces part words of which none is an address or a minus. */
    private static boolean isOfNames(byte[] bytes, int from, int to) {
        int wordAt = from;
        while (true) {
            int wordEnd = nextSpace(bytes, wordAt, to);
            if (wordEnd == wordAt
                    || (wordEnd == wordAt + 1 && bytes[wordAt] == '-')
                    || isHost(bytes, wordAt, wordEnd)) {
                return false;
            }
            if (wordEnd == to) {
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
}
