package io.drey.operations.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.stack.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as kubectl's kustomize makes them of our own resources, and of an overlay above them. */
class OverlayTest {

    private static final Path RESOURCES = Path.of(System.getProperty("drey.home", ".."), "flink-conf/kubernetes")
            .toAbsolutePath();

    @TempDir
    private Path folder;

    @BeforeEach
    void needKubectl() {
        assumeTrue(Programs.find("kubectl").isPresent(), "no kubectl on the PATH");
    }

    @Test
    void aJobComesWithWhatItNeedsAndWithoutWhatIsAnothers() {
        JobManifest cep = Overlay.of(RESOURCES.resolve("base")).job("drey-cep", "elsewhere");
        assertThat(names(cep.beside().stream()))
                .containsExactlyInAnyOrder(
                        "ServiceAccount/drey-cep",
                        "Role/drey",
                        "RoleBinding/drey",
                        "ConfigMap/drey-settings",
                        "PodDisruptionBudget/drey-cep-jobmanager",
                        "PodDisruptionBudget/drey-cep-taskmanager");
        assertThat(Stream.concat(cep.beside().stream(), Stream.of(cep.deployment())))
                .allSatisfy(resource ->
                        assertThat(resource.at("/metadata/namespace").asText()).isEqualTo("elsewhere"));
        cep.beside().stream()
                .flatMap(resource -> resource.findValues("subjects").stream())
                .forEach(subjects -> subjects.forEach(subject ->
                        assertThat(subject.path("namespace").asText()).isEqualTo("elsewhere")));
        assertThat(Overlay.of(RESOURCES.resolve("base")).namespace()).contains("drey");
    }

    @Test
    void settingsGoWhereTheyAreReadFrom() {
        JobManifest cep = Overlay.of(RESOURCES.resolve("overlays/100k-lines"))
                .job("drey-cep", "drey")
                .with(Map.of(
                        "parallelism.default", "2",
                        "taskmanager.memory.process.size", "3g",
                        "state.backend.type", "hashmap",
                        "kafka-bootstrap-servers", "broker:9092"));
        JsonNode spec = cep.deployment().path("spec");
        assertThat(spec.at("/job/parallelism").asInt()).isEqualTo(2);
        assertThat(spec.at("/taskManager/resource/memory").asText()).isEqualTo("3g");
        assertThat(spec.at("/taskManager/resource/cpu").asInt()).isEqualTo(4);
        assertThat(spec.path("flinkConfiguration").path("state.backend.type").asText())
                .isEqualTo("hashmap");
        assertThat(cep.arguments()).containsExactly("-Dkafka-bootstrap-servers=broker:9092");
        FlinkDeployment running = new FlinkDeployment(cep.deployment());
        assertThat(JobManifest.givenTo(running))
                .containsEntry("parallelism.default", "2")
                .containsEntry("kafka-bootstrap-servers", "broker:9092");
        assertThat(cep.with(Map.of("kafka-bootstrap-servers", "other:9092")).arguments())
                .containsExactly("-Dkafka-bootstrap-servers=other:9092");
        assertThatThrownBy(() -> cep.with(Map.of("parallelism.default", "many")))
                .hasMessage("-Dparallelism.default is 'many': write how many slots a job has, such as 2");
    }

    @Test
    void whatThePodsReadIsPartOfWhatTheOperatorCompares() throws IOException {
        String mark = "/spec/podTemplate/metadata/annotations/drey~1settings";
        JsonNode one = overlay("kafka:9092", "image: drey:1").deployment().at(mark);
        assertThat(one.asText()).hasSize(16);
        assertThat(overlay("kafka:9092", "image: drey:2").deployment().at(mark)).isEqualTo(one);
        assertThat(overlay("other:9092", "image: drey:1").deployment().at(mark)).isNotEqualTo(one);
    }

    @Test
    void examplesAnotherFlinkAndAnUnknownSecretAreRefused() throws IOException {
        JobManifest base = Overlay.of(RESOURCES.resolve("base")).job("drey-cep", "drey");
        assertThatThrownBy(() -> base.require(Map.of()))
                .hasMessageContaining("high-availability.storageDir is s3://example-flink/cep/ha, an example")
                .hasMessageContaining("--overlay");
        JobManifest ours = overlay("kafka:9092", "image: drey:1");
        assertThat(ours.environment()).containsEntry("DREY_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
        assertThatCode(() -> ours.require(Map.of("lake-catalog-password", "env:LAKE_PASSWORD")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ours.require(Map.of("lake-catalog-password", "env:NOWHERE")))
                .hasMessageContaining(
                        "lake-catalog-password refers to the environment variable NOWHERE, which the pods of drey-cep do not have");
        assertThatThrownBy(() -> overlay("kafka:9092", "flinkVersion: v1_19").require(Map.of()))
                .hasMessageContaining("drey-cep has flinkVersion v1_19, and the jobs are built for v1_20");
    }

    @Test
    void whatAnOverlayLacksIsNamed() {
        Overlay base = Overlay.of(RESOURCES.resolve("base"));
        assertThatThrownBy(() -> base.job("drey-fused", "drey"))
                .hasMessageContaining("has no FlinkDeployment drey-fused, only drey-aggregation, drey-cep");
        Overlay session = Overlay.of(RESOURCES.resolve("overlays/2-cores"));
        assertThatThrownBy(() -> session.job("drey-cep", "drey"))
                .hasMessageContaining("has drey-cep in a session cluster")
                .hasMessageContaining("kubectl apply -k");
        assertThatThrownBy(() -> Overlay.of(folder))
                .hasMessage("%s has no kustomization.yaml: name your overlay above flink-conf/kubernetes with --overlay"
                        .formatted(folder));
    }

    @Test
    void theEarlierProgramComesBackFromTheSavepoint() throws IOException {
        ObjectNode live = overlay("kafka:9092", "image: drey:1").deployment();
        live.putObject("status").put("error", "x");
        live.withObject("/metadata").put("resourceVersion", "7");
        ObjectNode again = JobManifest.again(new FlinkDeployment(live), Optional.of("s3://flink/savepoint-1"), 42);
        assertThat(again.has("status")).isFalse();
        assertThat(again.at("/metadata").has("resourceVersion")).isFalse();
        assertThat(again.at("/spec/image").asText()).isEqualTo("drey:1");
        assertThat(again.at("/spec/job/initialSavepointPath").asText()).isEqualTo("s3://flink/savepoint-1");
        assertThat(again.at("/spec/job/savepointRedeployNonce").asLong()).isEqualTo(42);
    }

    private JobManifest overlay(String kafka, String change) throws IOException {
        Files.writeString(
                folder.resolve("kustomization.yaml"),
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
                        %s
                        flinkConfiguration:
                          state.checkpoints.dir: s3://ours/checkpoints
                          state.savepoints.dir: s3://ours/savepoints
                          high-availability.storageDir: s3://ours/ha
                  - target: {kind: ConfigMap}
                    patch: |
                      - op: replace
                        path: /data
                        value: {DREY_KAFKA_BOOTSTRAP_SERVERS: "%s"}
                """
                        .formatted(
                                folder.toRealPath()
                                        .relativize(RESOURCES.resolve("base").toRealPath()),
                                change,
                                kafka));
        return Overlay.of(folder).job("drey-cep", "drey").with(Map.of());
    }

    private static List<String> names(Stream<JsonNode> resources) {
        return resources
                .map(resource -> "%s/%s"
                        .formatted(
                                resource.path("kind").asText(),
                                resource.at("/metadata/name").asText()))
                .toList();
    }
}
