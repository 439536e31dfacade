package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.format.path.PathStep;

/**
 * What the sender of a record says of the file its line was read from.
 *
 * @param source names the file, and another one the file that takes its place: lines of one source stand in its order. Empty
 *     where the sender does not say
 * @param path where the file was; null where the sender does not say
 */
public record FileOrigin(String source, byte[] path) {

    /** Of a record whose sender says nothing. */
    public static final FileOrigin UNKNOWN = new FileOrigin("", null);

    public FileOrigin {
        requireNonNull(source, "source is null");
    }

    /** What a record's sender says. */
    public static FileOrigin of(String source, byte[] path) {
        return source == null && path == null ? UNKNOWN : new FileOrigin(source == null ? "" : source, path);
    }

    /** Of a record of which only the path is known; null where it is not. */
    public static FileOrigin ofPath(String path) {
        return path == null ? UNKNOWN : new FileOrigin("", path.getBytes(UTF_8));
    }

    /** The path; null where what the sender says is none. */
    public String pathText() {
        return PathStep.isPath(path) ? new String(path, UTF_8) : null;
    }

    /** About how much memory it takes, in bytes. */
    long held() {
        return 2L * source.length() + (path == null ? 0 : path.length);
    }
}
