package io.drey.metrics;

import io.drey.metrics.domain.Windows;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How metrics are counted; see {@link AggregationOptions} for what each means.
 *
 * @param window whole seconds that divide a day
 * @param longerWindows likewise; those that are no multiple of a shorter one are left out
 * @param exactValues at least 64
 * @param closedWindowValues at least 64
 */
public record AggregationSettings(
        Duration window, List<Duration> longerWindows, int exactValues, int closedWindowValues)
        implements Serializable {

    private static final int FEWEST = 64;

    public AggregationSettings {
        try {
            new Windows(window).seconds();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(AggregationOptions.WINDOW.key() + ": " + e.getMessage(), e);
        }
        longerWindows = List.copyOf(longerWindows);
        try {
            Windows.ladder(window, longerWindows);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(AggregationOptions.LONGER_WINDOWS.key() + ": " + e.getMessage(), e);
        }
        requireEnough(AggregationOptions.EXACT_VALUES.key(), exactValues);
        requireEnough(AggregationOptions.CLOSED_WINDOW_VALUES.key(), closedWindowValues);
    }

    /** Windows of one length only. */
    public AggregationSettings(Duration window, int exactValues, int closedWindowValues) {
        this(window, List.of(), exactValues, closedWindowValues);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static AggregationSettings from(ReadableConfig config) {
        return new AggregationSettings(
                config.get(AggregationOptions.WINDOW),
                config.get(AggregationOptions.LONGER_WINDOWS),
                config.get(AggregationOptions.EXACT_VALUES),
                config.get(AggregationOptions.CLOSED_WINDOW_VALUES));
    }

    private static void requireEnough(String key, int values) {
        if (values < FEWEST) {
            throw new IllegalArgumentException("%s is %d: use %d or more".formatted(key, values, FEWEST));
        }
    }
}
