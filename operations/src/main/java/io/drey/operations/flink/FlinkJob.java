package io.drey.operations.flink;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A job of a cluster.
 *
 * @param id its id: 32 hexadecimal digits
 * @param name the name its program gave it
 * @param state such as {@code RUNNING}
 * @param started when
 * @param running for how long, up to its end
 */
public record FlinkJob(String id, String name, String state, Instant started, Duration running) {

    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

    public FlinkJob {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
        requireNonNull(started, "started is null");
        requireNonNull(running, "running is null");
    }

    /** Whether it will never run again. */
    public boolean hasEnded() {
        return ENDED.contains(state);
    }
}
