package io.drey.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.Progress.Stage;
import io.drey.stack.process.Http;
import io.drey.stack.process.StackException;
import io.drey.stack.server.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers and three nodes of OpenSearch: one of each is lost, work goes on, and a further start brings it back. */
class LostNodeIT {
    private static final String TOPIC = "lines";
    private static final List<Server> BOTH = List.of(Server.KAFKA, Server.OPENSEARCH);

    @TempDir
    private Path folder;

    private LocalStack stack;

    @AfterEach
    void stop() {
        if (stack != null) {
            stack.stopAndDelete();
        }
    }

    @Test
    void whatIsLostIsMissedByNobodyAndComesBackByAFurtherStart() throws Exception {
        assertThat(start()).containsOnly(Stage.READY);
        assertThat(stack.kafka().bootstrapServers().split(",")).hasSize(3);
        assertThat(stack.openSearch().urls()).hasSize(2);
        int leader = topicWithThreeCopies();
        send("before");
        write(stack.openSearch().urls().get(0), "before", 2);

        stack.kafka().killBroker(leader);
        stack.openSearch().killNode(1);
        assertThat(stack.status()).noneMatch(ServerStatus::healthy);
        assertThat(status(Server.KAFKA).detail()).contains("ended by itself");
        send("while a broker is away");
        URI other = stack.openSearch().url();
        assertThat(other).isEqualTo(stack.openSearch().urls().get(1));
        write(other, "meanwhile", 1);

        assertThat(start()).containsOnly(Stage.MENDED);
        await(status -> status.detail().equals("3 brokers, all copies in sync")
                || status.detail().startsWith("3 nodes, status green"));
        assertThat(documents(stack.openSearch().urls().get(0))).isEqualTo(2);

        stack.openSearch().killNode(3);
        write(stack.openSearch().url(), "the voter is away", 2);
        assertThat(start()).containsExactly(Stage.ALREADY_RUNNING, Stage.MENDED);
        assertThat(Files.readString(stack.logs().resolve("opensearch-3.log")))
                .as("the voter has joined by the time the start returns")
                .contains("cluster-manager node changed");

        long began = System.nanoTime();
        stack.stop();
        System.out.printf("stopped after %.1f s%n", (System.nanoTime() - began) / 1e9);
        assertThat(start()).containsOnly(Stage.READY);
        send("after a stop");
        assertThat(documents(stack.openSearch().url())).isEqualTo(3);
    }

    @Test
    void aServerThatIsAlwaysOneSaysSo() {
        LocalStack.Builder builder = LocalStack.in(folder.resolve("stack"));
        assertThatThrownBy(() -> builder.highlyAvailable(Server.POSTGRES))
                .isInstanceOf(StackException.class)
                .hasMessage("PostgreSQL is never more than one here");
    }

    /** Returns what became of the servers. */
    private List<Stage> start() throws InterruptedException {
        List<Progress> told = new ArrayList<>();
        stack = LocalStack.in(folder.resolve("stack"))
                .with(BOTH.toArray(Server[]::new))
                .highlyAvailable(BOTH.toArray(Server[]::new))
                .start(progress -> {
                    System.out.printf(
                            "%5.1f s %s %s%n",
                            progress.elapsed().toMillis() / 1e3,
                            progress.server().title(),
                            progress.stage());
                    synchronized (told) {
                        told.add(progress);
                    }
                });
        await(ServerStatus::healthy);
        return told.stream()
                .map(Progress::stage)
                .filter(stage -> stage != Stage.STARTING)
                .toList();
    }

    /** A broker hears of its neighbours a moment after the one that the start asked, which is any of the three. */
    private void await(Predicate<ServerStatus> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        List<ServerStatus> status = stack.status();
        while (!status.stream().allMatch(wanted) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
            status = stack.status();
        }
        assertThat(status).allMatch(wanted);
    }

    private ServerStatus status(Server server) {
        return stack.status().stream()
                .filter(status -> status.server() == server)
                .findFirst()
                .orElseThrow();
    }

    /** Makes a topic that does not say how many copies it has, and returns its leader. */
    private int topicWithThreeCopies() throws Exception {
        try (Admin admin = Admin.create(kafka())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get(2, TimeUnit.MINUTES);
        }
        // Waits until the broker that it asks has heard of the topic.
        try (KafkaProducer<String, String> producer = producer()) {
            PartitionInfo partition = producer.partitionsFor(TOPIC).get(0);
            assertThat(partition.replicas()).hasSize(3);
            return partition.leader().id();
        }
    }

    private void send(String line) throws Exception {
        long began = System.nanoTime();
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>(TOPIC, line)).get(3, TimeUnit.MINUTES);
        }
        System.out.printf("'%s' is taken after %.1f s%n", line, (System.nanoTime() - began) / 1e9);
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer());
    }

    private Properties kafka() {
        Properties properties = new Properties();
        properties.putAll(Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "acks", "all"));
        return properties;
    }

    /** Writes once so many copies of the shard are there. */
    private static void write(URI node, String id, int copies) throws Exception {
        long began = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(node.resolve(
                        "/kept/_doc/" + id.replace(' ', '-') + "?refresh=true&wait_for_active_shards=" + copies))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.printf("'%s' is written after %.1f s: %s%n", id, (System.nanoTime() - began) / 1e9, answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static int documents(URI node) throws Exception {
        JsonNode count = Http.json(node.resolve("/kept/_count"));
        assertThat(count.at("/_shards/failed").asInt()).isZero();
        return count.path("count").asInt();
    }
}
