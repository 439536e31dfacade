package io.drey.lake.restore;

import io.drey.event.Position;
import java.nio.file.Path;

/**
 * A file that was restored: what one raw partition received.
 *
 * @param path where it is
 * @param first where its first line stood
 * @param last where its last line stood
 * @param lines how many lines it has
 * @param bytes how many bytes they have, line feeds included, before compression
 * @param sha256 of these bytes, in hexadecimal
 */
public record RestoredFile(Path path, Position first, Position last, long lines, long bytes, String sha256) {

    /** The raw topic's name. */
    public String topic() {
        return first.topic();
    }

    /** Its partition. */
    public int partition() {
        return first.partition();
    }

    /** The offset of the first line. */
    public long firstOffset() {
        return first.offset();
    }

    /** The offset of the last line. */
    public long lastOffset() {
        return last.offset();
    }
}
