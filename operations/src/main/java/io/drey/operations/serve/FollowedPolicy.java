package io.drey.operations.serve;

import io.drey.query.QueryUsageException;
import io.drey.query.access.AccessPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Roles and tokens as a file has them, which is looked at again every few seconds. A file that became unreadable changes
 * nothing: those who had a token keep it until the file is mended.
 */
final class FollowedPolicy implements Supplier<AccessPolicy> {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Path file;
    private final UnaryOperator<AccessPolicy> completed;
    private final Clock clock;
    private final Consumer<String> told;
    private AccessPolicy policy;
    private FileTime changed;
    private Instant looked;

    /**
     * @param completed adds what the file does not say
     * @throws QueryUsageException if it is no file of roles
     */
    FollowedPolicy(Path file, UnaryOperator<AccessPolicy> completed, Clock clock, Consumer<String> told) {
        this.file = file;
        this.completed = completed;
        this.clock = clock;
        this.told = told;
        this.changed = changed();
        this.policy = completed.apply(AccessPolicy.read(file));
        this.looked = clock.instant();
    }

    @Override
    public synchronized AccessPolicy get() {
        Instant now = clock.instant();
        if (now.isBefore(looked.plus(LOOK_EVERY))) {
            return policy;
        }
        looked = now;
        FileTime last = changed();
        if (!last.equals(changed)) {
            changed = last;
            try {
                policy = completed.apply(AccessPolicy.read(file));
                told.accept("%s was read again: %d tokens are in force".formatted(file, policy.tokens()));
            } catch (QueryUsageException e) {
                told.accept("what was in force stays in force: " + e.getMessage());
            }
        }
        return policy;
    }

    private FileTime changed() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
