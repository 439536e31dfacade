package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the delivery job does.
 *
 * @param targets where it delivers to, at least one
 */
record DeliverySettings(Set<Target> targets) {

    static final ConfigOption<List<String>> TARGETS = ConfigOptions.key("delivery-targets")
            .stringType()
            .asList()
            .defaultValues("opensearch", "lake")
            .withDescription(
                    "Where alerts are delivered: opensearch, lake, or both with a semicolon. Run a job for each"
                            + " to keep the outage of one from the other.");

    DeliverySettings {
        requireNonNull(targets, "targets is null");
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("%s is empty: name opensearch, lake, or both".formatted(TARGETS.key()));
        }
        targets = EnumSet.copyOf(targets);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming a target that is not known
     */
    static DeliverySettings from(ReadableConfig configuration) {
        return new DeliverySettings(configuration.get(TARGETS).stream()
                .map(DeliverySettings::target)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Target.class))));
    }

    private static Target target(String name) {
        return Arrays.stream(Target.values())
                .filter(target -> target.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s names '%s': use opensearch, lake, or both with a semicolon between"
                                .formatted(TARGETS.key(), name)));
    }

    boolean deliversTo(Target target) {
        return targets.contains(target);
    }

    /** The consumer group: jobs with different targets do not disturb one another's progress. */
    String groupId() {
        return targets.stream()
                .map(target -> target.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("-", "delivery-job-", ""));
    }
}
