package io.drey.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gzipped files of a load balancer and a log that grows land line by line, each once, whatever becomes of the jobs. */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class CollectIT {

    private static final DatasetId DATASET = new DatasetId("collected", "alb");
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final int A_FILE = 300;

    private final LocalStack stack;
    private final Workspace workspace;
    private final LakeSettings settings;
    private final RunOracle oracle;
    private final List<String> written = new ArrayList<>();
    private Lake lake;

    @TempDir
    private Path folder;

    CollectIT(LocalStack stack) {
        this.stack = stack;
        this.workspace = new Workspace(stack.dir().getParent());
        this.settings = LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace)));
        this.oracle = new RunOracle(stack, DATASET);
    }

    @BeforeEach
    void makeTables() throws Exception {
        // Folders are named by the day.
        WallClock.awaitRoomInDay(Duration.ofMinutes(5));
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        lake = Lake.open(settings);
        lake.init();
        Path documents = Files.writeString(
                folder.resolve("collected.yaml"),
                """
                {kind: Tenant, name: collected, partitions: 2, replication: 1}
                ---
                {kind: Dataset, tenant: collected, name: alb, format: alb, mode: files}
                """);
        succeed("apply", "-f", documents.toString());
    }

    @AfterEach
    void endJobs() {
        run("jobs", "stop", "--no-savepoint", "collect", "ingest");
        lake.close();
    }

    @Test
    void eachLineLandsOnceThroughKillsAndRestarts() throws Exception {
        put("a.gz", gzip(lines(A_FILE)));
        put("b.gz", gzip(lines(A_FILE), lines(A_FILE)));
        append("app.log", lines(100));
        succeed("jobs", "submit", "ingest");
        submitCollect();
        awaitLanded();
        assertThat(ofAccount())
                .as("account and region stand in the folders that the objects are in")
                .isEqualTo(3L * A_FILE);

        put("c.gz", gzip(lines(A_FILE)));
        put("d.gz", gzip(lines(A_FILE)));
        append("app.log", lines(100));
        stack.flink().killTaskManager();
        put("a.gz", gzip(lines(A_FILE)));
        stack.flink().startTaskManager();
        Files.move(folder.resolve("app.log"), folder.resolve("app.log.1"));
        append("app.log.1", lines(50));
        append("app.log", lines(100));
        awaitLanded();

        put("e.gz", gzip(lines(A_FILE)));
        put("damaged.gz", damaged(lines(A_FILE)));
        succeed("jobs", "stop", "collect", "--no-savepoint");
        put("f.gz", gzip(lines(A_FILE)));
        append("app.log", lines(100));
        assertThat(submitCollect().err()).contains("goes on from checkpoint");
        awaitLanded();
        assertEachLineOnce();

        // Without state it sends all files that are there again.
        long before = oracle.rows(lake, LakeTable.DROPPED);
        succeed("jobs", "stop", "collect", "--no-savepoint");
        submitCollect("--fresh");
        Await.atLeast(
                "the lines that come again to be dropped",
                A_WHILE,
                6L * A_FILE,
                () -> oracle.rows(lake, LakeTable.DROPPED) - before);
        put("last.gz", gzip(lines(A_FILE)));
        awaitLanded();
        assertEachLineOnce();
    }

    private CommandRun submitCollect(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "jobs",
                "submit",
                "collect",
                "-Dcollect-files=%s=%s/logs/AWSLogs/*/elasticloadbalancing/*/{yyyy}/{MM}/{dd}/*.gz;%s=file://%s/*.log"
                        .formatted(DATASET, stack.storageRoot(), DATASET, folder),
                "-Dcollect-interval=1 s"));
        arguments.addAll(List.of(more));
        return succeed(arguments.toArray(String[]::new));
    }

    /** How many rows have the account and the region of the folders. */
    private long ofAccount() throws IOException {
        try (CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.LOGS))
                .where(Expressions.and(
                        Expressions.equal("tenant", DATASET.tenant()),
                        Expressions.equal("cloud_account_id", "111122223333"),
                        Expressions.equal("cloud_region", "eu-west-1"),
                        Expressions.startsWith("log_file_path", stack.storageRoot())))
                .build()) {
            return StreamSupport.stream(rows.spliterator(), false).count();
        }
    }

    private void awaitLanded() {
        Await.atLeast("%d lines to land".formatted(written.size()), A_WHILE, written.size(), () -> oracle.landed(lake));
    }

    private void assertEachLineOnce() throws Exception {
        assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(written.size());
        assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isZero();
        Path out = folder.resolve("restored-" + written.size());
        succeed(
                "lake",
                "restore",
                "--tenant",
                DATASET.tenant(),
                "--dataset",
                DATASET.dataset(),
                "--out",
                out.toString());
        List<String> restored = new ArrayList<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                restored.addAll(Files.readAllLines(file));
            }
        }
        assertThat(restored).containsExactlyInAnyOrderElementsOf(written);
        CommandRun verified = run("lake", "verify", "--tenant", DATASET.tenant(), "--settle", "PT0S");
        assertThat(verified.exitCode()).as(verified.err() + verified.out()).isZero();
    }

    /** Lines as no other ones are, which are to land. */
    private String lines(int count) {
        List<String> lines = IntStream.range(written.size(), written.size() + count)
                .mapToObj(n ->
                        ("http 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 10.0.0.1:80 0.001 0.020 0.000"
                                        + " 200 200 34 366 \"GET http://a.example:80/%d HTTP/1.1\" \"curl/8\" - - arn:x"
                                        + " \"Root=1-58\" \"-\" \"-\" 0 2026-01-05T00:09:59.802001Z \"forward\" \"-\" \"-\""
                                        + " \"10.0.0.1:80\" \"200\" \"-\" \"-\"")
                                .formatted(n))
                .toList();
        written.addAll(lines);
        return String.join("\n", lines) + "\n";
    }

    private static byte[] gzip(String... members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String member : members) {
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                out.write(member.getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** A gzip that is whole, and the beginning of one that is not. */
    private static byte[] damaged(String lines) throws IOException {
        byte[] whole = gzip(lines);
        return Arrays.copyOf(gzip(lines, "x"), whole.length + 5);
    }

    private void put(String name, byte[] bytes) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String file = "%s/logs/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/%d/%02d/%02d/%s"
                .formatted(stack.storageRoot(), today.getYear(), today.getMonthValue(), today.getDayOfMonth(), name);
        try (OutputStream out =
                lake.table(LakeTable.LOGS).io().newOutputFile(file).createOrOverwrite()) {
            out.write(bytes);
        }
    }

    private void append(String name, String lines) throws IOException {
        Files.writeString(folder.resolve(name), lines, CREATE, APPEND);
    }

    private CommandRun succeed(String... arguments) {
        return CommandRun.succeed(workspace, arguments);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.drey(workspace, arguments);
    }
}
