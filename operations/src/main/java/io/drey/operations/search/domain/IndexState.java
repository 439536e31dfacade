package io.drey.operations.search.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An index as OpenSearch tells of it.
 *
 * @param index its name's meaning
 * @param created when it was made
 * @param writes whether it takes documents
 * @param shards primary shards
 * @param replicas copies of each
 * @param segments of all primary shards together
 * @param documents how many it holds
 */
public record IndexState(
        DatedIndex index, Instant created, Writes writes, int shards, int replicas, long segments, long documents) {

    /** Whether an index takes documents. */
    public enum Writes {
        TAKEN,
        BLOCKED
    }

    public IndexState {
        requireNonNull(index, "index is null");
        requireNonNull(created, "created is null");
        requireNonNull(writes, "writes is null");
    }
}
