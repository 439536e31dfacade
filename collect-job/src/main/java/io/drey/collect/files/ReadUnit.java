package io.drey.collect.files;

import java.util.List;

/** Reads one split, bit by bit. */
interface ReadUnit extends AutoCloseable {

    String splitId();

    /**
     * The next lines, or none.
     *
     * @param nowMillis the time, in milliseconds since the epoch
     * @throws StorageException if the storage does not give them now; nothing is lost then
     */
    Batch read(long nowMillis) throws StorageException;

    @Override
    void close();

    /**
     * What was read.
     *
     * @param fetched the lines
     * @param isFinished whether that was all
     */
    record Batch(List<Fetched> fetched, boolean isFinished) {}
}
