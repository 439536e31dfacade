package io.drey.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.metrics.MetricNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules and panels name only metrics that are there: ours by the reference, Flink's by its code. */
class MonitoringTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Path ALERTS = HOME.resolve("dashboards/prometheus/alerts.yaml");
    private static final Path SCRAPE = HOME.resolve("dashboards/prometheus/scrape.yaml");
    private static final Path GRAFANA = HOME.resolve("dashboards/grafana/drey.json");
    private static final Pattern NAME = Pattern.compile("\\bflink_\\w+");
    private static final Pattern OF_REFERENCE = Pattern.compile("(?m)^\\| `(\\w+)` \\|.*$");
    private static final Pattern GROUP = Pattern.compile(", group ((?:[a-z_]+\\.[A-Z]+\\.?)+)");
    /** What Iceberg's committer registers, which has no constants for it. */
    private static final Set<String> OF_ICEBERG = Set.of(
            "IcebergFilesCommitter_table_lastCommitDurationMs",
            "IcebergFilesCommitter_table_elapsedSecondsSinceLastSuccessfulCommit",
            "IcebergFilesCommitter_table_committedDataFilesCount",
            "IcebergFilesCommitter_table_committedDataFilesRecordCount");

    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

    @TempDir
    private Path folder;

    @Test
    void everyMetricOfARuleIsThere() throws Exception {
        assertThat(unknown(Files.readString(ALERTS))).isEmpty();
    }

    @Test
    void everyMetricOfAPanelIsThere() throws Exception {
        StringBuilder expressions = new StringBuilder();
        JsonNode dashboard = new ObjectMapper().readTree(GRAFANA.toFile());
        int panels = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.append(target.path("expr").asText()).append('\n');
            }
            panels += panel.path("type").asText().equals("timeseries") ? 1 : 0;
        }
        assertThat(panels).isGreaterThan(12);
        assertThat(unknown(expressions.toString())).isEmpty();
    }

    @Test
    void aMisspeltMetricIsFound() throws Exception {
        assertThat(unknown(Files.readString(ALERTS).replace("deadLetters", "deadLetterz")))
                .containsExactly(OPERATOR + "deadLetterz");
        assertThat(unknown(Files.readString(ALERTS).replace("numRestarts", "numberOfRestarts")))
                .containsExactly("flink_jobmanager_job_numberOfRestarts");
    }

    @Test
    void prometheusOwnCheckerTakesRulesAndScrapesAndRefusesAMistake() throws Exception {
        assertThat(promtool("check", "rules", ALERTS.toString())).contains("SUCCESS");
        // Debian's Prometheus is built without the discovery of pods.
        String scrape = Files.readString(SCRAPE).replaceFirst("(?s)\n  - job_name: flink-on-kubernetes.*", "\n");
        Files.copy(ALERTS, folder.resolve("alerts.yaml"));
        Path right = Files.writeString(folder.resolve("scrape.yaml"), scrape);
        assertThat(promtool("check", "config", right.toString())).contains("SUCCESS");
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"), Files.readString(ALERTS).replace("increase(", "increased("));
        assertThat(promtool("check", "rules", wrong.toString())).contains("FAILED", "increased");
        Path misspelt =
                Files.writeString(folder.resolve("scrape.yaml"), scrape.replace("static_configs", "static_config"));
        assertThat(promtool("check", "config", misspelt.toString())).contains("FAILED", "static_config");
    }

    private static String promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return said;
        } catch (IOException missing) {
            System.err.println("promtool is left out: it is not on the PATH (" + missing.getMessage() + ")");
            assumeTrue(false, "no promtool on the PATH");
            throw missing;
        }
    }

    @Test
    void everyAlertSaysWhatItMeansAndWhatToDo() throws IOException {
        String alerts = Files.readString(ALERTS);
        for (String rule : alerts.split("- alert: ", -1)) {
            if (rule.startsWith("Drey")) {
                assertThat(rule).contains("summary: \"", "remedy: \"", "severity: ");
            }
        }
    }

    private static Set<String> unknown(String text) throws Exception {
        Set<String> unknown = new TreeSet<>();
        Set<String> known = known();
        NAME.matcher(text).results().map(name -> name.group()).forEach(name -> {
            if (!known.contains(name)) {
                unknown.add(name);
            }
        });
        return unknown;
    }

    private static Set<String> known() throws Exception {
        Set<String> known = new TreeSet<>();
        OF_REFERENCE
                .matcher(Files.readString(HOME.resolve("docs/reference/metrics.md")))
                .results()
                .forEach(row -> {
                    // A label's value is written in capitals.
                    String group = GROUP.matcher(row.group())
                            .results()
                            .map(found ->
                                    found.group(1).replaceAll("[A-Z]+\\.?", "").replace('.', '_') + "_")
                            .map(found -> found.replaceAll("_+$", "_"))
                            .findFirst()
                            .orElse("");
                    known.add(OPERATOR + group + row.group(1));
                });
        assertThat(known).hasSizeGreaterThan(20);
        OF_ICEBERG.forEach(name -> known.add(OPERATOR + name));
        Set<String> flinks = new TreeSet<>();
        flinks.addAll(constants(MetricNames.class));
        flinks.addAll(constants(Class.forName("org.apache.flink.runtime.checkpoint.CheckpointStatsTracker")));
        for (String name : flinks) {
            known.add("flink_jobmanager_" + name);
            known.add("flink_jobmanager_job_" + name);
            known.add("flink_taskmanager_job_task_" + name);
            known.add(OPERATOR + name);
        }
        for (JobStatus status : JobStatus.values()) {
            known.add("flink_jobmanager_job_" + status.name().toLowerCase(Locale.ROOT) + "Time");
        }
        for (String value : Set.of(MetricNames.MEMORY_USED, MetricNames.MEMORY_MAX)) {
            known.add("flink_taskmanager_Status_JVM_Memory_Heap_" + value);
        }
        return known;
    }

    private static Set<String> constants(Class<?> declaring) throws IllegalAccessException {
        Set<String> values = new TreeSet<>();
        for (Field field : declaring.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                field.setAccessible(true);
                values.add((String) field.get(null));
            }
        }
        return values;
    }
}
