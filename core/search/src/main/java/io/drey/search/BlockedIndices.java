package io.drey.search;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when indices take no documents because of their state. For a while their documents wait; then they are given up, and
 * so are later ones until the index takes one again. Thus one blocked index does not hold up the others for ever.
 *
 * <p>Time is passed in, in milliseconds.
 */
final class BlockedIndices {

    private final Map<String, Long> sinceMillis = new ConcurrentHashMap<>();
    private final Duration patience;

    BlockedIndices(Duration patience) {
        this.patience = patience;
    }

    /** Notes that an index took no document; returns whether its documents have waited long enough. */
    boolean isGivenUp(String index, long nowMillis) {
        Long since = sinceMillis.putIfAbsent(index, nowMillis);
        return nowMillis - (since == null ? nowMillis : since) >= patience.toMillis();
    }

    /** Notes that an index took a document. */
    void takes(String index) {
        if (!sinceMillis.isEmpty()) {
            sinceMillis.remove(index);
        }
    }
}
