package io.drey.collect.domain;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A file as a listing has it.
 *
 * @param path its full path
 * @param length its size in bytes
 * @param modifiedMillis when it was modified, in milliseconds since the epoch
 */
public record FoundFile(String path, long length, long modifiedMillis) {

    private static final Pattern OF_S3 = Pattern.compile("s3[ap]?://.*");

    public FoundFile {
        requireNonNull(path, "path is null");
    }

    /** The last part of its path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Names what a topic has of it: another one where the file is replaced under the same path. Of an object of S3 the second counts:
     * asked for one alone S3 says no more, and some stores list it with milliseconds.
     */
    public String id(String topic) {
        return id(topic, toldModifiedMillis());
    }

    /** Whether it is still the file that another listing had, as far as all that tell of it can say. */
    public boolean isSameAs(FoundFile other) {
        return path.equals(other.path) && length == other.length && toldModifiedMillis() == other.toldModifiedMillis();
    }

    private long toldModifiedMillis() {
        boolean isOfS3 = OF_S3.matcher(path).matches();
        return isOfS3 ? modifiedMillis - Math.floorMod(modifiedMillis, 1_000L) : modifiedMillis;
    }

    /** The name that earlier versions gave it. */
    String formerId(String topic) {
        return id(topic, modifiedMillis);
    }

    private String id(String topic, long millis) {
        return Fingerprint.of(topic, path, Long.toString(length), Long.toString(millis));
    }
}
