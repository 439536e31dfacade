package io.drey.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.drey.stack.process.Ports;
import io.drey.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules in a real Prometheus: silent about a healthy installation, and each fires when everything is wrong. */
class AlertsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RULES = Path.of(System.getProperty("drey.home"), "dashboards/prometheus/alerts.yaml");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Duration A_WHILE = Duration.ofMinutes(4);
    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
    private static final String JOB = "flink_jobmanager_job_";

    @TempDir
    private Path folder;

    private final AtomicInteger scrapes = new AtomicInteger();
    private volatile boolean wrong;

    @Test
    void noAlertFiresOfWhatIsHealthyAndEachOfWhatIsWrong() throws Exception {
        Set<String> all = new TreeSet<>();
        ALERT.matcher(Files.readString(RULES)).results().forEach(alert -> all.add(alert.group(1)));
        assertThat(all).hasSizeGreaterThan(15);
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/metrics", exchange -> {
            byte[] body = metrics(scrapes.incrementAndGet()).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.start();
        int port = Ports.free(Set.of(), new SplittableRandom());
        Process prometheus = start(port, target.getAddress().getPort());
        try {
            Await.atLeast("Prometheus to have looked twenty times", A_WHILE, 21, () -> scrapes.get());
            Await.equal("rules that were evaluated", A_WHILE, all, () -> evaluated(port));
            // Where the machine stalls for some seconds nothing grows for so long, and that is told rightly; it passes.
            Await.equal("no alert of a healthy installation", A_WHILE, Set.of(), () -> firing(port));

            wrong = true;

            Set<String> fired = new TreeSet<>();
            Await.value(
                    "each of %s fires".formatted(all),
                    A_WHILE,
                    () -> {
                        fired.addAll(firing(port));
                        return fired;
                    },
                    all::equals);
        } finally {
            prometheus.destroy();
            prometheus.waitFor(10, TimeUnit.SECONDS);
            prometheus.destroyForcibly();
            target.stop(0);
        }
    }

    private Process start(int port, int target) throws IOException {
        // What lasts minutes in production lasts seconds here.
        String rules = Files.readString(RULES)
                .replaceAll("\\[(\\d+)(m|h)]", "[8s]")
                .replaceAll("offset \\d+m", "offset 8s")
                .replaceAll("for: \\d+(m|h)", "for: 1s");
        Files.writeString(folder.resolve("alerts.yaml"), rules);
        Path configuration = Files.writeString(
                folder.resolve("prometheus.yaml"),
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [alerts.yaml]
                scrape_configs:
                  - job_name: flink
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """
                        .formatted(target));
        try {
            return new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
        } catch (IOException missing) {
            System.err.println("AlertsIT is left out: no prometheus on the PATH (" + missing.getMessage() + ")");
            assumeTrue(false, "no prometheus on the PATH");
            throw missing;
        }
    }

    /** As Flink's reporter names them. Counters of what goes well always grow; those of what does not only when all is wrong. */
    private String metrics(int time) {
        StringBuilder text = new StringBuilder();
        int bad = wrong ? time * 1_000_000 : 0;
        gauge(text, JOB + "runningTime", "ingest-job", 1_000_000 + time * 1_000L);
        gauge(text, JOB + "runningTime", "idle-job", wrong ? 0 : time * 1_000L);
        if (!wrong) {
            gauge(text, JOB + "runningTime", "gone-job", 1_000_000 + time * 1_000L);
        }
        gauge(text, JOB + "numRestarts", "ingest-job", bad);
        gauge(text, "flink_jobmanager_taskSlotsTotal", "", wrong ? 0 : 4);
        gauge(text, JOB + "numberOfFailedCheckpoints", "ingest-job", bad);
        gauge(text, JOB + "numberOfCompletedCheckpoints", "ingest-job", wrong ? 1_000 : time);
        gauge(text, JOB + "lastCheckpointDuration", "ingest-job", wrong ? 600_000 : 2_000);
        gauge(text, "flink_taskmanager_Status_JVM_Memory_Heap_Used", "", wrong ? 99 : 50);
        gauge(text, "flink_taskmanager_Status_JVM_Memory_Heap_Max", "", 100);
        gauge(text, OPERATOR + "pendingRecords", "ingest-job", wrong ? 2_000_000 + time : 10);
        gauge(text, OPERATOR + "eventsParsed", "ingest-job", wrong ? 100_000 : time * 1_000L);
        gauge(text, OPERATOR + "eventsParsed", "fused-job", time * 1_000L);
        gauge(text, OPERATOR + "deadLetters", "fused-job", bad);
        for (String counter : new String[] {
            "damagedEvents", "lateEvents", "documentsRefused", "documentsRejected", "parcelsRefused", "alertsOverCap"
        }) {
            gauge(text, OPERATOR + counter, "ingest-job", bad);
        }
        gauge(text, OPERATOR + "lake_table_smallFiles", "maintenance-job", wrong ? 9_000 : 100);
        gauge(text, OPERATOR + "lake_table_failedRuns", "maintenance-job", bad);
        gauge(text, OPERATOR + "IcebergFilesCommitter_table_lastCommitDurationMs", "ingest-job", wrong ? 90_000 : 400);
        gauge(text, OPERATOR + "tenant_dataset_clockLag", "cep-job", wrong ? 4_000_000 : 5_100);
        text.append(OPERATOR)
                .append("visibleDelay{job_name=\"delivery-job\",quantile=\"0.99\"} ")
                .append(wrong ? 120_000 : 900)
                .append('\n');
        return text.toString();
    }

    private static void gauge(StringBuilder text, String name, String job, long value) {
        text.append(name)
                .append(job.isEmpty() ? "" : "{job_name=\"%s\",lake_table=\"logs\"}".formatted(job))
                .append(' ')
                .append(value)
                .append('\n');
    }

    private static Set<String> evaluated(int port) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode group : ask(port, "rules").at("/data/groups")) {
            for (JsonNode rule : group.path("rules")) {
                assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
                names.add(rule.path("name").asText());
            }
        }
        return names;
    }

    private static Set<String> firing(int port) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : ask(port, "alerts").at("/data/alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    private static JsonNode ask(int port, String what) throws IOException {
        return JSON.readTree(URI.create("http://127.0.0.1:%d/api/v1/%s".formatted(port, what))
                .toURL());
    }
}
