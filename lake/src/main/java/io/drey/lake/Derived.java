package io.drey.lake;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.util.Arrays;

/**
 * Columns that follow from others. Rows hold them only where they do not follow; readers and views fill them in.
 *
 * <p>The address is that of {@code source_ip} where the line gives an address; the request target is its path and query.
 */
final class Derived {

    private Derived() {}

    /** Whether {@code source.address} is {@code source.ip}. */
    static boolean isAddressOfIp(LogEvent event) {
        if (!event.has(Field.SOURCE_IP) || !event.has(Field.SOURCE_ADDRESS)) {
            return false;
        }
        int length = event.lengthOf(Field.SOURCE_ADDRESS);
        return length == event.lengthOf(Field.SOURCE_IP)
                && areEqual(
                        event.bytes(), event.offsetOf(Field.SOURCE_ADDRESS), event.offsetOf(Field.SOURCE_IP), length);
    }

    /** Whether {@code url.original} is {@code url.path}, and a question mark with {@code url.query} if there is a query. */
    static boolean isTargetOfPathAndQuery(LogEvent event) {
        if (!event.has(Field.URL_ORIGINAL) || !event.has(Field.URL_PATH)) {
            return false;
        }
        byte[] bytes = event.bytes();
        int target = event.offsetOf(Field.URL_ORIGINAL);
        int length = event.lengthOf(Field.URL_ORIGINAL);
        int pathLength = event.lengthOf(Field.URL_PATH);
        if (pathLength > length || !areEqual(bytes, target, event.offsetOf(Field.URL_PATH), pathLength)) {
            return false;
        }
        if (!event.has(Field.URL_QUERY)) {
            return length == pathLength;
        }
        int queryLength = event.lengthOf(Field.URL_QUERY);
        return length == pathLength + 1 + queryLength
                && bytes[target + pathLength] == '?'
                && areEqual(bytes, target + pathLength + 1, event.offsetOf(Field.URL_QUERY), queryLength);
    }

    /** Slices mostly are the same place of a line, which needs no look at the bytes. */
    private static boolean areEqual(byte[] bytes, int one, int other, int length) {
        return one == other || Arrays.equals(bytes, one, one + length, bytes, other, other + length);
    }

    /** Fills in what a row left out. */
    static void complete(LogEvent event) {
        if (!event.has(Field.SOURCE_ADDRESS) && event.has(Field.SOURCE_IP)) {
            event.put(Field.SOURCE_ADDRESS, event.offsetOf(Field.SOURCE_IP), event.lengthOf(Field.SOURCE_IP));
        }
        if (!event.has(Field.URL_ORIGINAL) && event.has(Field.URL_PATH)) {
            byte[] path = event.slice(Field.URL_PATH);
            byte[] query = event.slice(Field.URL_QUERY);
            if (query == null) {
                event.put(Field.URL_ORIGINAL, event.offsetOf(Field.URL_PATH), path.length);
            } else {
                byte[] target = Arrays.copyOf(path, path.length + 1 + query.length);
                target[path.length] = '?';
                System.arraycopy(query, 0, target, path.length + 1, query.length);
                event.append(Field.URL_ORIGINAL, target);
            }
        }
    }
}
