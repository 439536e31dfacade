package io.drey.search;

import static io.drey.search.OpenSearchConnection.require;
import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How documents are written to OpenSearch; see {@link OpenSearchOptions} for what each means.
 *
 * @param connection where OpenSearch is
 * @param bulkDocuments at least 1
 * @param bulkBytes at least 1
 * @param bulkDelay not negative
 * @param bulksInFlight at least 1
 * @param compression how the requests are packed
 * @param retryDelay positive
 * @param retryDelayMax not shorter than {@code retryDelay}
 * @param blockedIndexPatience not negative
 */
public record OpenSearchSettings(
        OpenSearchConnection connection,
        int bulkDocuments,
        long bulkBytes,
        Duration bulkDelay,
        int bulksInFlight,
        Compression compression,
        Duration retryDelay,
        Duration retryDelayMax,
        Duration blockedIndexPatience)
        implements Serializable {

    /** How requests are packed. */
    public enum Compression {
        /** A tenth of the bytes on the network, for some CPU time on both ends. */
        GZIP,
        /** For a node on the same machine. */
        NONE
    }

    public OpenSearchSettings {
        requireNonNull(connection, "connection is null");
        requireNonNull(compression, "compression is null");
        require(bulkDocuments >= 1, OpenSearchOptions.BULK_DOCUMENTS, bulkDocuments, "use 1 or more");
        require(bulkBytes >= 1, OpenSearchOptions.BULK_BYTES, bulkBytes, "use 1 byte or more");
        require(!bulkDelay.isNegative(), OpenSearchOptions.BULK_DELAY, bulkDelay, "use 0 or more");
        require(bulksInFlight >= 1, OpenSearchOptions.BULKS_IN_FLIGHT, bulksInFlight, "use 1 or more");
        require(retryDelay.toMillis() > 0, OpenSearchOptions.RETRY_DELAY, retryDelay, "use a millisecond or more");
        require(
                retryDelayMax.compareTo(retryDelay) >= 0,
                OpenSearchOptions.RETRY_DELAY_MAX,
                retryDelayMax,
                "use no less than " + OpenSearchOptions.RETRY_DELAY.key());
        require(
                !blockedIndexPatience.isNegative(),
                OpenSearchOptions.BLOCKED_INDEX_PATIENCE,
                blockedIndexPatience,
                "use 0 or more");
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static OpenSearchSettings from(ReadableConfig config) {
        return new OpenSearchSettings(
                OpenSearchConnection.from(config),
                config.get(OpenSearchOptions.BULK_DOCUMENTS),
                config.get(OpenSearchOptions.BULK_BYTES).getBytes(),
                config.get(OpenSearchOptions.BULK_DELAY),
                config.get(OpenSearchOptions.BULKS_IN_FLIGHT),
                compression(config.get(OpenSearchOptions.COMPRESSION)),
                config.get(OpenSearchOptions.RETRY_DELAY),
                config.get(OpenSearchOptions.RETRY_DELAY_MAX),
                config.get(OpenSearchOptions.BLOCKED_INDEX_PATIENCE));
    }

    private static Compression compression(String value) {
        return Arrays.stream(Compression.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is '%s': write gzip or none".formatted(OpenSearchOptions.COMPRESSION.key(), value)));
    }
}
