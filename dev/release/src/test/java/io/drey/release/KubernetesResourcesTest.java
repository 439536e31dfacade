package io.drey.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources for Kubernetes are what the Flink Kubernetes operator takes, by the definitions in its own release. */
class KubernetesResourcesTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Path FOLDER = HOME.resolve("flink-conf/kubernetes");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, JsonSchema> SCHEMAS = new HashMap<>();
    private static FlinkOptions options;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readDefinitions() throws IOException {
        options = FlinkOptions.ofClassPath();
        for (String kind : List.of("FlinkDeployment", "FlinkSessionJob")) {
            String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
            try (InputStream definition = KubernetesResourcesTest.class.getResourceAsStream(
                    "/META-INF/fabric8/%s.flink.apache.org-v1.yml".formatted(plural))) {
                JsonNode schema = YAML.readTree(definition).at("/spec/versions/0/schema/openAPIV3Schema");
                assertThat(schema.isObject()).as(kind).isTrue();
                ObjectNode strict = schema.deepCopy();
                ((ObjectNode) strict.get("properties")).putObject("metadata").put("type", "object");
                for (String header : List.of("apiVersion", "kind")) {
                    ((ObjectNode) strict.get("properties")).putObject(header).put("type", "string");
                }
                refuseUnknown(strict);
                SCHEMAS.put(kind, JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(strict));
            }
        }
    }

    /** What a server would silently drop is refused, but where anything is allowed. */
    private static void refuseUnknown(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.remove("type");
                object.remove("anyOf");
            }
            if (object.path("properties").isObject()
                    && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                    && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        }
        schema.forEach(KubernetesResourcesTest::refuseUnknown);
    }

    @Test
    void eachFileHasOnlyWhatTheOperatorKnows() throws IOException {
        int looked = 0;
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                for (JsonNode resource : resources(Files.readString(file))) {
                    assertThat(problems(resource)).as(file.toString()).isEmpty();
                    looked += SCHEMAS.containsKey(resource.path("kind").asText()) ? 1 : 0;
                }
            }
        }
        assertThat(looked).isGreaterThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "session", "overlays/2-cores", "overlays/100k-lines", "overlays/1m-lines"})
    void whatKustomizeMakesIsCompleteAndNamesSecretsOnlyByReference(String overlay) throws Exception {
        List<JsonNode> resources = kustomize(FOLDER.resolve(overlay));
        List<String> kinds = resources.stream()
                .map(resource -> resource.path("kind").asText())
                .toList();
        assertThat(kinds).contains("FlinkDeployment", "ServiceAccount", "Role", "RoleBinding", "ConfigMap");
        assertThat(kinds).doesNotContain("Secret");
        for (JsonNode resource : resources) {
            assertThat(problems(resource)).as(overlay).isEmpty();
            if (resource.path("kind").asText().equals("FlinkDeployment")) {
                assertThat(resource.at("/spec/image").asText()).isNotEmpty();
                assertThat(resource.at("/spec/serviceAccount").asText())
                        .isEqualTo(resource.at("/metadata/name").asText());
                assertThat(resource.at("/spec/flinkVersion").asText()).isEqualTo("v1_20");
                assertThat(resource.at("/spec/flinkConfiguration/state.savepoints.dir")
                                .asText())
                        .startsWith("s3://");
                resource.at("/spec/podTemplate/spec/containers/0/env")
                        .forEach(variable -> assertThat(variable.has("value"))
                                .as(variable.toString())
                                .isFalse());
            }
            JsonNode job = resource.at("/spec/job");
            if (job.isObject()) {
                assertThat(job.path("upgradeMode").asText()).isEqualTo("savepoint");
            }
        }
    }

    @Test
    void kustomizeMakesTheQueryService() throws Exception {
        assertThat(kustomize(FOLDER.resolve("serve")))
                .extracting(resource -> resource.path("kind").asText())
                .containsExactlyInAnyOrder("ServiceAccount", "Deployment", "Service");
    }

    /** Its pod is held against what the operator's definitions say of pods. */
    @Test
    void theQueryServiceIsProbedAndToldWhatThereIs() throws IOException {
        Path serve = FOLDER.resolve("serve");
        JsonNode deployment =
                resources(Files.readString(serve.resolve("deployment.yaml"))).get(0);
        JsonNode pod = deployment.at("/spec/template");
        ObjectNode flink = YAML.createObjectNode().put("kind", "FlinkDeployment");
        flink.putObject("spec").set("podTemplate", pod);
        assertThat(problems(flink)).isEmpty();
        JsonNode container = pod.at("/spec/containers/0");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
        assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(pod.at("/metadata/labels"));
        assertThat(resources(Files.readString(serve.resolve("service.yaml")))
                        .get(0)
                        .at("/spec/selector"))
                .isEqualTo(pod.at("/metadata/labels"));

        String settings = Files.readString(HOME.resolve("docs/reference/settings.md"));
        List<String> mounts = new ArrayList<>();
        container
                .path("volumeMounts")
                .forEach(mount -> mounts.add(mount.path("mountPath").asText()));
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            if (name.startsWith("DREY_") && !name.equals("DREY_JAVA_OPTIONS")) {
                String key = name.substring("DREY_".length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
                assertThat(settings).contains("| `" + key + "` |");
            }
            assertThat(
                            name.endsWith("_PASSWORD") && variable.has("value")
                                    ? variable.path("value").asText()
                                    : "file:")
                    .startsWith("file:");
            String value = variable.path("value").asText().replaceFirst("^file:", "");
            if (value.startsWith("/")) {
                assertThat(mounts).as(name).anyMatch(value::startsWith);
            }
        }
    }

    @Test
    void whatClustersShareIsThatOfEveryOtherCluster() throws IOException {
        Files.copy(HOME.resolve("flink-conf/config.yaml"), folder.resolve("config.yaml"));
        Map<String, String> production = new TreeMap<>(
                GlobalConfiguration.loadConfiguration(folder.toString()).toMap());
        // What the image and the operator set themselves.
        production
                .keySet()
                .removeIf(key -> key.startsWith("env.java.opts.")
                        || key.contains("memory.process.size")
                        || key.equals("taskmanager.numberOfTaskSlots")
                        || key.equals("metrics.reporter.prometheus.port"));
        Map<String, String> shared = new TreeMap<>();
        YAML.readTree(FOLDER.resolve("shared/common.yaml").toFile())
                .at("/spec/flinkConfiguration")
                .fields()
                .forEachRemaining(
                        option -> shared.put(option.getKey(), option.getValue().asText()));
        assertThat(shared).containsAllEntriesOf(production);
    }

    @Test
    void mistakesAreFound() throws IOException {
        String ingest = Files.readString(FOLDER.resolve("base/ingest.yaml"));
        assertThat(problems(resources(ingest.replace("upgradeMode: savepoint", "upgradeMod: savepoint"))
                        .get(0)))
                .singleElement()
                .asString()
                .contains("upgradeMod");
        assertThat(problems(resources(ingest.replace("upgradeMode: savepoint", "upgradeMode: sometimes"))
                        .get(0)))
                .singleElement()
                .asString()
                .contains("upgradeMode");
        String common = Files.readString(FOLDER.resolve("shared/common.yaml"));
        assertThat(problems(resources(common.replace("secretKeyRef", "secretKeyReff"))
                        .get(0)))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).contains("secretKeyReff"));
        assertThat(problems(resources(common.replace("pipeline.object-reuse", "pipeline.object-reus"))
                        .get(0)))
                .singleElement()
                .asString()
                .contains("pipeline.object-reus is no option of Flink");
    }

    private static List<String> problems(JsonNode resource) {
        List<String> problems = new ArrayList<>();
        JsonSchema schema = SCHEMAS.get(resource.path("kind").asText());
        if (schema != null) {
            schema.validate(resource).forEach(message -> problems.add(message.toString()));
            resource.at("/spec/flinkConfiguration").fields().forEachRemaining(option -> options.problem(
                            option.getKey(), option.getValue().asText())
                    .ifPresent(problems::add));
        }
        return problems;
    }

    private static List<JsonNode> resources(String yaml) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll();
        }
    }

    private List<JsonNode> kustomize(Path overlay) throws Exception {
        Path out = folder.resolve("out.yaml");
        Process process;
        try {
            process = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException missing) {
            System.err.println("kustomize is left out: no kubectl on the PATH (" + missing.getMessage() + ")");
            assumeTrue(false, "no kubectl on the PATH");
            throw missing;
        }
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return resources(Files.readString(out));
    }
}
