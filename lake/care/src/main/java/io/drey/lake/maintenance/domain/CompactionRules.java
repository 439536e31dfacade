package io.drey.lake.maintenance.domain;

/**
 * What makes a partition worth rewriting.
 *
 * @param targetBytes the size that files should have; one of less than three quarters of it is small
 * @param groupBytes how many bytes are rewritten, and committed, at once
 * @param smallFiles how many files too many a partition that is still written to may have
 */
public record CompactionRules(long targetBytes, long groupBytes, int smallFiles) {

    public CompactionRules {
        if (targetBytes < 1 || groupBytes < 1 || smallFiles < 0) {
            throw new IllegalArgumentException(
                    "targetBytes %d, groupBytes %d, smallFiles %d: sizes must be positive, the count not negative"
                            .formatted(targetBytes, groupBytes, smallFiles));
        }
    }

    /** Whether a file is small. */
    public boolean isSmall(long bytes) {
        return bytes < targetBytes - targetBytes / 4;
    }
}
