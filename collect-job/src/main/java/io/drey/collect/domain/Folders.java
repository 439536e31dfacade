package io.drey.collect.domain;

import java.io.IOException;
import java.util.List;

/** Lists folders of a file system. */
public interface Folders {

    /**
     * What is in a folder; nothing where there is no such folder.
     *
     * @throws IOException if that cannot be said now
     */
    List<Entry> list(String folder) throws IOException;

    /**
     * What is in a folder.
     *
     * @param name its name
     * @param isFolder whether it is one itself
     * @param length its size in bytes
     * @param modifiedMillis when it was modified, in milliseconds since the epoch
     */
    record Entry(String name, boolean isFolder, long length, long modifiedMillis) {}
}
