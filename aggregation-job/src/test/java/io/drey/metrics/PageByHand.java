package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** The name of a request's page, by the words of the normaliser's contract and nothing of its code. */
final class PageByHand {

    private static final String ERROR = "error";
    private static final int LONG = 10;

    private PageByHand() {}

    static String of(String request) {
        String path = decoded(request);
        if (path == null) {
            return ERROR;
        }
        path = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        path = withoutIds(path).replace('|', ':').replace(',', ':');
        path = withoutLongSegments(path).replace("[", "").replace("]", "");
        path = threeParts(path);
        return path.isEmpty() ? ERROR : path;
    }

    /** Null where a percent sign begins no escape. */
    private static String decoded(String request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] sent = request.getBytes(UTF_8);
        for (int i = 0; i < sent.length; i++) {
            if (sent[i] != '%') {
                bytes.write(sent[i]);
                continue;
            }
            String escape = i + 2 < sent.length ? new String(sent, i + 1, 2, UTF_8) : "";
            if (!escape.matches("[0-9A-Fa-f]{2}")) {
                return null;
            }
            bytes.write(Integer.parseInt(escape, 16));
            i += 2;
        }
        return bytes.toString(UTF_8);
    }

    /** A number after a slash, also with "idx" before it, is an id. */
    private static String withoutIds(String path) {
        StringBuilder named = new StringBuilder();
        int at = 0;
        while (at < path.length()) {
            named.append(path.charAt(at++));
            if (path.charAt(at - 1) != '/') {
                continue;
            }
            int number = path.startsWith("idx", at) ? at + 3 : at;
            int end = number;
            while (end < path.length() && path.charAt(end) >= '0' && path.charAt(end) <= '9') {
                end++;
            }
            if (end > number) {
                named.append(":id");
                at = end;
            }
        }
        return named.toString();
    }

    /** Words of ten characters or more after a colon, one or several of them, are one long segment. */
    private static String withoutLongSegments(String path) {
        StringBuilder named = new StringBuilder();
        int at = 0;
        while (at < path.length()) {
            int end = at;
            while (endOfLongWord(path, end) > end) {
                end = endOfLongWord(path, end);
            }
            if (end > at) {
                named.append(":long_segment");
                at = end;
            } else {
                named.append(path.charAt(at++));
            }
        }
        return named.toString();
    }

    /** Where a colon and a long word end that begin at a place; that place if none do. */
    private static int endOfLongWord(String path, int from) {
        if (from >= path.length() || path.charAt(from) != ':') {
            return from;
        }
        int end = from + 1;
        while (end < path.length() && (path.charAt(end) == '_' || isLetterOrDigit(path.charAt(end)))) {
            end++;
        }
        return end - from - 1 >= LONG ? end : from;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** What stands before the fourth slash. */
    private static String threeParts(String path) {
        int slashes = 0;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/' && ++slashes > 3) {
                return path.substring(0, i);
            }
        }
        return path;
    }
}
