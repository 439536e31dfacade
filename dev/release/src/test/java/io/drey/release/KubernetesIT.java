package io.drey.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.Main;
import io.drey.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jobs commands against a real API server, which dev/kubernetes/run builds, with the definitions of the operator's release. No
 * operator runs there: what it would say is written into the status, as its version 1.10 writes it.
 */
@Tag("faults")
class KubernetesIT {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final String SAVEPOINT = "file:///nowhere/savepoints/savepoint-";

    @TempDir
    private static Path folder;

    private static Path kubeconfig;

    private Thread operator;
    private volatile boolean works;

    @BeforeAll
    static void startServer() throws Exception {
        Run started = run(List.of(
                HOME.resolve("dev/kubernetes/run").toString(),
                "up",
                folder.resolve("server").toString()));
        if (started.err().contains("is not built")) {
            System.err.println("KubernetesIT is left out: " + started.err().strip());
            assumeTrue(false, started.err());
        }
        assertThat(started.exitCode()).as(started.err()).isZero();
        kubeconfig = Path.of(started.out().strip());
    }

    @AfterAll
    static void stopServer() throws Exception {
        run(List.of(
                HOME.resolve("dev/kubernetes/run").toString(),
                "down",
                folder.resolve("server").toString()));
    }

    @AfterEach
    void endOperator() throws InterruptedException {
        works = false;
        if (operator != null) {
            operator.join();
        }
    }

