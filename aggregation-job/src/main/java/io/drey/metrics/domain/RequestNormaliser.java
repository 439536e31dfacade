package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.slice.SliceCache;
import java.util.regex.Pattern;

/**
 * Gives requests for the same page or interface the same name.
 *
 * <p>In order: percent-escapes are decoded; bytes that are not UTF-8 become the replacement character; the query string
 * is dropped; {@code /(\d+|idx\d+)} becomes {@code /:id}; {@code |} and {@code ,} become {@code :};
 * {@code (:\w{10,})+} becomes {@code :long_segment}; brackets are dropped; three parts of the path are kept. What cannot be
 * decoded, and what leaves nothing, is {@code error}. A plus sign stays: it means a space only in a query.
 *
 * <p>Results are remembered for the 16,384 requests last seen. Not thread-safe.
 */
public final class RequestNormaliser {

    /** The name of requests that cannot be normalised. */
    public static final Value ERROR = Value.of("error");

    private static final int REMEMBERED = 1 << 14;
    private static final int LONGEST_REQUEST = 4096;
    private static final int PARTS = 3;

    private static final Pattern ID = Pattern.compile("/(\\d+|idx\\d+)");
    private static final Pattern SEPARATOR = Pattern.compile("[|,]");
    private static final Pattern LONG_SEGMENT = Pattern.compile("(:\\w{10,}+)++");
    private static final Pattern BRACKET = Pattern.compile("[\\[\\]]");

    private final SliceCache<Value> cache = new SliceCache<>(REMEMBERED, LONGEST_REQUEST, RequestNormaliser::compute);

    /** The normalised form of a request target, given as sent. */
    public Value normalise(byte[] bytes, int from, int length) {
        return cache.of(bytes, from, length);
    }

    private static Value compute(byte[] request) {
        byte[] decoded = decoded(request);
        if (decoded == null) {
            return ERROR;
        }
        String path = withoutQuery(new String(decoded, UTF_8));
        path = ID.matcher(path).replaceAll("/:id");
        path = SEPARATOR.matcher(path).replaceAll(":");
        path = LONG_SEGMENT.matcher(path).replaceAll(":long_segment");
        path = BRACKET.matcher(path).replaceAll("");
        path = firstParts(path);
        return path.isEmpty() ? ERROR : Value.of(path);
    }

    /** The bytes with percent-escapes decoded, or null where an escape is not one. */
    private static byte[] decoded(byte[] request) {
        byte[] decoded = new byte[request.length];
        int length = 0;
        for (int i = 0; i < request.length; i++) {
            if (request[i] != '%') {
                decoded[length++] = request[i];
                continue;
            }
            int high = i + 1 < request.length ? Character.digit(request[i + 1], 16) : -1;
            int low = i + 2 < request.length ? Character.digit(request[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            decoded[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return java.util.Arrays.copyOf(decoded, length);
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private static String firstParts(String path) {
        int slash = -1;
        for (int i = 0; i <= PARTS; i++) {
            slash = path.indexOf('/', slash + 1);
            if (slash < 0) {
                return path;
            }
        }
        return path.substring(0, slash);
    }
}
