package io.drey.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What can be said of image and compose file without an engine that builds and runs them. */
class ContainersTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Path DOCKER = HOME.resolve("flink-conf/docker");
    private static final Pattern VARIABLE = Pattern.compile("DREY_\\w+");
    private static Map<String, Object> compose;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readCompose() throws IOException {
        compose = map(new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(DOCKER.resolve("compose.yaml"))));
    }

    @Test
    void everyServiceWaitsForOnesThatThereAreAndThatSayWhenTheyAreReady() {
        requireWaits(compose);
    }

    @Test
    void imagesHaveVersionsAndPortsAreOfThisMachineAlone() {
        requireVersionsAndPorts(compose);
    }

    @Test
    void plantedMistakesAreFound() throws IOException {
        assertThatThrownBy(() -> requireWaits(with("healthcheck:", "healthchecks:")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("waits for");
        assertThatThrownBy(() -> requireWaits(with("    kafka: {condition", "    kafkas: {condition")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("kafkas");
        assertThatThrownBy(() -> requireVersionsAndPorts(with("127.0.0.1:", "0.0.0.0:")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0.0.0.0");
        assertThatThrownBy(() -> requireVersionsAndPorts(with("image: postgres:16", "image: postgres:latest")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("postgres");
    }

    private static Map<String, Object> with(String right, String wrong) throws IOException {
        String text = Files.readString(DOCKER.resolve("compose.yaml"));
        assertThat(text).contains(right);
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text.replace(right, wrong)));
    }

    private static void requireWaits(Map<String, Object> compose) {
        Map<String, Object> services = map(compose.get("services"));
        assertThat(services.keySet())
                .contains("kafka", "postgres", "opensearch", "dashboards", "jobmanager", "taskmanager", "drey");
        services.forEach((name, service) -> {
            Object waits = map(service).get("depends_on");
            if (waits != null) {
                map(waits).forEach((other, condition) -> {
                    assertThat(services).as(name).containsKey(other);
                    if (map(condition).get("condition").equals("service_healthy")) {
                        assertThat(map(services.get(other)))
                                .as("%s waits for %s", name, other)
                                .containsKey("healthcheck");
                    }
                });
            }
        });
    }

    private static void requireVersionsAndPorts(Map<String, Object> compose) {
        map(compose.get("services")).forEach((name, service) -> {
            assertThat(map(service).get("image").toString()).as(name).matches("[a-z/-]+:[0-9][0-9.]*");
            Object ports = map(service).get("ports");
            if (ports instanceof List<?> list) {
                assertThat(list).as(name).allSatisfy(port -> assertThat(port.toString())
                        .startsWith("127.0.0.1:"));
            }
        });
    }

    @Test
    void settingsAreOnesThatThereAreAndNoSecretIsWritten() throws IOException {
        String text = Files.readString(DOCKER.resolve("compose.yaml"));
        String reference = Files.readString(HOME.resolve("docs/reference/settings.md"));
        assertThat(VARIABLE.matcher(text).results().map(match -> match.group()))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(reference).contains("`" + variable + "`"));
        assertThat(text.lines().filter(line -> line.contains("PASSWORD:")))
                .isNotEmpty()
                .allMatch(line -> line.contains("env:LAKE_PASSWORD") || line.contains("${LAKE_PASSWORD:?"));
    }

    @Test
    void flinksPropertiesAreOptionsOfFlink() throws IOException {
        Map<String, Object> jobManager = map(map(compose.get("services")).get("jobmanager"));
        Files.writeString(
                folder.resolve("config.yaml"),
                map(jobManager.get("environment")).get("FLINK_PROPERTIES").toString());
        FlinkOptions options = FlinkOptions.ofClassPath();
        Map<String, String> properties = new TreeMap<>(
                GlobalConfiguration.loadConfiguration(folder.toString()).toMap());
        assertThat(properties).hasSizeGreaterThan(6);
        properties.forEach(
                (key, value) -> assertThat(options.problem(key, value)).isEmpty());
    }

    /** The image's own commands, in folders of this machine: that what they link is there, by the names that they give. */
    @Test
    void whatTheImageLinksIsInTheRelease() throws Exception {
        Path release = folder.resolve("drey");
        Path flink = folder.resolve("flink");
        for (String name : List.of("lib", "opt", "plugins", "conf")) {
            Files.createDirectories(flink.resolve(name));
        }
        Files.createFile(flink.resolve("opt/flink-s3-fs-hadoop-1.20.3.jar"));
        Files.createDirectories(release.resolve("flink-conf"));
        for (String name : List.of("lib.txt", "config.yaml")) {
            Files.copy(
                    HOME.resolve("flink-conf").resolve(name),
                    release.resolve("flink-conf").resolve(name));
        }
        for (String jar : List.of(
                "iceberg-flink-runtime-1.20-1.jar",
                "hadoop-client-api-3.jar",
                "hadoop-client-runtime-3.jar",
                "commons-logging-1.jar",
                "mariadb-java-client-3.jar",
                "postgresql-42.jar",
                "iceberg-aws-bundle-1.jar")) {
            make(release.resolve("lib").resolve(jar));
        }
        for (String job : List.of(
                "aggregation-job",
                "cep-job",
                "collect-job",
                "delivery-job",
                "fused-job",
                "ingest-job",
                "maintenance-job")) {
            make(release.resolve("jobs").resolve("drey-" + job + "-1-job.jar"));
        }
        String file = Files.readString(DOCKER.resolve("Dockerfile"));
        String commands = file.substring(file.indexOf("RUN ") + 4, file.indexOf("\nENV "))
                .replace("/opt/drey", release.toString())
                .replaceAll("/opt/flink(?!-)", flink.toString());

        Process process = new ProcessBuilder("bash", "-ec", commands)
                .directory(release.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();

        assertThat(flink.resolve("lib").toFile().list()).hasSize(7);
        for (String job : List.of("ingest", "collect", "cep", "aggregation", "delivery", "fused", "maintenance")) {
            assertThat(release.resolve("jobs").resolve(job + "-job.jar"))
                    .as(job)
                    .isRegularFile();
        }
        assertThat(flink.resolve("plugins/s3-fs-hadoop/flink-s3-fs-hadoop-1.20.3.jar"))
                .isRegularFile();
    }

    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
