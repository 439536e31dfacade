package io.drey.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.stack.ServerStatus.ProcessStatus;
import io.drey.stack.process.Http;
import io.drey.stack.process.StackException;
import io.drey.stack.server.LostJob;
import io.drey.stack.server.RunningFlink;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.Server;
import io.drey.stack.server.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole stack, each server used for real; the tests share it, so the last one stops it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackIT {
    private static final Path DIR = Path.of("target/stack").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static LocalStack stack;

    @BeforeAll
    static void start() {
        if (Files.exists(DIR.resolve("stack.json"))) {
            LocalStack.attach(DIR).stopAndDelete();
        }
        stack = LocalStack.in(DIR)
                .withAll()
                .with(Server.S3)
                .lifetime(Lifetime.THIS_JVM)
                .start(progress -> System.out.printf(
                        "%5.1f s %s %s%n",
                        progress.elapsed().toMillis() / 1e3, progress.server().title(), progress.stage()));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.stop();
        }
    }

    @Test
    @Order(1)
    void everyServerIsHealthyAndWritesALog() throws Exception {
        for (ServerStatus status : awaitHealthy()) {
            System.out.println(status.server().title() + " " + status.url() + ": " + status.detail());
            assertThat(status.healthy()).as(status.toString()).isTrue();
            assertThat(status.processes()).allSatisfy(process -> {
                System.out.println("  " + process.name() + " " + residentMegabytes(process.pid()) + " MB");
                assertThat(process.log()).isNotEmptyFile();
            });
        }
    }

    @Test
    @Order(2)
    void kafkaKeepsARecord() throws Exception {
        Map<String, Object> address = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(address)) {
            admin.createTopics(List.of(new NewTopic("lines", 1, (short) 1)))
                    .all()
                    .get(2, TimeUnit.MINUTES);
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(address, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("lines", "a line")).get(2, TimeUnit.MINUTES);
        }
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(address, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("lines", 0)));
            consumer.seek(new TopicPartition("lines", 0), 0);
            List<String> lines = new ArrayList<>();
            awaitUntil("the line comes", () -> {
                consumer.poll(Duration.ofSeconds(1)).forEach(line -> lines.add(line.value()));
                return !lines.isEmpty();
            });
            assertThat(lines).containsExactly("a line");
        }
    }

    @Test
    @Order(2)
    void hdfsKeepsAFile() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set("dfs.replication", "1");
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("/drey/a-file");
        try (FileSystem hdfs = FileSystem.newInstance(stack.hdfs().uri(), configuration)) {
            try (FSDataOutputStream out = hdfs.create(file)) {
                out.write("content".getBytes(StandardCharsets.UTF_8));
            }
            try (var in = hdfs.open(file)) {
                assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("content");
            }
        }
    }

    @Test
    @Order(2)
    void postgresAnswersSql() throws Exception {
        RunningPostgres postgres = stack.postgres();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (line text)");
            statement.execute("INSERT INTO kept VALUES ('a line')");
            try (ResultSet rows = statement.executeQuery("SELECT line FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("a line");
            }
        }
    }

    @Test
    @Order(2)
    void openSearchTakesTemplatesBulksVersionsScriptsAndAggregations() throws Exception {
        call(
                "PUT",
                "/_index_template/logs",
                """
                {"index_patterns":["logs-*"],"template":{"mappings":{"properties":{"host":{"type":"keyword"}}}}}""");
        String bulk =
                """
                {"index":{"_index":"logs-a","_id":"1","version":7,"version_type":"external_gte"}}
                {"host":"alpha","bytes":3}
                {"index":{"_index":"logs-a","_id":"2","version":7,"version_type":"external_gte"}}
                {"host":"beta","bytes":4}
                {"index":{"_index":"logs-a","_id":"1","version":6,"version_type":"external_gte"}}
                {"host":"stale","bytes":5}
                """;
        JsonNode outcome = call("POST", "/_bulk?refresh=true", bulk);
        assertThat(outcome.at("/items/0/index/status").asInt()).isEqualTo(201);
        assertThat(outcome.at("/items/2/index/status").asInt()).isEqualTo(409);
        JsonNode found = call(
                "POST",
                "/logs-*/_search",
                """
                {"size":0,"query":{"script":{"script":"doc['bytes'].value > 0"}},
                 "aggs":{"hosts":{"terms":{"field":"host"}},"total":{"sum":{"field":"bytes"}}}}""");
        assertThat(found.at("/aggregations/total/value").asInt()).isEqualTo(7);
        assertThat(found.at("/aggregations/hosts/buckets")).hasSize(2);
    }

    @Test
    @Order(2)
    void s3AsksForALogin() throws Exception {
        assertThat(stack.storage()).isEqualTo(Storage.S3);
        assertThat(stack.storageRoot()).isEqualTo("s3://drey");
        HttpResponse<String> anonymous = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.s3().endpoint() + "/drey"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        // Whoever has no login has no buckets: a server of several logins finds none where one of a single login
        // refuses.
        assertThat(anonymous.statusCode()).isEqualTo(404);
        assertThat(anonymous.body()).contains("NoSuchBucket");
        assertThat(stack.s3().toString()).doesNotContain(stack.s3().secretKey());
        assertThat(Files.getPosixFilePermissions(DIR.resolve("s3/conf/s3proxy.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    @Order(3)
    void aJobSurvivesTheDeathOfItsTaskManager(@TempDir Path folder) throws Exception {
        RunningFlink flink = stack.flink();
        String job = flink.submit(jobJar(folder), List.of());
        awaitUntil("the job runs", () -> flink.allTasksRun(job));
        awaitUntil("it completed a checkpoint", () -> completedCheckpoints(job) > 0);

        long killed = flink.taskManagerPid();
        flink.killTaskManager();
        assertThat(ProcessHandle.of(killed).filter(ProcessHandle::isAlive)).isEmpty();
        awaitUntil("the loss is noticed", () -> !flink.allTasksRun(job));
        assertThat(stack.status())
                .anySatisfy(status -> assertThat(status.detail()).contains("ended by itself"));

        assertThat(DIR.resolve("s3/data/drey/flink/checkpoints").resolve(job))
                .as("checkpoints on S3")
                .isDirectoryRecursivelyContaining("glob:**/_metadata");
        flink.startTaskManager();
        assertThat(flink.taskManagerPid()).isNotEqualTo(killed);
        awaitUntil("the job runs again", () -> flink.allTasksRun(job));
        flink.client(List.of("cancel", job));
        awaitUntil("the job is cancelled", () -> flink.jobState(job).equals("CANCELED"));
    }

    @Test
    @Order(3)
    void aStartReplacesADeadTaskManagerAndKeepsTheJobs(@TempDir Path folder) throws Exception {
        RunningFlink flink = stack.flink();
        String job = flink.submit(jobJar(folder), List.of());
        awaitUntil("the job runs", () -> flink.allTasksRun(job));
        awaitUntil("it completed a checkpoint", () -> completedCheckpoints(job) > 0);
        long jobManager = flink.jobManagerPid();
        long taskManager = flink.taskManagerPid();

        flink.killTaskManager();
        List<Progress> progress = new CopyOnWriteArrayList<>();
        stack = LocalStack.in(DIR).withAll().with(Server.S3).start(progress::add);

        assertThat(stack.flink().jobManagerPid()).isEqualTo(jobManager);
        assertThat(stack.flink().taskManagerPid()).isNotEqualTo(taskManager);
        assertThat(progress)
                .filteredOn(step -> step.server() == Server.FLINK)
                .extracting(Progress::stage)
                .containsExactly(Progress.Stage.MENDED);
        awaitHealthy();
        awaitUntil("the same job runs again", () -> stack.flink().allTasksRun(job));
        stack.flink().client(List.of("cancel", job));
        awaitUntil("the job is cancelled", () -> stack.flink().jobState(job).equals("CANCELED"));
    }

    @Test
    @Order(3)
    void aStartKnowsWhichJobsWereLostWithTheJobManager(@TempDir Path folder) throws Exception {
        Path jar = jobJar(folder);
        String ended = stack.flink().submit(jar, List.of());
        awaitUntil("the job runs", () -> stack.flink().allTasksRun(ended));
        stack.flink().client(List.of("cancel", ended));
        awaitUntil("it is cancelled", () -> stack.flink().jobState(ended).equals("CANCELED"));
        String lost = stack.flink().submit(jar, List.of());
        awaitUntil("the other job runs", () -> stack.flink().allTasksRun(lost));
        long killed = stack.flink().jobManagerPid();

        stack.flink().killJobManager();
        assertThat(ProcessHandle.of(killed).filter(ProcessHandle::isAlive)).isEmpty();
        stack = LocalStack.in(DIR).withAll().with(Server.S3).start();

        assertThat(stack.flink().jobManagerPid()).isNotEqualTo(killed);
        awaitHealthy();
        assertThat(stack.flink().lostJobs()).containsExactly(new LostJob(lost, "counting"));
    }

    @Test
    @Order(4)
    void aSecondStartFindsTheStackRunning() {
        List<Long> before = processes(stack).stream().map(ProcessStatus::pid).toList();
        LocalStack again = LocalStack.in(DIR).withAll().with(Server.S3).start(progress -> assertThat(progress.stage())
                .isEqualTo(Progress.Stage.ALREADY_RUNNING));
        assertThat(processes(again)).extracting(ProcessStatus::pid).isEqualTo(before);
    }

    @Test
    @Order(5)
    void aServerKeepsPortAndDataOverARestart() throws Exception {
        LocalStack attached = LocalStack.attach(DIR);
        String url = attached.postgres().jdbcUrl();
        attached.stop();
        assertThat(attached.status()).noneMatch(ServerStatus::alive);

        LocalStack restarted = LocalStack.in(DIR)
                .with(Server.POSTGRES, Server.KAFKA, Server.HDFS)
                .start();
        assertThat(restarted.postgres().jdbcUrl()).isEqualTo(url);
        RunningPostgres postgres = restarted.postgres();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(1);
        }
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", restarted.kafka().bootstrapServers()))) {
            assertThat(admin.listTopics().names().get(2, TimeUnit.MINUTES)).contains("lines");
        }
        stack = restarted;
    }

    @Test
    @Order(6)
    void aTakenPortIsNamed(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalStack.in(folder.resolve("stack"))
                            .with(Server.POSTGRES)
                            .port(Server.POSTGRES, "server", taken.getLocalPort())
                            .start())
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " (server of PostgreSQL)")
                    .hasMessageContaining("ss -ltnp");
        }
    }

    @Test
    @Order(6)
    void aServerThatDiesWhileStartingShowsTheEndOfItsLog(@TempDir Path folder) {
        LocalStack.Builder broken = LocalStack.in(folder.resolve("stack"))
                .with(Server.FLINK)
                .flinkOption("jobmanager.rpc.port", "not-a-port");
        assertThatThrownBy(broken::start)
                .isInstanceOf(StackException.class)
                .hasMessageContaining("Flink did not start")
                .hasMessageContaining("not-a-port");
        assertThat(LocalStack.attach(folder.resolve("stack")).status()).noneMatch(ServerStatus::alive);
    }

    @Test
    @Order(7)
    void nothingIsLeftBehind() {
        List<ProcessStatus> processes = processes(stack);
        assertThat(processes).isNotEmpty();
        stack.stopAndDelete();
        assertThat(DIR).doesNotExist();
        assertThat(processes).allSatisfy(process -> assertThat(
                        ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive))
                .isEmpty());
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    private static List<ProcessStatus> processes(LocalStack stack) {
        return stack.status().stream()
                .flatMap(status -> status.processes().stream())
                .toList();
    }

    private static long residentMegabytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .sum();
        } catch (java.io.IOException notLinux) {
            return -1;
        }
    }

    private static int completedCheckpoints(String job) throws Exception {
        return Http.json(stack.flink().restUrl().resolve("/jobs/" + job + "/checkpoints"))
                .at("/counts/completed")
                .asInt();
    }

    private static JsonNode call(String method, String path, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.openSearch().url() + path))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static Path jobJar(Path folder) throws Exception {
        Path jar = folder.resolve("counting-job.jar");
        String name = CountingJob.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                var content = CountingJob.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
            out.write(("Manifest-Version: 1.0\nMain-Class: " + CountingJob.class.getName() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new JarEntry(name));
            content.transferTo(out);
        }
        return jar;
    }

    /** A server that is asked while the machine is busy may take longer than the question waits. */
    private static List<ServerStatus> awaitHealthy() throws Exception {
        List<ServerStatus> status = new ArrayList<>();
        awaitUntil("all servers are healthy", () -> {
            status.clear();
            status.addAll(stack.status());
            return status.stream().allMatch(ServerStatus::healthy);
        });
        return status;
    }

    private static void awaitUntil(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (true) {
            Exception failure = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException | StackException notNow) {
                failure = notNow;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "waited in vain until %s; servers: %s".formatted(what, stack.status()), failure);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
