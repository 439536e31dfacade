package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.job.TenantSecrets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How the ingest job reads and writes.
 *
 * @param eventsFormat in which form events stand on events topics
 * @param secrets where the secrets of tenants are
 * @param geoDatabases the files in which addresses are looked up, on every machine that runs tasks
 */
public record IngestSettings(EventsFormat eventsFormat, TenantSecrets secrets, List<String> geoDatabases) {

    public static final ConfigOption<Integer> EVENTS_FORMAT = ConfigOptions.key("events-format")
            .intType()
            .defaultValue(2)
            .withDescription("In which form events stand on events topics: 2 for batches of up to 64 events of a raw"
                    + " partition; 1 for a record for each event, as long as a job that reads them is older than that:"
                    + " it would stop at the first batch. Upgrade all readers first, then the ingest job.");

    public static final ConfigOption<String> SECRETS = ConfigOptions.key("ingest-secrets")
            .stringType()
            .defaultValue("")
            .withDescription("The folder of the tenants' secrets, on every machine that runs tasks: a file TENANT/NAME"
                    + " each. If empty they are environment variables DREY_SECRET_TENANT_NAME. Hashes of redacted fields"
                    + " are made with them.");

    public static final ConfigOption<String> GEO_DATABASES = ConfigOptions.key("ingest-geo-databases")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "Where datasets that ask for 'enrich: [geo]' look addresses up: files in MaxMind's format (.mmdb)"
                            + " of countries, cities or autonomous systems, with commas between, on every machine that runs"
                            + " tasks. Where two know the same, the first counts.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(EVENTS_FORMAT, SECRETS, GEO_DATABASES);

    public IngestSettings {
        requireNonNull(eventsFormat, "eventsFormat is null");
        requireNonNull(secrets, "secrets is null");
        geoDatabases = List.copyOf(geoDatabases);
    }

    /** With secrets in environment variables, and without databases. */
    public IngestSettings(EventsFormat eventsFormat) {
        this(eventsFormat, new TenantSecrets(""), List.of());
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static IngestSettings from(ReadableConfig configuration) {
        return new IngestSettings(
                EventsFormat.ofVersion(configuration.get(EVENTS_FORMAT)),
                new TenantSecrets(configuration.get(SECRETS)),
                Stream.of(configuration.get(GEO_DATABASES).split(","))
                        .map(String::strip)
                        .filter(path -> !path.isEmpty())
                        .toList());
    }
}
