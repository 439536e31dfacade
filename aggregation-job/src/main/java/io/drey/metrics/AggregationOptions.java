package io.drey.metrics;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The settings of the aggregation job; {@link AggregationSettings} resolves them. */
public final class AggregationOptions {

    public static final ConfigOption<Duration> WINDOW = ConfigOptions.key("metrics-window")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("The length of a window: whole seconds that divide a day.");

    public static final ConfigOption<List<Duration>> LONGER_WINDOWS = ConfigOptions.key("metrics-longer-windows")
            .durationType()
            .asList()
            .defaultValues(Duration.ofMinutes(1), Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofDays(1))
            .withDescription(
                    "Further lengths of windows, with counts and lists of their own; each a multiple of the one"
                            + " before it, others are left out. They divide a day, too.");

    public static final ConfigOption<Integer> EXACT_VALUES = ConfigOptions.key("metrics-exact-values")
            .intType()
            .defaultValue(65_536)
            .withDescription("How many different values of an attribute type a window counts exactly. Beyond it the"
                    + " most frequent ones are kept and documents state the error.");

    public static final ConfigOption<Integer> CLOSED_WINDOW_VALUES = ConfigOptions.key("metrics-closed-window-values")
            .intType()
            .defaultValue(1024)
            .withDescription("How many values of an attribute type are kept of a closed window for corrections.");

    public static final ConfigOption<Boolean> LAKE = ConfigOptions.key("metrics-lake")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether documents also go to the lake's table metrics, by the settings lake-*.");

    public static final ConfigOption<Boolean> TOPICS = ConfigOptions.key("metrics-topics")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether what is counted also goes to the topics metrics.TENANT, from where a centre of several"
                            + " regions takes it.");

    public static final ConfigOption<Boolean> FROM_TOPICS = ConfigOptions.key("metrics-from-topics")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether what other regions counted, and sent to the topics metrics.TENANT here, is written as"
                            + " well: at the centre. Their datasets have names that nobody else uses.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS =
            List.of(WINDOW, LONGER_WINDOWS, EXACT_VALUES, CLOSED_WINDOW_VALUES, LAKE, TOPICS, FROM_TOPICS);

    private AggregationOptions() {}
}
