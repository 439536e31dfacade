package io.drey.lake.maintenance.domain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A data file of one partition.
 *
 * @param path its address
 * @param dataset the only dataset in it; empty where it has several, or where that cannot be told
 * @param bytes its size
 * @param hasDeletes whether delete files may apply to its rows
 * @param sequence the number of the commit that brought it
 */
public record StoredFile(String path, Optional<String> dataset, long bytes, boolean hasDeletes, long sequence) {

    public StoredFile {
        requireNonNull(path, "path is null");
        requireNonNull(dataset, "dataset is null");
    }
}
