package io.drey.lake.restore;

import java.nio.file.Path;

/**
 * A file that was restored: what one raw partition received.
 *
 * @param path where it is
 * @param topic the raw topic's name
 * @param partition its partition
 * @param firstOffset of the first line
 * @param lastOffset of the last line
 * @param lines how many lines it has
 * @param bytes how many bytes they have, line feeds included, before compression
 * @param sha256 of these bytes, in hexadecimal
 */
public record RestoredFile(
        Path path,
        String topic,
        int partition,
        long firstOffset,
        long lastOffset,
        long lines,
        long bytes,
        String sha256) {}
