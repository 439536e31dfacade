package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * When and by whom a document was published.
 *
 * @param version the version of the control topic, counted from 1; whatever is published together has the same
 * @param time when
 * @param author who, as the publisher said
 */
public record Revision(long version, Instant time, String author) {

    public Revision {
        requireNonNull(time, "time is null");
        requireNonNull(author, "author is null");
        if (version < 1) {
            throw new IllegalArgumentException("version is %d: versions are counted from 1".formatted(version));
        }
    }
}
