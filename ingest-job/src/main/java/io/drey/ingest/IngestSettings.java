package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How the ingest job writes.
 *
 * @param eventsFormat in which form events stand on events topics
 */
public record IngestSettings(EventsFormat eventsFormat) {

    public static final ConfigOption<Integer> EVENTS_FORMAT = ConfigOptions.key("events-format")
            .intType()
            .defaultValue(2)
            .withDescription("In which form events stand on events topics: 2 for batches of up to 64 events of a raw"
                    + " partition; 1 for a record for each event, as long as a job that reads them is older than that:"
                    + " it would stop at the first batch. Upgrade all readers first, then the ingest job.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(EVENTS_FORMAT);

    public IngestSettings {
        requireNonNull(eventsFormat, "eventsFormat is null");
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static IngestSettings from(ReadableConfig configuration) {
        return new IngestSettings(EventsFormat.ofVersion(configuration.get(EVENTS_FORMAT)));
    }
}
