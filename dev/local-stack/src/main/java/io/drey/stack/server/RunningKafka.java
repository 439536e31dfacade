package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

/**
 * Where the stack's Kafka is. Topics are not created by use; create them through an admin client.
 *
 * @param bootstrapServers for {@code bootstrap.servers}
 */
public record RunningKafka(String bootstrapServers) {
    public RunningKafka {
        requireNonNull(bootstrapServers, "bootstrapServers is null");
    }
}
