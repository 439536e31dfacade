package io.drey.collect.domain;

import static java.util.Objects.requireNonNull;

/**
 * A file that grows. It is the same one as long as its inode is and what it begins with: renamed, it goes on; cut in place, or another
 * one that has the inode now, is a new generation and is read from its beginning.
 *
 * @param inode device and inode
 * @param generation how many files with the inode were met before
 * @param source names its lines' source; empty until it has a line
 * @param headLength how many bytes of its beginning are known, up to {@value #HEAD}
 * @param head their fingerprint
 * @param position how many of its bytes are read
 * @param seenMillis when it was met last, in milliseconds since the epoch
 */
public record TailedFile(
        String inode, int generation, String source, int headLength, String head, long position, long seenMillis) {

    /** How much of a file's beginning tells it from another one with its inode, in bytes. */
    public static final int HEAD = 1 << 10;

    public TailedFile {
        requireNonNull(inode, "inode is null");
        requireNonNull(source, "source is null");
        requireNonNull(head, "head is null");
    }

    /** A file of which nothing is read. */
    public static TailedFile first(String inode, int generation, long seenMillis) {
        return new TailedFile(inode, generation, "", 0, "", 0, seenMillis);
    }

    /**
     * Whether a file with the inode is this one.
     *
     * @param length its size
     * @param beginning its first bytes, {@value #HEAD} where it has as many
     */
    public boolean is(long length, byte[] beginning) {
        return length >= position
                && beginning.length >= headLength
                && (headLength == 0 || Fingerprint.of(beginning, headLength).equals(head));
    }

    /** The same, with what is known of its beginning now. */
    public TailedFile met(byte[] beginning, long nowMillis) {
        boolean isLonger = beginning.length > headLength;
        return new TailedFile(
                inode,
                generation,
                source,
                isLonger ? beginning.length : headLength,
                isLonger ? Fingerprint.of(beginning, beginning.length) : head,
                position,
                nowMillis);
    }

    /** The same, with a source where it has none yet: it is made of the first line, so that a file read again has it again. */
    public TailedFile named(String topic, String pattern, byte[] firstLine) {
        if (!source.isEmpty()) {
            return this;
        }
        String line = Fingerprint.of(firstLine, Math.min(firstLine.length, HEAD));
        String name = Fingerprint.of(topic, pattern, inode, Integer.toString(generation), line);
        return new TailedFile(inode, generation, name, headLength, head, position, seenMillis);
    }

    /** The same, read further. */
    public TailedFile read(long newPosition) {
        return new TailedFile(inode, generation, source, headLength, head, newPosition, seenMillis);
    }

    /** The file that has its inode now. */
    public TailedFile next(long nowMillis) {
        return first(inode, generation + 1, nowMillis);
    }
}
