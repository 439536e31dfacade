package io.drey.lake.maintenance.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot of a table's main branch.
 *
 * @param id its id
 * @param committed when it was made
 * @param writer the streaming job and sink that made it and looks for it when it starts again; empty for other commits
 */
public record SnapshotState(long id, Instant committed, Optional<String> writer) {

    public SnapshotState {
        requireNonNull(committed, "committed is null");
        requireNonNull(writer, "writer is null");
    }
}
