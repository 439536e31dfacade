package io.drey.operations.send;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * What Kafka acknowledged of a file.
 *
 * @param name the file's
 * @param lines how many lines
 * @param bytes of these lines, without their ends
 * @param firstOffset where the first of them is in the partition, if there is one
 * @param lastOffset where the last of them is
 */
public record SentFile(String name, long lines, long bytes, OptionalLong firstOffset, OptionalLong lastOffset) {

    public SentFile {
        requireNonNull(name, "name is null");
        requireNonNull(firstOffset, "firstOffset is null");
        requireNonNull(lastOffset, "lastOffset is null");
    }
}