    @Test
    void aJobIsSubmittedUpgradedStoppedAndListed() throws Exception {
        overlay("drey:1");
        assertRefused(drey("list", "--namespace", "drey"), 1, "there is no namespace drey");
        kubectl("create", "namespace", "drey");
        assertRefused(drey("list", "--namespace", "drey"), 1, "install the Flink Kubernetes operator");
        for (String kind : List.of("flinkdeployments", "flinksessionjobs")) {
            Path definition = folder.resolve(kind + ".yaml");
            try (InputStream in =
                    getClass().getResourceAsStream("/META-INF/fabric8/%s.flink.apache.org-v1.yml".formatted(kind))) {
                Files.write(definition, in.readAllBytes());
            }
            kubectl("create", "--filename", definition.toString());
        }
        Await.until(
                "the definitions to be known",
                A_WHILE,
                () -> run(command("kubectl", "get", "flinkdeployments")).exitCode() == 0);

        assertRefused(
                submit("cep", "--fresh", "--context", "visitor"), 1, "Kubernetes refuses", "\"visitor\" cannot list");
        assertRefused(submit("cep", "--fresh", "--context", "nobody"), 2, "kubectl config get-contexts");
        assertRefused(
                submit("cep", "--fresh"), 1, "need the Secret drey-secrets with lake-password and opensearch-password");
        kubectl(
                "create",
                "secret",
                "generic",
                "drey-secrets",
                "--namespace=drey",
                "--from-literal=lake-password=1",
                "--from-literal=opensearch-password=2");
        assertRefused(submit("fused", "--fresh"), 2, "has no FlinkDeployment drey-fused");
        assertRefused(
                submit("ingest", "--fresh", "-Dlake-catalog-password=env:NOWHERE"),
                2,
                "NOWHERE, which the pods of drey-ingest do not have");
        assertThat(deployments().path("items")).isEmpty();

        startOperator();
        Run first = submit("cep", "--fresh", "-Dparallelism.default=2", "-Dkafka-bootstrap-servers=broker:9092");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("drey-cep");
        assertThat(first.err()).contains("submitted as drey-cep in namespace drey", "begins without state");
        assertThat(deployment("cep").at("/spec/job/parallelism").asInt()).isEqualTo(2);
        assertThat(deployment("cep").at("/spec/job/args/0").asText())
                .isEqualTo("-Dkafka-bootstrap-servers=broker:9092");
        assertThat(kubectl("get", "serviceaccounts,roles,configmaps", "--namespace=drey", "--output=name"))
                .contains("serviceaccount/drey-cep", "role.rbac.authorization.k8s.io/drey", "configmap/drey-settings")
                .doesNotContain("drey-ingest");
        assertThat(deployment("cep").toString()).doesNotContain("\"value\":\"1\"");

        Run again = submit("cep", "-Dparallelism.default=2", "-Dkafka-bootstrap-servers=broker:9092");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("runs already as drey-cep");
        assertRefused(
                submit("cep", "-Dparallelism.default=3"),
                1,
                "with another image or other settings",
                "drey jobs upgrade cep --target kubernetes");
        assertThat(drey("list", "--namespace", "drey", "--format", "csv").out()).contains("cep,drey-cep,RUNNING");

        Run nothing = upgrade();
        assertThat(nothing.err()).contains("nothing to do");
        assertThat(deployment("cep").at("/metadata/generation").asInt()).isEqualTo(1);
        overlay("drey:2");
        Run upgraded = upgrade();
        assertThat(upgraded.exitCode()).as(upgraded.err()).isZero();
        assertThat(upgraded.out()).contains(SAVEPOINT + "2");
        assertThat(deployment("cep").at("/spec/image").asText()).isEqualTo("drey:2");
        assertThat(deployment("cep").at("/spec/job/parallelism").asInt())
                .as("given beside the overlay")
                .isEqualTo(2);

        overlay("drey:broken");
        assertRefused(
                upgrade(),
                1,
                "the new cep job did not start",
                "the operator says: no state for the operator",
                "the old one runs again from " + SAVEPOINT + "3");
        assertThat(deployment("cep").at("/spec/image").asText()).isEqualTo("drey:2");
        assertThat(kubectl("get", "configmap", "drey-settings", "--namespace=drey", "--output=json"))
                .contains("\"DREY_LAKE_CATALOG_USER\": \"drey:2\"");
        assertThat(deployment("cep").at("/spec/job/initialSavepointPath").asText())
                .isEqualTo(SAVEPOINT + "3");

        overlay("drey:2");
        Run stopped = drey("stop", "cep", "--namespace", "drey");
        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        assertThat(stopped.out()).contains("drey-cep", SAVEPOINT + "5");
        assertThat(drey("stop", "cep", "--namespace", "drey").err()).contains("nothing to stop");
        assertThat(drey("list", "--namespace", "drey", "--format", "csv").out()).contains("cep,drey-cep,SUSPENDED");
        Run resumed = submit("cep");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("goes on from " + SAVEPOINT + "5");

        drey("stop", "cep", "--namespace", "drey");
        Run from = submit("cep", "--from", "file:///nowhere/older");
        assertThat(from.exitCode()).as(from.err()).isZero();
        assertThat(deployment("cep").at("/spec/job/initialSavepointPath").asText())
                .isEqualTo("file:///nowhere/older");
        assertThat(deployment("cep").at("/metadata/generation").asInt())
                .as("made anew")
                .isEqualTo(1);
        assertRefused(drey("stop", "cep", "--namespace", "drey", "--drain"), 2, "leaves no room for --drain");
    }

