package io.drey.operations.restart.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why a job that goes on from a saved state would lose or repeat records of a partition.
 *
 * @param kind what is wrong
 * @param partition where
 * @param position the offset of the first record that the state has not seen
 * @param other the offset that contradicts it: the oldest in Kafka, the end in Kafka, the one that was committed, zero
 */
public record Obstacle(Kind kind, Partition partition, long position, long other) {

    /** What can be wrong. */
    public enum Kind {
        /** Kafka has deleted records that the job has not read: they would be missing. */
        EXPIRED,
        /** The state is beyond the end of the partition: the topic was made anew, or is that of another Kafka. */
        BEYOND_END,
        /**
         * The topic was made anew since, and has grown beyond the state: its oldest record is the first there ever was and
         * younger than the state, and what the consumer group had committed went with the topic. As many of its records as
         * the state has read of the one before would be left out.
         */
        MADE_ANEW,
        /** Its consumer group has committed more: a later state exists, and what came between would come twice. */
        OUTDATED
    }

    public Obstacle {
        requireNonNull(kind, "kind is null");
        requireNonNull(partition, "partition is null");
    }

    /** How many records are lost or repeated. */
    public long records() {
        return Math.abs(other - position);
    }

    /**
     * Compares a state with Kafka. Partitions that Kafka does not have are left out: their topic was deleted on purpose.
     *
     * @param positions where the state stands
     * @param completed when the state was complete
     * @param extents what Kafka has
     * @param committed what the job's consumer group has committed
     */
    public static List<Obstacle> between(
            Map<Partition, Long> positions,
            Instant completed,
            Map<Partition, Extent> extents,
            Map<Partition, Long> committed) {
        List<Obstacle> obstacles = new ArrayList<>();
        new TreeMap<>(positions).forEach((partition, position) -> {
            Extent extent = extents.get(partition);
            if (extent == null) {
                return;
            }
            if (position < extent.begin()) {
                obstacles.add(new Obstacle(Kind.EXPIRED, partition, position, extent.begin()));
            } else if (position > extent.end()) {
                obstacles.add(new Obstacle(Kind.BEYOND_END, partition, position, extent.end()));
            } else if (position > 0
                    && extent.begin() == 0
                    && extent.oldest().filter(completed::isBefore).isPresent()
                    && !committed.containsKey(partition)) {
                obstacles.add(new Obstacle(Kind.MADE_ANEW, partition, position, 0));
            }
        });
        new TreeMap<>(committed).forEach((partition, offset) -> {
            long position = positions.getOrDefault(partition, 0L);
            if (extents.containsKey(partition) && offset > position) {
                obstacles.add(new Obstacle(Kind.OUTDATED, partition, position, offset));
            }
        });
        return obstacles;
    }
}
