package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a topic is.
 *
 * @param partitions how many
 * @param replication copies of each
 * @param configuration what is set for the topic by itself
 */
record TopicSettings(int partitions, int replication, Map<String, String> configuration) {

    TopicSettings {
        requireNonNull(configuration, "configuration is null");
        configuration = new TreeMap<>(configuration);
    }
}
