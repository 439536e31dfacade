package io.drey.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The commands of {@code docs/deploy.md} for a standalone cluster, as they stand there, in the unpacked release: only the
 * addresses of the examples are replaced by those of real servers. The cluster has two JobManagers.
 */
@StackTest(
        value = {Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK},
        highlyAvailable = Server.FLINK)
class ReleaseIT {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
    private static final Pattern VERSION = Pattern.compile("drey-(.+)\\.tar\\.gz");
    private static final Duration A_WHILE = Duration.ofMinutes(4);
    private static final String QUERY = "bin/drey query";

    private final LocalStack stack;
    private final Path folder = Path.of("target/release-it").toAbsolutePath();
    private final Path flinkHome = folder.resolve("flink");

    ReleaseIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void whatThePageSaysForAStandaloneClusterWorksWordForWord() throws Exception {
        delete(folder);
        Files.createDirectories(flinkHome.resolve("conf"));
        Files.createDirectories(flinkHome.resolve("lib"));
        Path password = folder.resolve("lake-password");
        Files.writeString(password, stack.postgres().password());
        Files.createLink(folder.resolve(archive().getFileName()), archive());
        List<String> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(8);

        for (String block : blocks) {
            String commands = withOurAddresses(block, password);
            if (block.contains(QUERY)) {
                // What the page calls "a checkpoint later".
                String query = commands.lines()
                        .filter(line -> line.startsWith(QUERY))
                        .findFirst()
                        .orElseThrow();
                Await.value("lines in the lake", A_WHILE, () -> run(query), run -> run.out()
                        .strip()
                        .endsWith("5000"));
                Await.value("what the commands say", A_WHILE, () -> run(commands), run -> run.exitCode() == 0);
            } else {
                Run run = run(commands);
                assertThat(run.exitCode())
                        .as("%s%n%s%s", commands, run.out(), run.err())
                        .isZero();
            }
            if (block.contains("jobs submit ingest")) {
                assertThat(run("bin/drey jobs list --format csv --flink "
                                        + stack.flink().restUrl())
                                .out())
                        .contains("ingest-job", "cep-job", "aggregation-job", "delivery-job", "maintenance-job")
                        .doesNotContain("FAILED");
            }
            for (String job : List.of("collect", "fused")) {
                if (block.contains("jobs submit " + job)) {
                    assertThat(run("bin/drey jobs list --format csv --flink "
                                            + stack.flink().restUrl())
                                    .out())
                            .contains(job + "-job");
                }
            }
        }

        assertThat(Files.readString(stack.dir().resolve("flink/conf/config.yaml")))
                .as("what the cluster of the test runs with")
                .containsPattern("high-availability(.type)?:");
        assertThat(jars(flinkHome.resolve("lib")))
                .as("lib.txt names what the cluster of the test has beside Flink's own jars")
                .isNotEmpty()
                .isSubsetOf(jars(cluster()));
        assertThat(flinkHome.resolve("conf/config.yaml")).exists();
    }

    @Test
    void aReleaseRunsWithoutMavenAndSaysThatItHasNoServers() throws Exception {
        Path unpacked = folder.resolve("elsewhere");
        delete(folder);
        Files.createDirectories(unpacked);
        Run tar = run(unpacked, "tar -xzf '%s'".formatted(archive()));
        assertThat(tar.exitCode()).as(tar.err()).isZero();
        Run version = run(unpacked, "*/bin/drey --version");
        assertThat(version.out()).contains("drey " + version());
        Run quickstart = run(unpacked, "*/bin/drey quickstart --once");
        assertThat(quickstart.exitCode()).isEqualTo(2);
        assertThat(quickstart.err()).contains("is a release", "clone the repository", "--flink URL");
        Run jobs = run(unpacked, "*/bin/drey jobs submit cep --flink http://127.0.0.1:1");
        assertThat(jobs.exitCode()).isEqualTo(1);
        assertThat(jobs.err().lines()).as(jobs.err()).singleElement().asString().contains("http://127.0.0.1:1");
    }

    @AfterEach
    void endJobsAndDelete() throws Exception {
        if (Files.isDirectory(release())) {
            run("bin/drey jobs stop --no-savepoint ingest cep aggregation delivery maintenance fused collect --flink "
                    + stack.flink().restUrl());
        }
        delete(folder);
    }

    private String withOurAddresses(String block, Path password) {
        Map<String, String> addresses = new TreeMap<>();
        addresses.put("http://jobmanager:8081", stack.flink().restUrl().toString());
        addresses.put("broker:9092", stack.kafka().bootstrapServers());
        addresses.put("http://opensearch:9200", stack.openSearch().url().toString());
        addresses.put("jdbc:postgresql://postgres:5432/lake", stack.postgres().jdbcUrl());
        addresses.put(
                "lake-catalog-user: drey",
                "lake-catalog-user: " + stack.postgres().user());
        addresses.put("/etc/drey/lake-password", password.toString());
        addresses.put("/var/log/shared", folder.resolve("shared").toString());
        // There is one broker, and one DataNode.
        addresses.put("class: small", "class: small\nreplication: 1");
        addresses.put(
                "hdfs://namenode:8020/drey/lake",
                stack.storageRoot() + "/drey/lake\nlake-hadoop-properties.dfs.replication: 1");
        String commands = block;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            commands = commands.replace(address.getKey(), address.getValue());
        }
        return commands;
    }

    private static List<String> blocks() throws IOException {
        String page = Files.readString(HOME.resolve("docs/deploy.md"));
        String section = page.substring(page.indexOf("## Standalone cluster"), page.indexOf("## High availability"));
        return COMMANDS.matcher(section).results().map(block -> block.group(1)).toList();
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("dev/release/target"))) {
            List<Path> archives = files.filter(file ->
                            VERSION.matcher(file.getFileName().toString()).matches())
                    .toList();
            assertThat(archives).hasSize(1);
            return archives.get(0);
        }
    }

    private static String version() throws IOException {
        return archive().getFileName().toString().replaceAll(VERSION.pattern(), "$1");
    }

    private Path release() throws IOException {
        return folder.resolve("drey-" + version());
    }

    private static List<String> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return jars(files.toList());
        }
    }

    /** Without versions, as the two class paths are managed apart. */
    private static List<String> jars(List<Path> files) {
        return files.stream()
                .map(file -> file.getFileName().toString().replaceFirst("-\\d+\\.\\d+\\.\\d+\\.jar$", ""))
                .toList();
    }

    private static List<Path> cluster() throws IOException {
        String classPath = Files.readString(HOME.resolve("dev/local-stack/servers/flink/target/classpath.txt"));
        return Stream.of(classPath.strip().split(":")).map(Path::of).toList();
    }

    record Run(int exitCode, String out, String err) {}

    /** In the release once it is unpacked, as the page's second command says. */
    private Run run(String commands) throws IOException, InterruptedException {
        return run(Files.isDirectory(release()) ? release() : folder, commands);
    }

    private Run run(Path where, String commands) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(where.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("DREY_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("FLINK_HOME", flinkHome.toString());
        environment.put("HADOOP_CONF_DIR", stack.dir().resolve("hdfs/conf").toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(commands).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((one, other) -> other.compareTo(one)).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
