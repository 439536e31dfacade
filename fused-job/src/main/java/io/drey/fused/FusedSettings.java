package io.drey.fused;

import static java.util.Objects.requireNonNull;

import io.drey.ingest.EventOutlet;
import io.drey.ingest.IngestSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the fused job does besides its branches.
 *
 * @param outlets where parsed events go
 * @param ingest how it writes
 */
record FusedSettings(Set<EventOutlet> outlets, IngestSettings ingest) {

    static final ConfigOption<Boolean> EVENTS_TOPICS = ConfigOptions.key("fused-events-topics")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether the fused job writes events topics too, for consumers outside of it. Encoding"
                    + " and writing every event costs more than all else it does with it.");

    /** Its own keys; those of the ingest job count, too. */
    static final List<ConfigOption<?>> OPTIONS = List.of(EVENTS_TOPICS);

    FusedSettings {
        requireNonNull(outlets, "outlets is null");
        requireNonNull(ingest, "ingest is null");
        outlets = EnumSet.copyOf(outlets);
    }

    static FusedSettings from(ReadableConfig configuration) {
        return new FusedSettings(
                configuration.get(EVENTS_TOPICS)
                        ? EnumSet.of(EventOutlet.CLOCKED_STREAM, EventOutlet.TOPICS)
                        : EnumSet.of(EventOutlet.CLOCKED_STREAM),
                IngestSettings.from(configuration));
    }
}
