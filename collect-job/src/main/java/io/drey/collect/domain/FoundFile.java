package io.drey.collect.domain;

import static java.util.Objects.requireNonNull;

/**
 * A file as a listing has it.
 *
 * @param path its full path
 * @param length its size in bytes
 * @param modifiedMillis when it was modified, in milliseconds since the epoch
 */
public record FoundFile(String path, long length, long modifiedMillis) {

    public FoundFile {
        requireNonNull(path, "path is null");
    }

    /** The last part of its path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Names what a topic has of it: another one where the file is replaced under the same path. */
    public String id(String topic) {
        return Fingerprint.of(topic, path, Long.toString(length), Long.toString(modifiedMillis));
    }
}