    /** Does what its version 1.10 does, but for the work: with what it writes into the status. */
    private void startOperator() {
        works = true;
        operator = new Thread(
                () -> {
                    while (works) {
                        try {
                            for (JsonNode deployment : deployments().path("items")) {
                                int generation =
                                        deployment.at("/metadata/generation").asInt();
                                if (deployment.at("/status/observedGeneration").asInt() < generation) {
                                    kubectl(
                                            "patch",
                                            "flinkdeployment",
                                            deployment.at("/metadata/name").asText(),
                                            "--namespace=drey",
                                            "--subresource=status",
                                            "--type=merge",
                                            "--patch=" + status(deployment, generation));
                                }
                            }
                            Thread.sleep(200);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                },
                "operator");
        operator.start();
    }

    private static String status(JsonNode deployment, int generation) {
        boolean suspended = deployment.at("/spec/job/state").asText().equals("suspended");
        boolean broken = deployment.at("/spec/image").asText().endsWith("broken");
        String savepoint = generation == 1 ? "null" : "\"%s%d\"".formatted(SAVEPOINT, generation);
        return """
                {"status": {"observedGeneration": %d, "lifecycleState": "%s", "jobManagerDeploymentStatus": "%s",
                 "error": %s, "reconciliationStatus": {"state": "DEPLOYED"},
                 "jobStatus": {"state": "%s", "startTime": "1714557600000", "upgradeSavepointPath": %s}}}
                """
                .formatted(
                        generation,
                        suspended ? "SUSPENDED" : broken ? "FAILED" : "STABLE",
                        suspended ? "MISSING" : "READY",
                        broken
                                ? "\"{\\\"type\\\":\\\"x\\\",\\\"message\\\":\\\"it failed\\\",\\\"throwableList\\\":[{\\\"message\\\":\\\"no state for the operator\\\"}]}\""
                                : "null",
                        suspended ? "FINISHED" : broken ? "FAILED" : "RUNNING",
                        savepoint);
    }

    private static void overlay(String image) throws IOException {
        Path overlay = Files.createDirectories(folder.resolve("overlay"));
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources:
                  - %s
                patches:
                  - target: {kind: FlinkDeployment}
                    patch: |
                      apiVersion: flink.apache.org/v1beta1
                      kind: FlinkDeployment
                      metadata: {name: any}
                      spec:
                        image: %s
                        flinkConfiguration:
                          state.checkpoints.dir: file:///nowhere/checkpoints
                          state.savepoints.dir: file:///nowhere/savepoints
                          high-availability.storageDir: file:///nowhere/ha
                  - target: {kind: ConfigMap, name: drey-settings}
                    patch: |
                      - op: replace
                        path: /data
                        value: {DREY_LAKE_CATALOG_PASSWORD: "env:LAKE_PASSWORD", DREY_LAKE_CATALOG_USER: "%s"}
                  # The server that Debian's packages make knows them by an earlier version.
                  - target: {kind: PodDisruptionBudget}
                    patch: |
                      $patch: delete
                      apiVersion: policy/v1
                      kind: PodDisruptionBudget
                      metadata: {name: any}
                """
                        .formatted(
                                overlay.toRealPath()
                                        .relativize(HOME.resolve("flink-conf/kubernetes/base")
                                                .toRealPath()),
                                image,
                                image));
    }

    private static Run submit(String job, String... more) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("submit", job, "--overlay", folder.resolve("overlay").toString()));
        all.addAll(List.of(more));
        return drey(all.toArray(String[]::new));
    }

    private static Run upgrade() throws Exception {
        return drey("upgrade", "cep", "--overlay", folder.resolve("overlay").toString());
    }

    private static Run drey(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Ddrey.home=" + HOME));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "jobs"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--target", "kubernetes"));
        return run(command);
    }

    private static void assertRefused(Run run, int exitCode, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err().lines().filter(line -> line.startsWith("drey: "))).hasSize(1);
    }

    private static JsonNode deployments() throws IOException, InterruptedException {
        return JSON.readTree(kubectl("get", "flinkdeployments", "--namespace=drey", "--output=json"));
    }

    private static JsonNode deployment(String job) throws IOException, InterruptedException {
        return JSON.readTree(kubectl("get", "flinkdeployment", "drey-" + job, "--namespace=drey", "--output=json"));
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        Run run = run(command("kubectl", arguments));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return command;
    }

    private record Run(int exitCode, String out, String err) {}

    private static Run run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Files.createTempFile(folder, "run", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        if (kubeconfig != null) {
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
        }
        Process process = builder.start();
        assertThat(process.waitFor(A_WHILE.toSeconds(), TimeUnit.SECONDS))
                .as(String.join(" ", command))
                .isTrue();
        return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
