package io.drey.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.io.OutputFile;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of a bucket land soon after it has said that they are new, in whichever dataset asks for them at the time. */
@StackTest({Server.KAFKA, Server.S3, Server.SQS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class CollectFromBucketIT {

    private static final DatasetId DATASET = new DatasetId("bucketed", "alb");
    private static final DatasetId ADDED = new DatasetId("bucketadd", "alb");
    private static final DatasetId NEXT = new DatasetId(ADDED.tenant(), "next");
    private static final String NOTIFICATIONS = "bucket-events";
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

    /** What notifications and documents may take. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final int A_FILE = 100;

    private final LocalStack stack;
    private final RunOracle oracle;
    private final RunOracle oracleOfAdded;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> bucket;
    private Workspace workspace;
    private Lake lake;
    private int written;

    @TempDir
    private Path folder;

    CollectFromBucketIT(LocalStack stack) {
        this.stack = stack;
        this.oracle = new RunOracle(stack, DATASET);
        this.oracleOfAdded = new RunOracle(stack, ADDED);
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        this.admin = Admin.create(kafka);
        this.bucket = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @BeforeEach
    void makeTables() throws Exception {
        // Folders are named by the day.
        WallClock.awaitRoomInDay(Duration.ofMinutes(5));
        // Stacks with S3 stand in a folder of their own, where no command looks for them.
        workspace = new Workspace(folder);
        Files.createSymbolicLink(workspace.stack(), stack.dir());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        Files.writeString(workspace.stack().resolve("s3-secret-key"), stack.s3().secretKey());
        lake = Lake.open(LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace))));
        lake.init();
        admin.createTopics(List.of(new NewTopic(NOTIFICATIONS, 2, (short) 1)))
                .all()
                .get();
        apply(
                "{kind: Tenant, name: bucketed, partitions: 2, replication: 1}",
                "{kind: Tenant, name: bucketadd, partitions: 1, replication: 1}",
                dataset(DATASET, "%s/AWSLogs/*/elasticloadbalancing/*/{yyyy}/{MM}/{dd}/*.gz".formatted(place(DATASET))),
                dataset(ADDED));
    }

    @AfterEach
    void endJobs() {
        CommandRun.drey(workspace, "jobs", "stop", "--no-savepoint", "collect", "ingest");
        lake.close();
        bucket.close();
        admin.close();
    }

    @Test
    void whatIsNewIsReadAtOnceAndOnce() throws Exception {
        put("first.gz");
        succeed("jobs", "submit", "ingest");
        // Nothing is found by listing but what is there at the start, and what a dataset asks for that is new.
        sqs("/", "Action=CreateQueue&QueueName=" + NOTIFICATIONS);
        submitCollect(
                "1 d",
                "-Dcollect-notification-topics=" + NOTIFICATIONS,
                "-Dcollect-notification-queues=" + stack.sqs().queue(NOTIFICATIONS));
        awaitLanded(A_FILE);

        // From an object to its rows.
        String second = put("second one+(2).gz");
        Instant begun = Instant.now();
        say(s3(second, "ObjectCreated:Put"));
        awaitLanded(2 * A_FILE);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(CHECKPOINTS.plus(SOON));

        // The same by a queue.
        String third = put("third.gz");
        begun = Instant.now();
        sqs(
                stack.sqs().queue(NOTIFICATIONS).getPath(),
                "Action=SendMessage&MessageBody=" + URLEncoder.encode(wrapped(s3(third, "ObjectCreated:Put")), UTF_8));
        awaitLanded(3 * A_FILE);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(CHECKPOINTS.plus(SOON));

        // Again, in other words, of what is not there, of what is nobody's, and of nothing.
        say(
                s3(second, "ObjectCreated:Put"),
                s3(second, "s3:ObjectCreated:Copy"),
                wrapped(s3(second, "ObjectCreated:Put")),
                s3(second.replace("second", "never"), "ObjectCreated:Put"),
                s3("AWSLogs/other.gz", "ObjectCreated:Put"),
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}",
                "no json");
        // Of many, one is not said.
        for (int i = 0; i < 30; i++) {
            say(s3(put("burst-%d.gz".formatted(i)), "ObjectCreated:CompleteMultipartUpload"));
        }
        put("lost.gz");
        awaitLanded(33 * A_FILE);

        // By a partition that is new, before anybody has seen it.
        String grown = put("grown.gz");
        admin.createPartitions(Map.of(NOTIFICATIONS, NewPartitions.increaseTo(3)))
                .all()
                .get();
        bucket.send(new ProducerRecord<>(
                        NOTIFICATIONS, 2, null, s3(grown, "ObjectCreated:Put").getBytes(UTF_8)))
                .get();
        awaitLanded(34 * A_FILE);

        // A dataset asks for files while the job runs, and for some that are not its tenant's.
        putAt("bucketadd/in/one.gz");
        begun = Instant.now();
        apply(dataset(ADDED, place(ADDED) + "/in/*.gz", place(DATASET) + "/AWSLogs/*/*/*/*/*/*/*.gz"));
        Await.atLeast("the lines of the added dataset", A_WHILE, A_FILE, () -> sent(ADDED));
        assertThat(Duration.between(begun, Instant.now())).isLessThan(SOON);
        say(s3(putAt("bucketadd/in/two.gz"), "ObjectCreated:Put"));
        Await.atLeast("those of its next file", A_WHILE, 2 * A_FILE, () -> sent(ADDED));

        // It asks for none any more, and another one does: its next file is not read, while others are.
        putAt("bucketadd/next/one.gz");
        apply(dataset(ADDED), dataset(NEXT, place(NEXT) + "/next/*.gz"));
        Await.atLeast("the lines of the next dataset", A_WHILE, A_FILE, () -> sent(NEXT));
        say(s3(putAt("bucketadd/in/three.gz"), "ObjectCreated:Put"));
        say(s3(put("after.gz"), "ObjectCreated:Put"));
        awaitLanded(35 * A_FILE);
        assertThat(sent(ADDED)).isEqualTo(2 * A_FILE);

        // Listing finds what was lost, and nothing else. What was sent before the last checkpoint does not come again.
        awaitCheckpoint();
        succeed("jobs", "stop", "collect", "--no-savepoint");
        submitCollect("1 s");
        awaitLanded(36 * A_FILE);
        Await.exactly("the added lines to land", A_WHILE, 3 * A_FILE, () -> oracleOfAdded.landed(lake));
        assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isZero();
        assertThat(oracle.rows(lake, LakeTable.DROPPED))
                .as("what was sent since the last checkpoint comes again, and no more")
                .isLessThanOrEqualTo(A_FILE);
        for (DatasetId each : List.of(DATASET, ADDED)) {
            CommandRun verified =
                    CommandRun.drey(workspace, "lake", "verify", "--tenant", each.tenant(), "--settle", "PT0S");
            assertThat(verified.exitCode()).as(verified.err() + verified.out()).isZero();
        }
    }

    /** Returns when the job that collects has completed a checkpoint which was begun from now on. */
    private void awaitCheckpoint() {
        FlinkCluster flink = new FlinkCluster(stack.flink().restUrl());
        String collect = flink.jobs().stream()
                .filter(job -> job.name().equals("collect-job") && !job.hasEnded())
                .findFirst()
                .orElseThrow()
                .id();
        long now = System.currentTimeMillis();
        Await.until(
                "a checkpoint of the job that collects",
                A_WHILE,
                () -> flink.checkpoints(collect).begunMillis().orElse(0) > now);
    }

    private void submitCollect(String interval, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "jobs",
                "submit",
                "collect",
                "-Dcollect-places=%s=%s/;%s=%s/"
                        .formatted(DATASET.tenant(), place(DATASET), ADDED.tenant(), place(ADDED)),
                "-Dcollect-interval=" + interval));
        arguments.addAll(List.of(more));
        succeed(arguments.toArray(String[]::new));
    }

    /** A tenant's folder of the bucket. */
    private String place(DatasetId dataset) {
        return "s3://%s/%s".formatted(stack.s3().bucket(), dataset.tenant());
    }

    private static String dataset(DatasetId id, String... files) {
        String named = Arrays.stream(files).map("'%s'"::formatted).collect(joining(", "));
        return "{kind: Dataset, tenant: %s, name: %s, format: alb, mode: files, files: [%s]}"
                .formatted(id.tenant(), id.dataset(), named);
    }

    private void apply(String... documents) throws IOException {
        Path file = Files.writeString(folder.resolve("documents.yaml"), String.join("\n---\n", documents));
        succeed("apply", "-f", file.toString());
    }

    private void awaitLanded(long lines) {
        Await.atLeast("%d lines to be sent".formatted(lines), A_WHILE, lines, () -> sent(DATASET));
        Await.atLeast("%d lines to land".formatted(lines), A_WHILE, lines, () -> oracle.landed(lake));
        assertThat(oracle.landed(lake)).isEqualTo(lines);
    }

    /** How many records are in a dataset's topic. */
    private long sent(DatasetId dataset) {
        String topic = Topics.raw(dataset);
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .forEach(each -> ends.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String put(String name) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return putAt("bucketed/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/%d/%02d/%02d/%s"
                .formatted(today.getYear(), today.getMonthValue(), today.getDayOfMonth(), name));
    }

    /** Makes an object of lines as no other ones are; returns its key. */
    private String putAt(String key) throws IOException {
        String lines = IntStream.range(written, written + A_FILE)
                .mapToObj(("http 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 10.0.0.1:80 0.001 0.020 0.000"
                        + " 200 200 34 366 \"GET http://a.example:80/%d HTTP/1.1\" \"curl/8\" - - arn:x"
                        + " \"Root=1-58\" \"-\" \"-\" 0 2026-01-05T00:09:59.802001Z \"forward\" \"-\" \"-\""
                        + " \"10.0.0.1:80\" \"200\" \"-\" \"-\"\n")::formatted)
                .collect(joining());
        written += A_FILE;
        OutputFile file = lake.table(LakeTable.LOGS)
                .io()
                .newOutputFile("s3://%s/%s".formatted(stack.s3().bucket(), key));
        try (OutputStream out = new GZIPOutputStream(file.createOrOverwrite())) {
            out.write(lines.getBytes(UTF_8));
        }
        return key;
    }

    /** What S3 says of an object. */
    private String s3(String key, String event) {
        return """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",\
                "eventTime":"2026-01-05T00:20:03.000Z","eventName":"%s",\
                "s3":{"s3SchemaVersion":"1.0","configurationId":"new","bucket":{"name":"%s","arn":"arn:aws:s3:::%s"},\
                "object":{"key":"%s","size":1,"eTag":"d41d8","sequencer":"0055AED6DCD90281E5"}}}]}"""
                .formatted(
                        event,
                        stack.s3().bucket(),
                        stack.s3().bucket(),
                        URLEncoder.encode(key, UTF_8).replace("%2F", "/"));
    }

    private static String wrapped(String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Type", "Notification")
                .put("Message", message)
                .toString();
    }

    private void sqs(String path, String form) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(stack.sqs().endpoint().resolve(path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form + "&Version=2012-11-05"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private void say(String... messages) throws Exception {
        for (String message : messages) {
            bucket.send(new ProducerRecord<>(NOTIFICATIONS, message.getBytes(UTF_8)))
                    .get();
        }
    }

    private CommandRun succeed(String... arguments) {
        return CommandRun.succeed(workspace, arguments);
    }
}
