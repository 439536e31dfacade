package io.drey.lake.maintenance.domain;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many snapshots are kept, and how long.
 *
 * <p>A streaming writer that starts again looks back, snapshot by snapshot, for its own last commit, and commits again what
 * it does not find there. So all snapshots since the last one of each writer are kept, beyond both bounds, until the
 * writer has been silent for so long that it will not start from an old state any more.
 *
 * @param count at most so many of the newest are kept
 * @param age none older than this is kept
 * @param writerSilence how long after a writer's last commit that commit is kept
 */
public record SnapshotBounds(int count, Duration age, Duration writerSilence) {

    public SnapshotBounds {
        requireNonNull(age, "age is null");
        requireNonNull(writerSilence, "writerSilence is null");
        if (count < 1) {
            throw new IllegalArgumentException("%d snapshots: at least the current one is kept".formatted(count));
        }
    }

    /**
     * Snapshots older than the answer may go, but for the current one.
     *
     * @param newestFirst the main branch
     */
    public Instant expireBefore(List<SnapshotState> newestFirst, Instant now) {
        Instant bound = now.minus(age);
        if (newestFirst.size() > count) {
            bound = latest(bound, newestFirst.get(count - 1).committed());
        }
        Set<String> seen = new HashSet<>();
        for (SnapshotState snapshot : newestFirst) {
            if (snapshot.writer().isPresent()
                    && seen.add(snapshot.writer().get())
                    && !snapshot.committed().isBefore(now.minus(writerSilence))) {
                bound = earliest(bound, snapshot.committed());
            }
        }
        return bound;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
