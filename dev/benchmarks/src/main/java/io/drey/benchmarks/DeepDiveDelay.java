package io.drey.benchmarks;

import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a deep dive does to the streaming jobs: how long a line takes to its event while nothing runs beside, while a query over
 * many rows runs on a cluster of its own on the same cores, and while that cluster has the lower priority.
 *
 * <p>Goal: with the lower priority the 99th percentile is at most twice that of nothing beside. Exit code 1 if an event does not
 * come, or a query fails.
 */
final class DeepDiveDelay {

    private static final int LINES_A_COMMIT = 1_000_000;
    private static final int DEFAULT_ROWS = 20_000_000;
    private static final double GOAL = 2;
    /** Linux shares cores between sessions first, where it groups them, and between processes by their priority then. */
    private static final String LOWERED = "echo 19 >/proc/self/autogroup 2>/dev/null; exec nice -n 19 \"$@\"";

    private static final String LOWER = "echo 19 >/proc/$1/autogroup 2>/dev/null; exec renice -n 19 -g $1";

    private final Path home;
    private final Path lake;
    private final Path folder;

    private DeepDiveDelay(Path home, Path lake, Path folder) {
        this.home = home;
        this.lake = lake;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_ROWS;
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Path home = Path.of(System.getProperty("drey.home"));
        Path folder = Files.createTempDirectory("drey-deep-dive");
        new DeepDiveDelay(home, lakeOf(inputs, rows), folder).run(EventDelays.start(inputs, seconds));
        new ParquetFiles(folder).delete();
        System.exit(0);
    }

    /** A lake in a folder, made unless it is there. */
    private static Path lakeOf(Path inputs, int rows) throws IOException {
        Path lake = inputs.resolve("deep-dive-lake-" + rows).toAbsolutePath();
        // A lake knows its files by their whole paths, so it is made where it stays; the mark says that it is whole.
        Path whole = lake.resolve("whole");
        if (Files.exists(whole)) {
            return lake;
        }
        ParquetFiles files = new ParquetFiles(lake);
        files.delete();
        System.err.printf("landing %,d lines in %s%n", rows, lake);
        byte[] lines = Files.readAllBytes(new AccessLogInput(LINES_A_COMMIT, 7).in(inputs));
        try (LakeLanding landing = new LakeLanding(files, "combined", Instant.parse("2025-03-02T00:00:00Z"))) {
            for (int landed = 0; landed < rows; landed += LINES_A_COMMIT) {
                landing.commit(lines, 0, lines.length);
            }
        }
        Files.createFile(whole);
        return lake;
    }

    /** Runs the query again and again on a cluster of its own while the delays are measured. */
    private double besideDeepDive(EventDelays delays, String what, boolean lowerPriority) throws Exception {
        try (LocalStack cluster = LocalStack.in(folder.resolve("cluster"))
                .with(Server.FLINK)
                .flinkOption("taskmanager.numberOfTaskSlots", "2")
                .start()) {
            if (lowerPriority) {
                lower(cluster.flink().taskManagerPid());
                lower(cluster.flink().jobManagerPid());
            }
            DeepDives queries = new DeepDives(command(cluster, lowerPriority), folder.resolve("query.log"));
            Thread asking = new Thread(queries, "deep-dives");
            asking.start();
            double percentile = delays.measure(what, null);
            queries.end();
            asking.join();
            if (queries.failed()) {
                throw new IllegalStateException("a query failed: see " + folder.resolve("query.log"));
            }
            System.err.printf("%d queries answered meanwhile, one was under way%n", queries.answered());
            delays.result().put(what + ", answered", queries.answered());
            return percentile;
        }
    }

    private List<String> command(LocalStack cluster, boolean lowerPriority) throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                config.resolve("config.yaml"),
                "lake-catalog-type: hadoop%nlake-warehouse: %s%nquery-flink-url: %s%n"
                        .formatted(lake.toUri(), cluster.flink().restUrl()));
        List<String> command = new ArrayList<>();
        if (lowerPriority) {
            command.addAll(List.of("setsid", "sh", "-c", LOWERED, "lowered"));
        }
        command.addAll(List.of(
                home.resolve("bin/drey").toString(),
                "query",
                "user-segmentation",
                "--tenant",
                LakeLanding.DATASET.tenant(),
                "--date",
                "2025-03-*",
                "--format",
                "csv",
                "--config",
                config.toString()));
        return command;
    }

    /** Gives a server, which is a session of its own, the lowest priority. */
    private static void lower(long server) throws IOException, InterruptedException {
        List<String> command = List.of("sh", "-c", LOWER, "lower", Long.toString(server));
        if (new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor()
                != 0) {
            throw new IllegalStateException("%s failed".formatted(command));
        }
    }

    private void run(EventDelays delays) throws Exception {
        delays.submit(home, 2);
        double alone = delays.measure("nothing beside", null);
        double beside = besideDeepDive(delays, "beside a deep dive on a cluster apart", false);
        double lower = besideDeepDive(delays, "beside one whose cluster has the lower priority", true);
        delays.result().put("ratio", beside / alone).put("ratio_with_lower_priority", lower / alone);
        System.err.printf(
                Locale.ROOT,
                "p99 beside a deep dive: %.2f x, with the lower priority %.2f x (goal: at most %.0f x)%n",
                beside / alone,
                lower / alone,
                GOAL);
        System.out.println(delays.result());
    }
}
