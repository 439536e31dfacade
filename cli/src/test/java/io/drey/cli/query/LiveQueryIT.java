package io.drey.cli.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.cli.DocsPage;
import io.drey.cli.lake.InProcessIngest;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Position;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drey query --live} beside the running ingest job, whose events have landed in part. */
@StackTest({Server.KAFKA, Server.OPENSEARCH, Server.FLINK})
class LiveQueryIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final int PARTITIONS = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private String servers;
    private String openSearch;
    private String cluster;
    private final List<String> made = new ArrayList<>();
    private LakeSettings settings;
    private Lake lake;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;

    @BeforeEach
    void open(LocalStack stack) {
        servers = stack.kafka().bootstrapServers();
        openSearch = stack.openSearch().url().toString();
        cluster = stack.flink().restUrl().toString();
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        lake = Lake.open(settings);
        lake.init();
        Map<String, Object> properties = Map.of("bootstrap.servers", servers);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The jobs of other tests read all raw topics. */
    @AfterEach
    void close() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteTopics(made).all().get();
        }
        producer.close();
        consumer.close();
        lake.close();
    }

    /** A job that is cancelled and begins again where it landed last writes what it did not land to the topic once more. */
    @Test
    void seesWhatLandedAndWhatDidNotAndNothingTwiceAlsoAfterAFailure() throws Exception {
        DatasetId dataset = dataset("liveexact");
        InProcessIngest ingest = new InProcessIngest("live-exact-it", servers, settings, NEVER);
        JobClient first = ingest.start(2, null);
        send(dataset, 0, 200);
        awaitOnTopic(dataset, 200);
        assertThat(counts(dataset)).as("nothing has landed").containsExactly("status,n", "200,150", "404,50");
        String savepoint = first.stopWithSavepoint(
                        false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        assertThat(landed(dataset)).isEqualTo("200");
        assertThat(counts(dataset)).as("all has landed").containsExactly("status,n", "200,150", "404,50");

        JobClient second = ingest.start(2, savepoint);
        send(dataset, 200, 300);
        awaitOnTopic(dataset, 300);
        List<String> ofAll = List.of("status,n", "200,225", "404,75");
        assertThat(landed(dataset)).isEqualTo("200");
        assertThat(counts(dataset)).isEqualTo(ofAll);

        second.cancel().get();
        JobClient third = ingest.start(2, savepoint);
        awaitOnTopic(dataset, 400);
        assertThat(counts(dataset))
                .as("a hundred events are on the topic twice")
                .isEqualTo(ofAll);
        assertThat(lines(dataset, "frequent-404-pages", "--param", "limit=1"))
                .satisfiesExactly(head -> assertThat(head).startsWith("url_path,requests"), row -> assertThat(row)
                        .startsWith("/gone,75,"));
        assertThat(
                        lines(
                                dataset,
                                "--sql",
                                "SELECT COUNT(*) AS n, COUNT(DISTINCT event_id) AS ids, COUNT(event_original) AS texts FROM logs"))
                .containsExactly("n,ids,texts", "300,300,300");
        assertThat(landed(dataset)).isEqualTo("200");
        onAClusterTheAnswerIsTheSame(dataset, ofAll);
        third.cancel().get();
    }

    /** The lake's rows and those of the topic are read there, and what is to be searched is written from there. */
    private void onAClusterTheAnswerIsTheSame(DatasetId dataset, List<String> answer) throws Exception {
        assertThat(counts(dataset, "--flink", cluster)).isEqualTo(answer);
        String index = "results-%s-statuses".formatted(dataset.tenant());
        assertThat(counts(dataset, "-Dquery-flink-url=" + cluster, "--into", "statuses", "--key", "status"))
                .containsExactly("index,rows", index + ",2");
        HttpResponse<String> found = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(openSearch + "/" + index + "/_search?filter_path=hits.hits._source"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(found.body()).contains("{\"status\":200,\"n\":225}", "{\"status\":404,\"n\":75}");
        assertThat(new FlinkCluster(URI.create(cluster)).jobs().stream().map(FlinkJob::state))
                .as("what ran on the cluster")
                .contains("FINISHED", "FINISHED");
    }

    @Test
    void missesNothingThatIsOnTheTopicWhileLinesComeAndLand() throws Exception {
        DatasetId dataset = dataset("liveload");
        JobClient job = new InProcessIngest("live-load-it", servers, settings, Duration.ofSeconds(2)).start(2, null);
        AtomicBoolean ends = new AtomicBoolean();
        Thread sending = new Thread(() -> {
            for (int i = 0; !ends.get(); i += 50) {
                send(dataset, i, i + 50);
                // The pace of a sender.
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        });
        sending.start();
        try {
            Await.atLeast("some to have landed", PATIENCE, 1, () -> lake.rowCount(LakeTable.LOGS));
            for (int i = 0; i < 4; i++) {
                Set<String> before = new HashSet<>(onTopic(dataset));
                List<String> seen = lines(dataset, "--sql", "SELECT event_id FROM logs");
                Set<String> ids = new HashSet<>(seen.subList(1, seen.size()));
                assertThat(ids).as("none is there twice").hasSize(seen.size() - 1);
                before.removeAll(ids);
                assertThat(before).as("on the topic before, and not seen").isEmpty();
                ids.removeAll(new HashSet<>(onTopic(dataset)));
                assertThat(ids).as("seen, and never sent").isEmpty();
            }
        } finally {
            ends.set(true);
            sending.join();
            job.cancel().get();
        }
    }

    /** The subject's lines are the last ones of their partitions, and still on the topic. */
    @Test
    void whatWasErasedDoesNotComeBackFromTheTopic() throws Exception {
        DatasetId dataset = dataset("liveerased");
        JobClient job = new InProcessIngest("live-erased-it", servers, settings, NEVER).start(1, null);
        send(dataset, 0, 30);
        awaitOnTopic(dataset, 30);
        job.stopWithSavepoint(false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        CommandRun erased = asked(List.of(
                "lake",
                "erase",
                "--tenant",
                dataset.tenant(),
                "--subject",
                "source.ip=192.0.2.27",
                "--subject",
                "source.ip=192.0.2.28",
                "--subject",
                "source.ip=192.0.2.29",
                "--reason",
                "ticket 9",
                "--grace",
                "1s"));
        assertThat(erased.exitCode()).as(erased.err()).isZero();

        assertThat(onTopic(dataset)).hasSize(30);
        assertThat(lines(dataset, "--sql", "SELECT COUNT(*) AS n, MAX(source_ip) AS last FROM logs"))
                .containsExactly("n,last", "27,192.0.2.9");
    }

    /** What {@code docs/query-the-lake.md} shows of {@code drey query} is asked while some has landed and some has not. */
    @Test
    void whatThePageShowsCanBeAsked() throws Exception {
        DatasetId dataset = dataset("livepage");
        InProcessIngest ingest = new InProcessIngest("live-page-it", servers, settings, NEVER);
        JobClient first = ingest.start(1, null);
        send(dataset, 0, 40);
        awaitOnTopic(dataset, 40);
        String savepoint = first.stopWithSavepoint(
                        false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        JobClient second = ingest.start(1, savepoint);
        send(dataset, 40, 60);
        awaitOnTopic(dataset, 60);
        second.cancel().get();
        List<String> commands = DocsPage.of("query-the-lake.md").commands();
        assertThat(commands).hasSizeGreaterThan(5);
        for (String command : commands) {
            // The page's tenant is another test's.
            CommandRun run = asked(DocsPage.words(command).stream()
                    .map(word -> word.replace("acme", dataset.tenant()))
                    .toList());
            assertThat(run.exitCode()).as(command + "\n" + run.err()).isZero();
            assertThat(run.out()).as(command).isNotEmpty();
            if (command.contains("frequent-404-pages") && command.contains("--live")) {
                assertThat(run.out()).contains("/gone", "15");
            }
            if (command.contains("--into")) {
                assertThat(run.out()).contains("results-livepage-peaks");
            }
        }
    }

    private DatasetId dataset(String tenant) throws Exception {
        DatasetId dataset = new DatasetId(tenant, "access");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(Stream.of(
                                    Topics.control(tenant),
                                    Topics.events(tenant),
                                    Topics.deadLetters(tenant),
                                    Topics.raw(dataset))
                            .map(topic -> new NewTopic(
                                    topic,
                                    topic.startsWith("raw") ? PARTITIONS : topic.startsWith("events") ? 2 : 1,
                                    (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        made.add(Topics.raw(dataset));
        producer.send(new ProducerRecord<>(
                        Topics.control(tenant),
                        "dataset/access".getBytes(UTF_8),
                        "{\"kind\":\"Dataset\",\"name\":\"access\",\"format\":\"combined\"}".getBytes(UTF_8)))
                .get();
        return dataset;
    }

    /** Every fourth asks for a page that is not there. */
    private void send(DatasetId dataset, int from, int to) {
        for (int i = from; i < to; i++) {
            String line = "192.0.2.%d - - [%s] \"GET %s HTTP/1.1\" %d 5 \"-\" \"x%d\""
                    .formatted(
                            i % 200, TIME.format(Instant.now()), i % 4 == 0 ? "/gone" : "/", i % 4 == 0 ? 404 : 200, i);
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(Topics.raw(dataset), i % PARTITIONS, null, line.getBytes(UTF_8)));
        }
        producer.flush();
    }

    private void awaitOnTopic(DatasetId dataset, int events) {
        Await.atLeast(events + " events to be on the topic", PATIENCE, events, () -> onTopic(dataset)
                .size());
    }

    /** The ids of the events that are on the topic, as often as they are. */
    private List<String> onTopic(DatasetId dataset) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.events(dataset.tenant())).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        List<String> ids = new ArrayList<>();
        EventRecordReader reader = new EventRecordReader();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                reader.open(record.value());
                while (reader.next()) {
                    Position position = reader.event().position();
                    ids.add(position.eventId());
                }
            }
        }
        return ids;
    }

    private List<String> counts(DatasetId dataset, String... how) {
        return lines(
                dataset,
                Stream.concat(
                                Stream.of(
                                        "--sql",
                                        "SELECT http_response_status_code AS status, COUNT(*) AS n FROM logs GROUP BY http_response_status_code ORDER BY 1"),
                                Stream.of(how))
                        .toArray(String[]::new));
    }

    private String landed(DatasetId dataset) {
        CommandRun run = asked(List.of(
                "query", "--tenant", dataset.tenant(), "--sql", "SELECT COUNT(*) AS n FROM logs", "--format", "csv"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out().lines().toList().get(1);
    }

    private List<String> lines(DatasetId dataset, String... query) {
        List<String> arguments = new ArrayList<>(List.of("query", "--live", "--tenant", dataset.tenant()));
        arguments.addAll(Arrays.asList(query));
        arguments.addAll(List.of("--format", "csv"));
        CommandRun run = asked(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out().lines().toList();
    }

    private CommandRun asked(List<String> command) {
        return CommandRun.drey(Stream.concat(
                        command.stream(),
                        Stream.of(
                                "-Dlake-catalog-type=hadoop",
                                "-Dlake-warehouse=" + folder.resolve("lake").toUri(),
                                "-Dkafka-bootstrap-servers=" + servers,
                                "-Dopensearch-urls=" + openSearch))
                .toArray(String[]::new));
    }
}
