package io.drey.lake.maintenance;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** All actions, in the order in which those that are due run on a table. */
public final class CareActions {

    /** A row an action. */
    public static final List<CareAction> ALL = List.of(new PruneAction(), new CompactAction(), new ExpireAction());

    /** The settings that single actions read. */
    public static final List<ConfigOption<?>> OPTIONS = ALL.stream()
            .<ConfigOption<?>>flatMap(action -> action.options().stream())
            .toList();

    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);

    private CareActions() {}

    /** How often it is looked whether something is due, and metrics are renewed. */
    public static Duration tick(ReadableConfig settings) {
        return Stream.concat(
                        Stream.of(
                                LONGEST_TICK, MaintenanceSettings.from(settings).orphanInterval()),
                        ALL.stream().map(action -> action.interval(settings)))
                .min(Duration::compareTo)
                .orElseThrow();
    }
}
