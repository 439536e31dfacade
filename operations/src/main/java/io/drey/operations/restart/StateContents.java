package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import io.drey.operations.restart.domain.Partition;
import java.util.Map;
import java.util.Set;

/**
 * What a saved state holds, as far as it matters to who goes on from it.
 *
 * @param operators the ids of all operators of its job
 * @param positions by partition of Kafka, the offset of the first record that was not read
 * @param unread partitions of which nothing was read yet: where the consumer group stands counts
 * @param ending how its job ended with it, if it did
 */
record StateContents(
        Set<String> operators, Map<Partition, Long> positions, Set<Partition> unread, StateContents.Ending ending) {

    /** How a job ended with a saved state. */
    enum Ending {
        /** It did not, or was to be continued. */
        OPEN,
        /** It was drained: windows were closed before their time, so that nothing may go on from it. */
        DRAINED
    }

    StateContents {
        operators = Set.copyOf(operators);
        positions = Map.copyOf(positions);
        unread = Set.copyOf(unread);
        requireNonNull(ending, "ending is null");
    }
}
