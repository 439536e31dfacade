package io.drey.operations.restart.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What Kafka has of a partition.
 *
 * @param begin the offset of the oldest record
 * @param end the offset that the next record gets
 * @param oldest the time stamp of the oldest record; empty where there is none
 */
public record Extent(long begin, long end, Optional<Instant> oldest) {

    public Extent {
        requireNonNull(oldest, "oldest is null");
    }
}
