package io.drey.cli;

import static java.util.Objects.requireNonNull;

import io.drey.stack.LocalStack;
import io.drey.stack.Progress;
import io.drey.stack.ServerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The one folder that everything of the local stack lives under.
 *
 * @param dir the folder, {@code .drey} in the checkout unless said otherwise
 */
public record Workspace(Path dir) {

    public Workspace {
        requireNonNull(dir, "dir is null");
        dir = dir.toAbsolutePath().normalize();
    }

    /** The servers' folder. */
    public Path stack() {
        return dir.resolve("stack");
    }

    /** Where reports are written. */
    public Path reports() {
        return dir.resolve("reports");
    }

    /** Where the password of the catalog's database is, for settings that refer to it. */
    Path databasePassword() {
        return stack().resolve("database-password");
    }

    /**
     * The stack that runs here.
     *
     * @throws CommandException if none does
     */
    public LocalStack runningStack() {
        if (Files.isDirectory(stack())) {
            LocalStack attached = LocalStack.attach(stack());
            if (attached.status().stream().anyMatch(ServerStatus::alive)) {
                return attached;
            }
        }
        throw CommandException.failure(
                "no stack runs in %s: start one with 'drey stack up' or 'drey quickstart'".formatted(dir));
    }

    /** Starts all servers that do not run yet. */
    public LocalStack start(Console console) {
        LocalStack stack = LocalStack.in(stack()).withAll().start(progressTo(console));
        try {
            Files.writeString(databasePassword(), stack.postgres().password());
            if (!databasePassword().toFile().setReadable(false, false)
                    || !databasePassword().toFile().setReadable(true, true)) {
                console.tell(
                        "%s can be read by others: this file system knows no owners".formatted(databasePassword()));
            }
        } catch (IOException e) {
            throw CommandException.failure(
                    "%s cannot be written: free some space or choose another folder with --dir"
                            .formatted(databasePassword()),
                    e);
        }
        return stack;
    }

    /** Deletes what is left here: reports, and the folder itself if nothing else is in it. */
    void deleteRest() throws IOException {
        if (Files.isDirectory(reports())) {
            try (Stream<Path> files = Files.walk(reports())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        if (Files.isDirectory(dir)) {
            try (Stream<Path> rest = Files.list(dir)) {
                if (rest.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(dir);
        }
    }

    /** Tells what servers do, a line each. */
    static Consumer<Progress> progressTo(Console console) {
        return progress -> {
            String server = progress.server().title();
            double seconds = progress.elapsed().toMillis() / 1000.0;
            switch (progress.stage()) {
                case STARTING -> {
                    // All begin at once: five lines would say nothing.
                }
                case READY -> console.tell(String.format(Locale.ROOT, "  %-11s ready after %.1f s", server, seconds));
                case ALREADY_RUNNING -> console.tell("  %-11s runs already".formatted(server));
                case STOPPED ->
                    console.tell(String.format(Locale.ROOT, "  %-11s stopped after %.1f s", server, seconds));
            }
        };
    }
}
