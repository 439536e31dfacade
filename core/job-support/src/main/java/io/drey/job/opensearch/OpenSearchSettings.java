package io.drey.job.opensearch;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How documents are written to OpenSearch; see {@link OpenSearchOptions} for what each means.
 *
 * @param urls at least one {@code http} or {@code https} address
 * @param bulkDocuments at least 1
 * @param bulkBytes at least 1
 * @param bulkDelay not negative
 * @param bulksInFlight at least 1
 * @param requestTimeout positive
 * @param retryDelay positive
 * @param retryDelayMax not shorter than {@code retryDelay}
 */
public record OpenSearchSettings(
        List<URI> urls,
        int bulkDocuments,
        long bulkBytes,
        Duration bulkDelay,
        int bulksInFlight,
        Duration requestTimeout,
        Duration retryDelay,
        Duration retryDelayMax)
        implements Serializable {

    public OpenSearchSettings {
        urls = List.copyOf(requireNonNull(urls, "urls is null"));
        require(!urls.isEmpty(), OpenSearchOptions.URLS, urls, "name at least one address");
        for (URI url : urls) {
            require(
                    ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null,
                    OpenSearchOptions.URLS,
                    url,
                    "write addresses such as http://search.example:9200");
        }
        require(bulkDocuments >= 1, OpenSearchOptions.BULK_DOCUMENTS, bulkDocuments, "use 1 or more");
        require(bulkBytes >= 1, OpenSearchOptions.BULK_BYTES, bulkBytes, "use 1 byte or more");
        require(!bulkDelay.isNegative(), OpenSearchOptions.BULK_DELAY, bulkDelay, "use 0 or more");
        require(bulksInFlight >= 1, OpenSearchOptions.BULKS_IN_FLIGHT, bulksInFlight, "use 1 or more");
        require(
                requestTimeout.toMillis() > 0,
                OpenSearchOptions.REQUEST_TIMEOUT,
                requestTimeout,
                "use a millisecond or more");
        require(retryDelay.toMillis() > 0, OpenSearchOptions.RETRY_DELAY, retryDelay, "use a millisecond or more");
        require(
                retryDelayMax.compareTo(retryDelay) >= 0,
                OpenSearchOptions.RETRY_DELAY_MAX,
                retryDelayMax,
                "use no less than " + OpenSearchOptions.RETRY_DELAY.key());
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static OpenSearchSettings from(ReadableConfig config) {
        return new OpenSearchSettings(
                config.get(OpenSearchOptions.URLS).stream()
                        .map(OpenSearchSettings::url)
                        .toList(),
                config.get(OpenSearchOptions.BULK_DOCUMENTS),
                config.get(OpenSearchOptions.BULK_BYTES).getBytes(),
                config.get(OpenSearchOptions.BULK_DELAY),
                config.get(OpenSearchOptions.BULKS_IN_FLIGHT),
                config.get(OpenSearchOptions.REQUEST_TIMEOUT),
                config.get(OpenSearchOptions.RETRY_DELAY),
                config.get(OpenSearchOptions.RETRY_DELAY_MAX));
    }

    private static URI url(String text) {
        try {
            return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s is '%s': write addresses such as http://search.example:9200"
                            .formatted(OpenSearchOptions.URLS.key(), text),
                    e);
        }
    }

    private static void require(boolean holds, ConfigOption<?> option, Object value, String remedy) {
        if (!holds) {
            throw new IllegalArgumentException("%s is '%s': %s".formatted(option.key(), value, remedy));
        }
    }
}
