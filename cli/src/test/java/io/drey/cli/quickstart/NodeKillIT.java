package io.drey.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.stack.Workspace;
import io.drey.stack.LocalStack;
import io.drey.stack.Progress;
import io.drey.stack.Progress.Stage;
import io.drey.stack.ServerStatus;
import io.drey.stack.process.Http;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All jobs on three brokers and two OpenSearch nodes with data. While lines come, a broker that leads a partition of the events
 * topic is killed, then an OpenSearch node; a further start brings both back. No job may so much as restart, and what arrives is
 * what a run without all that gives, computed offline from the very lines that were sent.
 */
@Tag("faults")
class NodeKillIT {

    private static final DatasetId DATASET = new DatasetId("several", "web");
    private static final long SEED = 11;
    private static final int LINES = 24_000;
    private static final int LINES_A_SECOND = 300;
    private static final int KILL_BROKER_AFTER = 4_000;
    private static final int KILL_NODE_AFTER = 10_000;
    private static final int START_AFTER = 14_000;
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @Test
    void aBrokerAndANodeThatAreKilledChangeNothingThatArrives() throws Exception {
        Workspace workspace = new Workspace(Path.of("target/stack-nodes").toAbsolutePath());
        LocalStack.Builder builder =
                LocalStack.in(workspace.stack()).withAll().highlyAvailable(Server.KAFKA, Server.OPENSEARCH);
        LocalStack stack = builder.start();
        try {
            goThrough(builder, stack, workspace);
        } finally {
            // This stack knows the processes that were launched first, not those that came in their place.
            LocalStack.attach(stack.dir()).stopAndDelete();
        }
    }

    private static void goThrough(LocalStack.Builder builder, LocalStack stack, Workspace workspace) throws Exception {
        try (JobRun run = new JobRun(stack, workspace, DATASET, new GeneratedFeed(SEED, LINES, LINES_A_SECOND));
                Admin admin =
                        Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            assertThat(events(admin))
                    .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
            run.send();
            run.awaitSent(KILL_BROKER_AFTER);
            int leader = events(admin).get(0).leader().id();
            Node controller = admin.describeCluster().controller().get();
            stack.kafka().killBroker(leader);
            awaitSeen(stack, "broker %d was killed (controller: %d)".formatted(leader, controller.id()));

            run.awaitSent(KILL_NODE_AFTER);
            URI first = stack.openSearch().urls().get(0);
            Await.equal("each shard to have its copy", Duration.ofMinutes(1), "green", () -> status(first));
            stack.openSearch().killNode(1);
            assertThat(stack.openSearch().url()).isNotEqualTo(first);
            awaitSeen(stack, "an OpenSearch node was killed");
            assertThat(unhealthy(stack)).containsExactlyInAnyOrder(Server.KAFKA, Server.OPENSEARCH);
            assertThat(CommandRun.drey("doctor", "--dir", workspace.dir().toString())
                            .out())
                    .as("the doctor names what is lost, and looks at what is left")
                    .contains("lack a copy", first + " does not answer", "opensearch version");

            run.awaitSent(START_AFTER);
            Set<Server> mended = new ConcurrentSkipListSet<>();
            Instant started = Instant.now();
            builder.start(progress -> {
                if (progress.stage() == Stage.MENDED) {
                    mended.add(progress.server());
                    tell(progress);
                }
            });
            System.err.printf(
                    "both have caught up %.1f s after the start%n",
                    Duration.between(started, Instant.now()).toMillis() / 1e3);
            assertThat(mended).containsExactlyInAnyOrder(Server.KAFKA, Server.OPENSEARCH);
            assertThat(events(admin))
                    .allSatisfy(partition -> assertThat(partition.isr()).hasSize(3));
            assertThat(status(first)).isEqualTo("green");

            RunOracle.Expected expected = run.assertEverythingArrivesOnce(LINES);
            Await.exactly(
                    "each event to be found in OpenSearch",
                    Duration.ofMinutes(2),
                    expected.events(),
                    () -> found(first, Instant.EPOCH));
            assertThat(LocalStack.attach(stack.dir()).status()).allMatch(ServerStatus::healthy);
            FlinkCluster flink = new FlinkCluster(stack.flink().restUrl());
            run.ids()
                    .forEach((name, id) ->
                            assertThat(flink.restarts(id)).as(name).isZero());
        }
    }

    private static void tell(Progress progress) {
        System.err.printf(
                "%s is whole again %.1f s after the start%n",
                progress.server().title(), progress.elapsed().toMillis() / 1e3);
    }

    /** Waits until an event that happened after now is found, and says how long that took: a second too much at most. */
    private static void awaitSeen(LocalStack stack, String since) {
        Instant killed = Instant.now();
        Instant next = killed.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        Await.atLeast(
                "an event to be found that was sent after " + since,
                RECOVERY,
                1,
                () -> found(stack.openSearch().url(), next));
        System.err.printf(
                "an event that was sent after %s is found %.1f s later%n",
                since, Duration.between(killed, Instant.now()).toMillis() / 1e3);
    }

    /** How many events of that time or later are found. */
    private static long found(URI node, Instant from) throws Exception {
        String query = "@timestamp:>=%d".formatted(from.toEpochMilli());
        return Http.json(node.resolve("/logs-%s-*/_count?ignore_unavailable=true&q=%s"
                        .formatted(DATASET.tenant(), URLEncoder.encode(query, UTF_8))))
                .path("count")
                .asLong();
    }

    private static String status(URI node) throws Exception {
        return Http.json(node.resolve("/_cluster/health")).path("status").asText();
    }

    private static List<Server> unhealthy(LocalStack stack) {
        return stack.status().stream()
                .filter(status -> !status.healthy())
                .map(ServerStatus::server)
                .toList();
    }

    private static List<TopicPartitionInfo> events(Admin admin) throws Exception {
        String topic = Topics.events(DATASET.tenant());
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions();
    }
}
