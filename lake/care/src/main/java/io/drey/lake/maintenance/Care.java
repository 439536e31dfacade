package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.Lake;
import java.time.InstantSource;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What an action works with.
 *
 * @param lake whose tables
 * @param settings as they were given to whoever takes care
 * @param clock what tells the time
 */
public record Care(Lake lake, ReadableConfig settings, InstantSource clock) {

    public Care {
        requireNonNull(lake, "lake is null");
        requireNonNull(settings, "settings is null");
        requireNonNull(clock, "clock is null");
    }
}
