package io.drey.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Savepoints that earlier versions of a job took, kept as test resources, and how they are taken.
 *
 * <pre>{@code
 * Savepoints savepoints = new Savepoints("cep-job");
 * savepoints.writeIfAsked(configuration -> firstHalf(configuration), () -> alerts.size() == 1);
 * for (Path savepoint : savepoints.all()) {
 *     secondHalf(Savepoints.restoring(savepoint)).execute();
 * }
 * }</pre>
 *
 * <p>They are written with {@code -Ddrey.write-state=VERSION}: canonical, so that any state backend restores them, and each
 * in one file.
 */
public final class Savepoints {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String FILE = "_metadata";

    private final EarlierVersions versions;

    /** Those of a job. */
    public Savepoints(String job) {
        this.versions = new EarlierVersions("savepoints", job);
    }

    /**
     * Runs a job until it is ready, and keeps its savepoint as that of this version. Does nothing unless asked to write.
     *
     * @param job makes the job in an environment of the given configuration, without executing it
     */
    public void writeIfAsked(Function<Configuration, StreamExecutionEnvironment> job, Callable<Boolean> ready)
            throws Exception {
        requireNonNull(job, "job is null");
        if (EarlierVersions.toWrite().isEmpty()) {
            return;
        }
        Configuration configuration = new Configuration();
        // State up to this size stands in the one file.
        configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.parse("1mb"));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofDays(1));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        Path taken = Files.createTempDirectory("savepoint");
        JobClient client = job.apply(configuration).executeAsync();
        try {
            Await.until("the job has state worth keeping", LIMIT, ready);
            String savepoint = client.stopWithSavepoint(false, taken.toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            keep(Path.of(URI.create(savepoint)));
        } catch (AssertionError notReady) {
            client.cancel().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            throw notReady;
        }
    }

    /** The savepoints of all versions; what names one in a test's title is the folder's name. */
    public List<Path> all() {
        return versions.all();
    }

    /** A configuration in which a job begins where a savepoint was taken, all of it or not at all. */
    public static Configuration restoring(Path savepoint) {
        Configuration configuration = new Configuration();
        configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofDays(1));
        return configuration;
    }

    private void keep(Path savepoint) throws IOException {
        try (Stream<Path> files = Files.list(savepoint)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            if (!names.equals(List.of(FILE))) {
                throw new IllegalStateException(
                        "the savepoint has the files %s: let the job keep less state".formatted(names));
            }
        }
        Path kept = versions.of(EarlierVersions.toWrite().orElseThrow());
        Files.createDirectories(kept);
        Files.copy(savepoint.resolve(FILE), kept.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    }
}
