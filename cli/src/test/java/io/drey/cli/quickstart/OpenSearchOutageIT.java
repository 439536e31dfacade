package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.console.Console;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All jobs on a real cluster, and OpenSearch is killed in the middle and stays away: half a minute, or
 * {@code -Ddrey.test.outage=PT5M}. The lake and the alerts topic must not notice, and nothing may be missing afterwards.
 */
@Tag("faults")
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class OpenSearchOutageIT {

    private static final DatasetId DATASET = new DatasetId("outage", "web");
    private static final Duration OUTAGE = Duration.parse(System.getProperty("drey.test.outage", "PT30S"));
    private static final long SEED = 11;
    private static final int LINES_A_SECOND = 200;
    private static final int SECONDS_BEFORE = 20;
    private static final int SECONDS_AFTER = 10;
    private static final int LINES = (int) (SECONDS_BEFORE + OUTAGE.toSeconds() + SECONDS_AFTER) * LINES_A_SECOND;

    /** Checkpoints come every few seconds; the reorder delay is five. An outage is longer. */
    private static final Duration DELAY = Duration.ofSeconds(20);

    @Test
    void lakeAndAlertsDoNotNoticeThatOpenSearchIsAway(LocalStack stack) throws Exception {
        Workspace workspace = new Workspace(stack.dir().getParent());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        RunOracle oracle = new RunOracle(stack, DATASET);
        Feed feed = new GeneratedFeed(SEED, LINES, LINES_A_SECOND);
        String kafka = stack.kafka().bootstrapServers();
        TenantTopics.create(kafka, DATASET, feed);
        IndexTemplates.install(stack.openSearch().url());
        Map<Instant, Duration> alertDelays = new ConcurrentSkipListMap<>();
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace))));
                TopicWatch topics = new TopicWatch(kafka, DATASET.tenant(), alert -> {
                    Instant now = Instant.now();
                    alertDelays.put(now, Duration.between(Instant.ofEpochMilli(alert.timestampMillis()), now));
                })) {
            lake.init();
            Console console = new Console(System.in, System.out, System.err, false);
            Map<String, String> ids = JobSubmission.submitAll(stack, workspace, console::tell);
            new JobStates(stack, ids).awaitRunning();
            topics.start();
            Sender sender = new Sender(kafka, Topics.raw(DATASET), feed);
            sender.start();
            Await.atLeast("lines in the lake", Duration.ofMinutes(1), 1, () -> oracle.landed(lake));
            Await.atLeast(
                    "the lines before the outage to be sent",
                    Duration.ofMinutes(1),
                    SECONDS_BEFORE * LINES_A_SECOND,
                    () -> sender.sent());

            Instant outage = Instant.now();
            stack.openSearch().kill();
            TreeMap<Instant, Long> sent = new TreeMap<>();
            while (Instant.now().isBefore(outage.plus(OUTAGE))) {
                sent.put(Instant.now(), sender.sent());
                long landed = oracle.landed(lake);
                Map.Entry<Instant, Long> due = sent.floorEntry(Instant.now().minus(DELAY));
                assertThat(landed)
                        .as("landed %s after the outage began", Duration.between(outage, Instant.now()))
                        .isGreaterThanOrEqualTo(due == null ? 0 : due.getValue());
                Thread.sleep(1000);
            }
            Instant end = Instant.now();
            stack.openSearch().start();
            Await.until("all lines to be sent", Duration.ofMinutes(2), sender::hasEnded);

            RunOracle.Expected expected = oracle.expected(LINES);
            SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
            Await.atLeast(
                    "each request to be in a closed window",
                    Duration.ofMinutes(5),
                    expected.events(),
                    () -> search.metrics().requests());
            oracle.assertCounts(expected.counts());
            Await.atLeast(
                    "each alert to be found",
                    Duration.ofMinutes(2),
                    expected.alertIds().size(),
                    () -> oracle.alertIds().size());
            assertThat(oracle.alertIds()).isEqualTo(expected.alertIds());
            assertThat(oracle.landed(lake)).isEqualTo(LINES);

            Map<Instant, Duration> during = new TreeMap<>(alertDelays).subMap(outage, end);
            assertThat(during).isNotEmpty();
            assertThat(during.values()).allMatch(delay -> delay.compareTo(DELAY) < 0);
            FlinkCluster flink = new FlinkCluster(stack.flink().restUrl());
            ids.forEach((name, id) -> assertThat(flink.restarts(id)).as(name).isZero());
            for (String id : ids.values()) {
                flink.cancel(id);
            }
        }
    }
}
