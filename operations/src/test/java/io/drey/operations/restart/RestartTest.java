package io.drey.operations.restart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.suite.Job;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the states that were left is the one to go on from; what Kafka has to say is another test's. */
class RestartTest {

    private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant LAST = NOON.plusSeconds(120);
    private static final String ONE = "1".repeat(32);
    private static final String OTHER = "2".repeat(32);

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private final Map<String, String> answers = new TreeMap<>();
    private final List<String> jobs = new ArrayList<>();
    private HttpServer flink;

    @BeforeEach
    void start() throws IOException {
        answers.put(
                "/jobmanager/config",
                """
                [{"key": "execution.checkpointing.dir", "value": "%s"},
                 {"key": "execution.checkpointing.savepoint-dir", "value": "%s"}]"""
                        .formatted(checkpoints().toUri(), savepoints().toUri()));
        flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        flink.createContext("/", exchange -> {
            answers.put("/jobs/overview", "{\"jobs\": [%s]}".formatted(String.join(",", jobs)));
            String path = exchange.getRequestURI().getPath();
            byte[] answer = answers.getOrDefault(path, "{}").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        flink.start();
    }

    @AfterEach
    void stop() {
        flink.stop(0);
    }

    @Test
    void ofSeveralJobsOfTheSameNameTheLatestCheckpointCounts() throws Exception {
        ingest().write(checkpoint(ONE, 40), NOON);
        ingest().write(checkpoint(OTHER, 3), LATER);
        Beginning beginning = beginning(Job.INGEST);
        assertThat(beginning.location())
                .hasValueSatisfying(location -> assertThat(location).endsWith("/%s/chk-3".formatted(OTHER)));
        assertThat(beginning.words()).contains("checkpoint 3 of job " + OTHER, "completed 2026-10-01T12:01:00Z");
        assertThat(beginning.unmapped()).isEqualTo(Unmapped.REFUSE);
    }

    @Test
    void aCheckpointThatIsNotCompleteIsNone() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        Files.createDirectories(checkpoint(ONE, 5));
        Files.writeString(checkpoint(ONE, 5).resolve("state"), "half of it");
        assertThat(beginning(Job.INGEST).location().orElseThrow()).endsWith("/chk-4");
    }

    @Test
    void aSavepointWinsOverCheckpointsBeforeItAndLosesToThoseAfterIt() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        ingest().savepoint().write(savepoints().resolve("savepoint-111111-0123456789ab"), LATER);
        Beginning beginning = beginning(Job.INGEST);
        assertThat(beginning.location().orElseThrow()).endsWith("/savepoint-111111-0123456789ab");
        assertThat(beginning.words())
                .contains("savepoint savepoint-111111-0123456789ab, completed 2026-10-01T12:01:00Z");

        ingest().write(checkpoint(OTHER, 1), LAST);
        assertThat(beginning(Job.INGEST).location().orElseThrow()).endsWith("/chk-1");
    }

    @Test
    void ofCheckpointsOfOneSecondTheLastOneCounts() throws Exception {
        ingest().write(checkpoint(ONE, 10), NOON);
        ingest().write(checkpoint(ONE, 9), NOON);
        assertThat(beginning(Job.INGEST).location().orElseThrow()).endsWith("/chk-10");
    }

