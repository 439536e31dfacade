package io.drey.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.Ending;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.process.Http;
import io.drey.stack.server.RunningYarn;
import io.drey.stack.server.RunningYarn.Container;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs as applications on a real YARN, submitted as {@code docs/deploy.md} says: its containers are processes that can die. */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.YARN})
@Tag("faults")
class YarnIT {

    private static final DatasetId DATASET = new DatasetId("yarn", "web");
    private static final DatasetId LED = new DatasetId("yarnled", "web");
    private static final int LINES = 9_000;
    private static final int LINES_A_SECOND = 300;
    private static final int KILL_AFTER = 2_500;
    private static final int STOP_AFTER = 6_000;
    private static final Duration A_WHILE = Duration.ofMinutes(4);
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```bash\\n(.*?)^```");

    private static boolean isOnHdfs;

    private final LocalStack stack;
    private final RunningYarn yarn;
    private final Workspace workspace;
    private final LakeSettings settings;
    private final Path folder;
    private Lake lake;

    YarnIT(LocalStack stack) {
        this.stack = stack;
        this.yarn = stack.yarn();
        this.workspace = new Workspace(stack.dir().getParent());
        this.folder = stack.dir().resolve("yarn-it");
        this.settings = LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace)));
    }

    @BeforeEach
    void makeTables() throws Exception {
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        lake = Lake.open(settings);
        lake.init();
        IndexTemplates.install(stack.openSearch().url());
        StringBuilder config = new StringBuilder();
        StackSettings.of(stack, workspace).forEach((key, value) -> config.append("%s: %s%n".formatted(key, value)));
        config.append("collect-files: \"%s=file://%s/*.nothing\"%n".formatted(DATASET, stack.dir()));
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/config.yaml"), config);
        if (!isOnHdfs) {
            run(block("hdfs dfs"));
            isOnHdfs = true;
        }
    }

    @AfterEach
    void endApplications() {
        running()
                .forEach(application -> drey(
                        "jobs",
                        "stop",
                        "--no-savepoint",
                        application.path("name").asText().replace("drey-", ""),
                        "--flink",
                        application.path("id").asText()));
        lake.close();
    }

    @Test
    void aKilledContainerLosesNoLineAndDoublesNone() throws Exception {
        RunOracle oracle = new RunOracle(stack, DATASET);
        Feed feed = new GeneratedFeed(11, LINES, LINES_A_SECOND);
        TenantTopics.create(stack.kafka().bootstrapServers(), DATASET, feed);
        Application ingest = submitted("ingest");
        assertRefused(1, submit("ingest"), "runs already as " + ingest.id, "drey jobs stop ingest --flink");
        assertRefused(1, submit("fused"), "would do its work twice", ingest.id);

        Sender sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(DATASET), feed);
        sender.start();
        Await.atLeast("the lines before the kill to be sent", Duration.ofMinutes(1), KILL_AFTER, () -> sender.sent());
        Container killed = ingest.taskManager();
        Instant death = Instant.now();
        killed.kill();
        Await.until(
                "the job to run in another container",
                A_WHILE,
                () -> ingest.runs()
                        && !ingest.flink.taskManagersOf(ingest.job()).contains(killed.id()));
        System.out.printf(
                "%s was killed; all tasks ran again after %.1f s%n",
                killed.id(), Duration.between(death, Instant.now()).toMillis() / 1e3);
        Await.atLeast("the lines before the stop to be sent", Duration.ofMinutes(1), STOP_AFTER, () -> sender.sent());
        String conf = yarn.hadoopConf().toString();
        assertThat(drey("jobs", "list", "--target", "yarn-application", "--hadoop-conf", conf, "--format", "csv")
                        .out())
                .contains("ingest," + ingest.id + ",RUNNING");
        CommandRun stop = drey("jobs", "stop", "ingest", "--target", "yarn-application", "--hadoop-conf", conf);
        assertThat(stop.exitCode()).as(stop.err()).isZero();
        assertThat(stop.out()).contains(stack.storageRoot() + "/flink/savepoints/savepoint-");
        Await.equal("the application to end", A_WHILE, "FINISHED", () -> ingest.state());
        Await.until("its containers to end", A_WHILE, () -> yarn.containers(ingest.id)
                .isEmpty());

        CommandRun again = submit("ingest");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("goes on from savepoint", "/flink/savepoints/savepoint-");
        Await.until("all lines to be sent", Duration.ofMinutes(2), sender::hasEnded);
        assertAllLanded(oracle);
    }

    @Test
    void aKilledJobManagerAndUpgradesLoseNoLineAndDoubleNone() throws Exception {
        RunOracle oracle = new RunOracle(stack, LED);
        Feed feed = new GeneratedFeed(12, LINES, LINES_A_SECOND);
        TenantTopics.create(stack.kafka().bootstrapServers(), LED, feed);
        Application ingest = submitted("ingest");
        String job = ingest.job();
        Sender sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(LED), feed);
        sender.start();
        Await.atLeast("the lines before the kill to be sent", Duration.ofMinutes(1), KILL_AFTER, () -> sender.sent());
        Container killed = yarn.containers(ingest.id).get(0);
        Instant death = Instant.now();
        killed.kill();
        Await.until(
                "YARN to start another JobManager",
                A_WHILE,
                () -> yarn.containers(ingest.id).stream()
                                .noneMatch(container -> container.id().equals(killed.id()))
                        && ingest.state().equals("RUNNING")
                        && application("ingest").runsSafely());
        System.out.printf(
                "%s, a JobManager, was killed; all tasks ran again after %.1f s%n",
                killed.id(), Duration.between(death, Instant.now()).toMillis() / 1e3);
        assertThat(application("ingest").job()).isEqualTo(job);

        String ingestJar = Checkout.jobJar("ingest-job").toString();
        CommandRun refused =
                upgrade("ingest", "--jar", Checkout.jobJar("cep-job").toString(), "--earlier-jar", ingestJar);
        assertRefused(1, refused, "the new ingest job did not start", "the old one runs again from");
        CommandRun upgrade = upgrade("ingest", "--earlier-jar", ingestJar, "-Dkafka-discovery-interval=7s");
        assertThat(upgrade.exitCode()).as(upgrade.err()).isZero();
        assertThat(upgrade.out()).contains("/flink/savepoints/savepoint-");
        assertThat(application("ingest").job())
                .as("the lake would take the commits of another application's job for those of this one")
                .isNotEqualTo(job);

        Await.until("all lines to be sent", Duration.ofMinutes(2), sender::hasEnded);
        assertAllLanded(oracle);
        assertRefused(1, upgrade("cep"), "the cep job does not run on YARN", "drey jobs submit cep");
    }

    private void assertAllLanded(RunOracle oracle) throws Exception {
        RunOracle.Expected expected = oracle.expected(LINES);
        Await.atLeast("each line to be in the lake", Duration.ofMinutes(3), LINES, () -> oracle.landed(lake));
        assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(expected.events());
        assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isEqualTo(LINES - expected.events());
        assertThat(oracle.distinctPositions(settings)).isEqualTo(expected.events());
        assertThat(oracle.positionsInEventsTopic()).hasSize((int) expected.events());
    }

    @Test
    void whatCannotRunIsRefusedBeforeAnythingIsStarted() throws Exception {
        String conf = yarn.hadoopConf().toString();
        String flink = yarn.flinkHome().toString();
        assertRefused(2, drey("jobs", "submit", "ingest", "--target", "yarn-application"), "HADOOP_CONF_DIR");
        assertRefused(
                2,
                drey("jobs", "submit", "ingest", "--target", "yarn-application", "--hadoop-conf", flink),
                flink + " has no yarn-site.xml");
        assertRefused(
                2,
                drey("jobs", "submit", "ingest", "--target", "yarn-application", "--hadoop-conf", conf),
                "FLINK_HOME");
        assertRefused(
                2,
                drey("jobs", "stop", "ingest", "--flink", "application_1_0001", "--hadoop-conf", conf),
                "knows no application_1_0001");
        assertRefused(
                1, submit("ingest", "-Dtaskmanager.memory.process.size=64g"), "TaskManager of 65536 MB", "4096 MB");
        assertRefused(1, submit("ingest", "-Dyarn.containers.vcores=99"), "99 vcores", "8 vcores");
        CommandRun tooMany = Await.value(
                "the containers of ended applications to be free",
                A_WHILE,
                () -> submit("ingest", "-Dparallelism.default=4"),
                run -> run.err().contains("4096 MB are free"));
        assertRefused(1, tooMany, "no room now");
        assertRefused(
                2,
                drey("jobs", "submit", "ingest", "--target", "nomad"),
                "no target 'nomad'",
                "cluster, yarn-application, kubernetes");
        assertRefused(
                2,
                submit("ingest", "-Dlake-catalog-password=env:NOWHERE"),
                "containers on YARN do not have",
                "-Dcontainerized.master.env.NOWHERE");
        Path old = Files.createDirectories(folder.resolve("flink-1.19/lib")).getParent();
        Files.createFile(old.resolve("lib/flink-dist-1.19.1.jar"));
        for (String part : List.of("bin", "conf")) {
            Files.createSymbolicLink(old.resolve(part), yarn.flinkHome().resolve(part));
        }
        assertRefused(2, submitBy(conf, old.toString()), "is Flink 1.19.1, and the jobs are built for Flink 1.20");
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(
                elsewhere.resolve("yarn-site.xml"),
                Files.readString(yarn.hadoopConf().resolve("yarn-site.xml"))
                        .replaceAll("(resourcemanager.address</name><value>)[^<]*", "$1127.0.0.1:1"));
        assertRefused(
                1, submitBy(elsewhere.toString(), flink), "127.0.0.1:1 does not answer", elsewhere + "/yarn-site.xml");
        assertThat(running()).isEmpty();
    }

    private CommandRun submitBy(String hadoopConf, String flinkHome) {
        return drey(
                "jobs",
                "submit",
                "ingest",
                "--target",
                "yarn-application",
                "--hadoop-conf",
                hadoopConf,
                "--flink-home",
                flinkHome,
                "--config",
                folder.resolve("config").toString());
    }

    private static void assertRefused(int exitCode, CommandRun run, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    }

    private CommandRun submit(String job, String... more) {
        return onYarn("submit", job, more);
    }

    private CommandRun upgrade(String job, String... more) {
        return onYarn("upgrade", job, more);
    }

    private CommandRun onYarn(String verb, String job, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "jobs",
                verb,
                job,
                "--target",
                "yarn-application",
                "--flink-home",
                yarn.flinkHome().toString(),
                "--config",
                folder.resolve("config").toString()));
        command.addAll(List.of(more));
        return drey(command.toArray(String[]::new));
    }

    private Application submitted(String job) {
        CommandRun run = submit(job);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return application(job);
    }

    private CommandRun drey(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        boolean onYarn = all.contains("--flink-home") || all.contains("--flink");
        if (onYarn && !all.contains("--hadoop-conf")) {
            all.addAll(List.of("--hadoop-conf", yarn.hadoopConf().toString()));
        }
        return CommandRun.drey(all.toArray(String[]::new));
    }

    /** One after another: a small machine has room for one. */
    @ParameterizedTest
    @ValueSource(strings = {"cep", "aggregation", "delivery", "maintenance", "collect", "fused"})
    void eachJobRunsCompletesCheckpointsAndStopsWithASavepoint(String job) throws Exception {
        Feed feed = new GeneratedFeed(11, 10, LINES_A_SECOND);
        TenantTopics.create(stack.kafka().bootstrapServers(), DATASET, feed);
        run(block("run-application")
                .replace("drey-ingest", "drey-" + job)
                .replace(
                        "jobs/drey-" + job + "-job-*-job.jar",
                        Checkout.jobJar(job + "-job").toString()));
        Application application = application(job);
        application.awaitRunning();
        Await.until("a checkpoint of " + job, A_WHILE, () -> application
                .flink
                .checkpoints(application.job())
                .completedMillis()
                .isPresent());

        assertThat(application.stop()).contains("/flink/savepoints/savepoint-");
        Await.equal(job + " to end", A_WHILE, "FINISHED", () -> application.state());
    }

    private Application application(String job) {
        JsonNode found = running()
                .filter(application -> application.path("name").asText().equals("drey-" + job))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no drey-" + job + " runs; see " + stack.logs()));
        return new Application(
                found.path("id").asText(),
                new FlinkCluster(
                        URI.create("http://" + found.path("amRPCAddress").asText())));
    }

    private Stream<JsonNode> running() {
        return applications()
                .filter(application -> application.path("state").asText().equals("RUNNING"));
    }

    private Stream<JsonNode> applications() {
        try {
            List<JsonNode> found = new ArrayList<>();
            Http.json(yarn.url().resolve("/ws/v1/cluster/apps")).at("/apps/app").forEach(found::add);
            return found.stream();
        } catch (IOException e) {
            throw new AssertionError("the ResourceManager does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The commands of the page's section that hold some words. */
    private static String block(String words) throws IOException {
        String page = Files.readString(Checkout.home().resolve("docs/deploy.md"));
        String section = page.substring(page.indexOf("## YARN"), page.indexOf("## Kubernetes"));
        return COMMANDS.matcher(section)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(words))
                .findFirst()
                .orElseThrow();
    }

    private void run(String commands) throws IOException, InterruptedException {
        Path output = folder.resolve("commands.log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HADOOP_CONF_DIR", yarn.hadoopConf().toString());
        environment.put("FLINK_HOME", yarn.flinkHome().toString());
        environment.remove("HADOOP_CLASSPATH");
        environment.merge("PATH", yarn.hadoopHome().resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(commands).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s%n%s", commands, Files.readString(output, UTF_8))
                .isZero();
    }

    /** A job that was submitted, as YARN and as its own JobManager know it. */
    private final class Application {
        private final String id;
        private final FlinkCluster flink;

        Application(String id, FlinkCluster flink) {
            this.id = id;
            this.flink = flink;
        }

        String state() {
            return applications()
                    .filter(application -> application.path("id").asText().equals(id))
                    .map(application -> application.path("state").asText())
                    .findFirst()
                    .orElseThrow();
        }

        String job() {
            Optional<FlinkJob> job = flink.jobs().stream().findFirst();
            return job.orElseThrow().id();
        }

        boolean runs() {
            return flink.progress(job()).runs();
        }

        /** The same while the JobManager may not answer yet. */
        boolean runsSafely() {
            try {
                return flink.jobs().stream().anyMatch(job -> !job.hasEnded()) && runs();
            } catch (OperationException e) {
                return false;
            }
        }

        void awaitRunning() throws Exception {
            Await.until(
                    "all tasks of " + id + " to run",
                    A_WHILE,
                    () -> !flink.jobs().isEmpty() && runs());
        }

        Container taskManager() {
            List<Container> containers = yarn.containers(id);
            assertThat(containers).as("one JobManager and one TaskManager").hasSize(2);
            return containers.get(1);
        }

        String stop() throws Exception {
            return flink.stop(job(), stack.storageRoot() + "/flink/savepoints", Ending.PAUSE, A_WHILE);
        }
    }
}
