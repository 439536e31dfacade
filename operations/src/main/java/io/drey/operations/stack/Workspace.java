package io.drey.operations.stack;

import static java.util.Objects.requireNonNull;

import io.drey.operations.OperationException;
import io.drey.operations.suite.NamedJob;
import io.drey.stack.LocalStack;
import io.drey.stack.Progress;
import io.drey.stack.ServerStatus;
import io.drey.stack.server.LostJob;
import io.drey.stack.server.Server;
import io.drey.stack.server.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Where the secret key of the stack's S3 is, for settings that refer to it. */
    Path s3SecretKey() {
        return stack().resolve("s3-secret-key");
    }

    /**
     * The stack that runs here.
     *
     * @throws OperationException if none does
     */
    public LocalStack runningStack() {
        if (Files.isDirectory(stack())) {
            LocalStack attached = LocalStack.attach(stack());
            if (attached.status().stream().anyMatch(ServerStatus::alive)) {
                return attached;
            }
        }
        throw OperationException.failure(
                "no stack runs in %s: start one with 'drey stack up' or 'drey quickstart'".formatted(dir));
    }

    /** Starts all servers that do not run yet. */
    public LocalStack start(Consumer<String> told, WantedServers servers) {
        Checkout.requireServers(Checkout.home());
        LocalStack.Builder builder = LocalStack.in(stack()).withAll(servers.storage(presentStorage()));
        if (servers.isTrinoWanted()) {
            builder.with(Server.TRINO);
        }
        if (servers.isHighlyAvailable()) {
            builder.highlyAvailable();
        }
        AtomicBoolean newCluster = new AtomicBoolean();
        Consumer<Progress> telling = progressTo(told);
        LocalStack stack = builder.start(progress -> {
            telling.accept(progress);
            if (progress.server() == Server.FLINK && progress.stage() == Progress.Stage.READY) {
                newCluster.set(true);
            }
        });
        if (newCluster.get()) {
            lostJobs(stack.flink().lostJobs()).forEach(told);
        }
        writeSecret(databasePassword(), stack.postgres().password(), told);
        if (stack.storage() == Storage.S3) {
            writeSecret(s3SecretKey(), stack.s3().secretKey(), told);
        }
        return stack;
    }

    /** What became of the jobs of the JobManager before, and how they go on, in lines; none where there were no such jobs. */
    static List<String> lostJobs(List<LostJob> lost) {
        if (lost.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("jobs were lost with Flink's JobManager, which had all of them in its memory:");
        Set<String> ours = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (LostJob job : lost) {
            lines.add("  %s (%s)".formatted(job.name(), job.id()));
            NamedJob.find(job.name())
                    .ifPresentOrElse(found -> ours.add(found.shortName()), () -> others.add(job.name()));
        }
        if (!ours.isEmpty()) {
            lines.add("they go on from their latest checkpoints with 'drey jobs submit %s'"
                    .formatted(String.join(" ", ours)));
        }
        if (!others.isEmpty()) {
            lines.add("submit %s again as before; checkpoints are in the folder of the job's id"
                    .formatted(String.join(", ", others)));
        }
        return lines;
    }

    private Optional<Storage> presentStorage() {
        return LocalStack.isIn(stack()) ? Optional.of(LocalStack.attach(stack()).storage()) : Optional.empty();
    }

    private static void writeSecret(Path file, String secret, Consumer<String> told) {
        try {
            Files.writeString(file, secret);
            if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
                told.accept("%s can be read by others: this file system knows no owners".formatted(file));
            }
        } catch (IOException e) {
            throw OperationException.failure(
                    "%s cannot be written: free some space or choose another folder with --dir".formatted(file), e);
        }
    }

    /** Deletes what is left here: reports, and the folder itself if nothing else is in it. */
    public void deleteRest() throws IOException {
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
    public static Consumer<Progress> progressTo(Consumer<String> told) {
        return progress -> {
            String server = progress.server().title();
            double seconds = progress.elapsed().toMillis() / 1000.0;
            switch (progress.stage()) {
                case FETCHING ->
                    told.accept("  %-11s is downloaded from Maven Central, 540 MB, this once ...".formatted(server));
                case STARTING -> {
                    // All begin at once: five lines would say nothing.
                }
                case READY -> told.accept(String.format(Locale.ROOT, "  %-11s ready after %.1f s", server, seconds));
                case MENDED ->
                    told.accept(String.format(
                            Locale.ROOT,
                            "  %-11s has the process back that it had lost, after %.1f s; what it did goes on",
                            server,
                            seconds));
                case ALREADY_RUNNING -> told.accept("  %-11s runs already".formatted(server));
                case STOPPED ->
                    told.accept(String.format(Locale.ROOT, "  %-11s stopped after %.1f s", server, seconds));
            }
        };
    }
}
