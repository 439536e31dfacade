package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint or a savepoint that is complete: its folder has the file that Flink writes last.
 *
 * @param location its folder
 * @param completed when that file was written, by the storage's clock
 */
public record SavedState(String location, Instant completed) {

    /** The file of a checkpoint or savepoint that is written last. */
    static final String METADATA = "_metadata";

    /** The latest last; of checkpoints of one moment, which a storage that tells seconds may have, the last one. */
    static final Comparator<SavedState> BY_AGE =
            Comparator.comparing(SavedState::completed).thenComparingLong(SavedState::number);

    private static final Pattern CHECKPOINT = Pattern.compile(".*/([0-9a-f]{32})/chk-(\\d+)");

    public SavedState {
        requireNonNull(location, "location is null");
        requireNonNull(completed, "completed is null");
        location = location.replaceAll("/+$", "");
    }

    /** The job that made the checkpoint; empty for a savepoint, which does not tell. */
    Optional<String> jobId() {
        Matcher checkpoint = CHECKPOINT.matcher(location);
        return checkpoint.matches() ? Optional.of(checkpoint.group(1)) : Optional.empty();
    }

    private long number() {
        Matcher checkpoint = CHECKPOINT.matcher(location);
        return checkpoint.matches() ? Long.parseLong(checkpoint.group(2)) : Long.MAX_VALUE;
    }

    /** What it is, in words. */
    String title() {
        Matcher checkpoint = CHECKPOINT.matcher(location);
        return checkpoint.matches()
                ? "checkpoint %s of job %s".formatted(checkpoint.group(2), checkpoint.group(1))
                : "savepoint " + location.substring(location.lastIndexOf('/') + 1);
    }
}
