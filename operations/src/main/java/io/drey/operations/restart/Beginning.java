package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import java.util.Optional;

/**
 * How a job begins.
 *
 * @param location the checkpoint or savepoint that its state comes from; empty where it begins without state
 * @param words what a user is told of it, after the job's name
 * @param unmapped what becomes of state that no operator of the job takes
 */
public record Beginning(Optional<String> location, String words, Unmapped unmapped) {

    public Beginning {
        requireNonNull(location, "location is null");
        requireNonNull(words, "words is null");
        requireNonNull(unmapped, "unmapped is null");
    }

    /** Without state. */
    public static Beginning fresh(String words) {
        return new Beginning(Optional.empty(), words, Unmapped.REFUSE);
    }

    /** From the checkpoint or savepoint that the user named. */
    public static Beginning from(String location, Unmapped unmapped) {
        return new Beginning(Optional.of(location), "goes on from " + location, unmapped);
    }
}
