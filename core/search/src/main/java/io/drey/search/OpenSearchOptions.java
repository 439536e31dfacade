package io.drey.search;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The settings of writing to OpenSearch; {@link OpenSearchSettings} resolves them. */
public final class OpenSearchOptions {

    public static final ConfigOption<List<String>> URLS = ConfigOptions.key("opensearch-urls")
            .stringType()
            .asList()
            .defaultValues("http://127.0.0.1:9200")
            .withDescription("The nodes' addresses, separated by semicolons; after a failure the next one is tried.");

    public static final ConfigOption<String> USER = ConfigOptions.key("opensearch-user")
            .stringType()
            .defaultValue("")
            .withDescription("The user to log in as; empty for no login.");

    public static final ConfigOption<String> PASSWORD = ConfigOptions.key("opensearch-password")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the user's password is: env:NAME or file:/path. The password itself is refused.");

    public static final ConfigOption<String> CA = ConfigOptions.key("opensearch-ca")
            .stringType()
            .defaultValue("")
            .withDescription("The PEM file of the authority that signed the nodes' certificates, on every machine that"
                    + " runs tasks; empty for the authorities that Java trusts.");

    public static final ConfigOption<Integer> BULK_DOCUMENTS = ConfigOptions.key("opensearch-bulk-documents")
            .intType()
            .defaultValue(1000)
            .withDescription("The most documents in a bulk request.");

    public static final ConfigOption<MemorySize> BULK_BYTES = ConfigOptions.key("opensearch-bulk-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(4))
            .withDescription("How many bytes of documents fill a bulk request.");

    public static final ConfigOption<Duration> BULK_DELAY = ConfigOptions.key("opensearch-bulk-delay")
            .durationType()
            .defaultValue(Duration.ofMillis(500))
            .withDescription("How long a document waits for others before its bulk request is sent.");

    public static final ConfigOption<Integer> BULKS_IN_FLIGHT = ConfigOptions.key("opensearch-bulks-in-flight")
            .intType()
            .defaultValue(2)
            .withDescription("How many bulk requests a subtask has under way before it holds its input back.");

    public static final ConfigOption<String> COMPRESSION = ConfigOptions.key("opensearch-compression")
            .stringType()
            .defaultValue("gzip")
            .withDescription("How bulk requests are packed: gzip, or none.");

    public static final ConfigOption<Duration> REQUEST_TIMEOUT = ConfigOptions.key("opensearch-request-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(60))
            .withDescription("After how long without an answer a request counts as failed and is sent again.");

    public static final ConfigOption<Duration> RETRY_DELAY = ConfigOptions.key("opensearch-retry-delay")
            .durationType()
            .defaultValue(Duration.ofMillis(200))
            .withDescription("The pause before the first retry; it doubles with each further one.");

    public static final ConfigOption<Duration> RETRY_DELAY_MAX = ConfigOptions.key("opensearch-retry-delay-max")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("The longest pause between retries. There is no last retry.");

    public static final ConfigOption<Duration> BLOCKED_INDEX_PATIENCE = ConfigOptions.key(
                    "opensearch-blocked-index-patience")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("How long documents wait for an index that takes none, because it is read-only, closed or"
                    + " forbidden, before they become dead letters. Later ones for the same index do not wait again.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            URLS,
            USER,
            PASSWORD,
            CA,
            BULK_DOCUMENTS,
            BULK_BYTES,
            BULK_DELAY,
            BULKS_IN_FLIGHT,
            COMPRESSION,
            REQUEST_TIMEOUT,
            RETRY_DELAY,
            RETRY_DELAY_MAX,
            BLOCKED_INDEX_PATIENCE);

    private OpenSearchOptions() {}
}