    @Test
    void checkpointsOfOtherJobsAndOfThoseThatRunAreLeft() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        WrittenState.of(WrittenState.MAINTENANCE_LOGS).write(checkpoint(OTHER, 9), LATER);
        String running = "3".repeat(32);
        ingest().write(checkpoint(running, 7), LAST);
        jobs.add(job(running, "ingest-job", "RUNNING"));
        assertThat(beginning(Job.INGEST).location().orElseThrow()).endsWith("/%s/chk-4".formatted(ONE));
        assertThat(beginning(Job.MAINTENANCE).location().orElseThrow()).endsWith("/%s/chk-9".formatted(OTHER));
    }

    @Test
    void aSavepointElsewhereIsFoundWhileTheClusterRemembersIt() throws Exception {
        Path elsewhere = ingest().savepoint().write(folder.resolve("elsewhere/savepoint-1"), LATER);
        ingest().write(checkpoint(ONE, 4), NOON);
        jobs.add(job(OTHER, "drey-ingest", "FINISHED"));
        answers.put(
                "/jobs/%s/checkpoints".formatted(OTHER),
                """
                {"latest": {"completed": {"external_path": "%s/gone/chk-9", "discarded": true, "latest_ack_timestamp": 1},
                            "savepoint": {"external_path": "%s", "latest_ack_timestamp": 1}}}"""
                        .formatted(checkpoints().toUri(), elsewhere.toUri()));
        assertThat(beginning(Job.INGEST).location().orElseThrow()).contains("/elsewhere/savepoint-1");
    }

    @Test
    void whoTakesTurnsGoesOnWhereTheOtherStopped() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        WrittenState.of(
                        WrittenState.RAW_RECORDS,
                        "e2f866d3854ee2d5952e8b98a280f6c5",
                        "dc29e5cda9953e4d6b21824c6a753e56")
                .write(checkpoint(OTHER, 2), LATER);
        Beginning beginning = beginning(Job.INGEST);
        assertThat(beginning.location().orElseThrow()).endsWith("/%s/chk-2".formatted(OTHER));
        assertThat(beginning.words()).contains("where the fused job stopped");
        assertThat(beginning.unmapped()).as("windows and half matches").isEqualTo(Unmapped.DROP);
        assertThat(beginning(Job.FUSED).unmapped()).isEqualTo(Unmapped.REFUSE);
    }

    @Test
    void afterADrainAJobBeginsAnew() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        ingest().drained().write(savepoints().resolve("savepoint-1"), LATER);
        Beginning beginning = beginning(Job.INGEST);
        assertThat(beginning.location()).isEmpty();
        assertThat(beginning.words()).contains("begins without state", "was drained with savepoint savepoint-1");
    }

    @Test
    void aJobThatLeftNothingBeginsWithoutState() throws Exception {
        Beginning beginning = beginning(Job.INGEST);
        assertThat(beginning.location()).isEmpty();
        assertThat(beginning.words()).contains("no checkpoint or savepoint of it is found");
    }

    @Test
    void aStateThatIsDamagedIsToldAndLeftOut() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        Files.createDirectories(checkpoint(OTHER, 1));
        Files.writeString(checkpoint(OTHER, 1).resolve("_metadata"), "nonsense");
        assertThat(beginning(Job.INGEST).location().orElseThrow()).endsWith("/chk-4");
        assertThat(String.join("\n", told)).contains(OTHER + "/chk-1 is left out");
    }

    @Test
    void aJobWhoseVeryLatestCheckpointIsDamagedIsNotStartedFromTheOneBefore() throws Exception {
        ingest().write(checkpoint(ONE, 4), NOON);
        Path latest = ingest().write(checkpoint(ONE, 5), LATER).resolve("_metadata");
        byte[] whole = Files.readAllBytes(latest);
        Files.write(latest, Arrays.copyOf(whole, whole.length / 2));
        Files.setLastModifiedTime(latest, FileTime.from(LATER));
        assertThatThrownBy(() -> beginning(Job.INGEST))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining(ONE + "/chk-5 cannot be read")
                .hasMessageContaining("taken twice")
                .hasMessageMatching("(?s).*'--from \\S+/chk-4'.*--fresh.*");
        ingest().write(checkpoint(OTHER, 1), LAST);
        assertThat(beginning(Job.INGEST).location().orElseThrow())
                .as("a later one holds what it held")
                .endsWith("/chk-1");
    }

    @Test
    void aStorageThatCannotBeListedIsNotTakenForAnEmptyOne() {
        answers.put(
                "/jobmanager/config",
                "[{\"key\": \"execution.checkpointing.dir\", \"value\": \"tape://machine/checkpoints\"}]");
        assertThatThrownBy(() -> beginning(Job.INGEST))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("whether the ingest job left a checkpoint is not known")
                .hasMessageContaining("tape://machine/checkpoints cannot be listed from here")
                .hasMessageContaining("--from")
                .hasMessageContaining("--fresh");
        jobs.add(job(ONE, "drey-ingest", "CANCELED"));
        answers.put(
                "/jobs/%s/checkpoints".formatted(ONE),
                "{\"latest\": {\"completed\": {\"external_path\": \"tape://machine/checkpoints/%s/chk-8\", \"latest_ack_timestamp\": %d}}}"
                        .formatted(ONE, NOON.toEpochMilli()));
        assertThat(beginning(Job.INGEST).location())
                .as("what the cluster itself remembers is trusted")
                .contains("tape://machine/checkpoints/%s/chk-8".formatted(ONE));
        assertThat(String.join("\n", told)).contains("not compared with Kafka");
    }

    private static WrittenState ingest() {
        return WrittenState.of(WrittenState.RAW_RECORDS).at("raw.acme.web", 0, 400);
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    private Path savepoints() {
        return folder.resolve("savepoints");
    }

    private Path checkpoint(String job, int number) {
        return checkpoints().resolve(job).resolve("chk-" + number);
    }

    private static String job(String id, String name, String state) {
        return "{\"jid\": \"%s\", \"name\": \"%s\", \"state\": \"%s\"}".formatted(id, name, state);
    }

    private Beginning beginning(Job job) {
        FlinkCluster cluster = new FlinkCluster(
                URI.create("http://127.0.0.1:" + flink.getAddress().getPort()));
        try (Restart restart = new Restart(cluster, new Configuration(), told::add)) {
            return restart.beginning(job, Unmapped.REFUSE);
        }
    }
}
