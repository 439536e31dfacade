package io.drey.operations.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.job.SettingsCatalogue;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.flink.shaded.guava31.com.google.common.hash.Hashing;

/** A job as an overlay describes it: its FlinkDeployment, and what its pods need beside it. */
public final class JobManifest {

    /** Settings that were given beside the overlay, so that an upgrade keeps them. */
    private static final String GIVEN = "drey/given";

    /** What the pods read at their start: when it changes they have to be started again. */
    private static final String SETTINGS = "drey/settings";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VARIABLE = "env:";
    private static final Pattern EXAMPLE = Pattern.compile("\\bexample\\.(com|org|net)\\b|^s3a?://example-");

    /** Options that the operator makes of its own fields, and takes from nowhere else. */
    private static final Map<String, String> FIELDS = Map.of(
            "parallelism.default", "/job/parallelism",
            "jobmanager.memory.process.size", "/jobManager/resource/memory",
            "taskmanager.memory.process.size", "/taskManager/resource/memory");

    private final Path folder;
    private final ObjectNode deployment;
    private final List<ObjectNode> beside;

    JobManifest(Path folder, ObjectNode deployment, List<ObjectNode> beside) {
        this.folder = folder;
        this.deployment = deployment;
        this.beside = List.copyOf(beside);
    }

    public String name() {
        return deployment.at("/metadata/name").asText();
    }

    /** The FlinkDeployment as it is sent. */
    public ObjectNode deployment() {
        return deployment.deepCopy();
    }

    /** What it needs beside it: accounts, rights, settings. */
    public List<JsonNode> beside() {
        return List.copyOf(beside);
    }

    /** An option of Flink. */
    public Optional<String> option(String key) {
        return Optional.ofNullable(deployment.at("/spec/flinkConfiguration").get(key))
                .map(JsonNode::asText);
    }

    /** The variables of the pods whose values are known here: those of Secrets are not. */
    public Map<String, String> environment() {
        Map<String, String> known = new TreeMap<>();
        JsonNode container = container();
        container.path("envFrom").forEach(from -> {
            String prefix = from.path("prefix").asText();
            configMap(from.at("/configMapRef/name").asText()).forEach((key, value) -> known.put(prefix + key, value));
        });
        for (JsonNode variable : container.path("env")) {
            JsonNode reference = variable.at("/valueFrom/configMapKeyRef");
            String value = reference.isObject()
                    ? configMap(reference.path("name").asText())
                            .get(reference.path("key").asText())
                    : variable.has("value") ? variable.path("value").asText() : null;
            if (value != null) {
                known.put(variable.path("name").asText(), value);
            }
        }
        return known;
    }

    /** The arguments of the program. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        deployment.at("/spec/job/args").forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }

    private JsonNode container() {
        for (JsonNode container : deployment.at("/spec/podTemplate/spec/containers")) {
            if (container.path("name").asText().equals("flink-main-container")) {
                return container;
            }
        }
        return deployment.at("/spec/podTemplate/spec/containers/0");
    }

    private Map<String, String> configMap(String name) {
        Map<String, String> data = new TreeMap<>();
        beside.stream()
                .filter(resource -> resource.path("kind").asText().equals("ConfigMap")
                        && resource.at("/metadata/name").asText().equals(name))
                .forEach(resource -> resource.path("data")
                        .fields()
                        .forEachRemaining(entry ->
                                data.put(entry.getKey(), entry.getValue().asText())));
        return data;
    }

    /**
     * The same with settings over it: options of Flink in its configuration, others as arguments of the program. It runs, and an
     * upgrade keeps its state.
     *
     * @param given by key
     */
    public JobManifest with(Map<String, String> given) {
        ObjectNode changed = deployment();
        ObjectNode spec = (ObjectNode) changed.path("spec");
        ObjectNode job = (ObjectNode) spec.path("job");
        job.put("state", "running");
        if (!job.path("upgradeMode").asText().equals("last-state")) {
            job.put("upgradeMode", "savepoint");
        }
        List<String> arguments = arguments();
        given.forEach((key, value) -> {
            if (FIELDS.containsKey(key)) {
                put(spec, FIELDS.get(key), key, value);
            } else if (SettingsCatalogue.ofDrey().isFlinks(key)) {
                spec.withObject("/flinkConfiguration").put(key, value);
            } else {
                arguments.removeIf(argument -> argument.startsWith("-D" + key + "="));
                arguments.add("-D" + key + "=" + value);
            }
        });
        if (!arguments.isEmpty()) {
            ArrayNode array = job.putArray("args");
            arguments.forEach(array::add);
        }
        if (!given.isEmpty()) {
            changed.withObject("/metadata").withObject("/annotations").put(GIVEN, written(given));
        }
        if (!environment().isEmpty()) {
            spec.withObject("/podTemplate")
                    .withObject("/metadata")
                    .withObject("/annotations")
                    .put(
                            SETTINGS,
                            Hashing.sha256()
                                    .hashString(written(environment()), UTF_8)
                                    .toString()
                                    .substring(0, 16));
        }
        return new JobManifest(folder, changed, beside);
    }

    private static void put(ObjectNode spec, String field, String key, String value) {
        int slash = field.lastIndexOf('/');
        ObjectNode parent = spec.withObject(field.substring(0, slash));
        String name = field.substring(slash + 1);
        if (!name.equals("parallelism")) {
            parent.put(name, value);
            return;
        }
        try {
            parent.put(name, Integer.parseInt(value.strip()));
        } catch (NumberFormatException e) {
            throw OperationException.usage(
                    "-D%s is '%s': write how many slots a job has, such as 2".formatted(key, value), e);
        }
    }

    /** The settings that were given beside the overlay when a job was submitted. */
    public static Map<String, String> givenTo(FlinkDeployment running) {
        Map<String, String> given = new LinkedHashMap<>();
        String text = running.resource()
                .path("metadata")
                .path("annotations")
                .path(GIVEN)
                .asText();
        try {
            if (!text.isEmpty()) {
                JSON.readTree(text)
                        .fields()
                        .forEachRemaining(entry ->
                                given.put(entry.getKey(), entry.getValue().asText()));
            }
        } catch (JsonProcessingException e) {
            throw OperationException.failure(
                    "the annotation %s of %s is no JSON: take it out with 'kubectl annotate flinkdeployment %s %s-'"
                            .formatted(GIVEN, running.name(), running.name(), GIVEN),
                    e);
        }
        return given;
    }

    private static String written(Map<String, String> map) {
        return JSON.valueToTree(map).toString();
    }

    /** The same, beginning with a checkpoint or savepoint. */
    public JobManifest startingFrom(String location) {
        return changedJob("initialSavepointPath", JSON.getNodeFactory().textNode(location));
    }

    /** The same, losing state that no operator of the job takes. */
    public JobManifest droppingUnmappedState() {
        return changedJob("allowNonRestoredState", JSON.getNodeFactory().booleanNode(true));
    }

    private JobManifest changedJob(String field, JsonNode value) {
        ObjectNode changed = deployment();
        ((ObjectNode) changed.at("/spec/job")).set(field, value);
        return new JobManifest(folder, changed, beside);
    }

    /** The same, started again where its job has ended by itself. */
    public JobManifest startedAgain(long nonce) {
        ObjectNode changed = deployment();
        ((ObjectNode) changed.path("spec")).put("restartNonce", nonce);
        return new JobManifest(folder, changed, beside);
    }

    /** The same with those marks of a running one that say how it once began, and change nothing. */
    public JobManifest inPlaceOf(FlinkDeployment running) {
        ObjectNode changed = deployment();
        JsonNode live = running.resource().path("spec");
        copyWhereMissing(live, (ObjectNode) changed.path("spec"), "restartNonce");
        for (String mark : List.of("initialSavepointPath", "savepointRedeployNonce", "savepointTriggerNonce")) {
            copyWhereMissing(live.path("job"), (ObjectNode) changed.at("/spec/job"), mark);
        }
        return new JobManifest(folder, changed, beside);
    }

    private static void copyWhereMissing(JsonNode from, ObjectNode to, String field) {
        if (from.has(field) && !to.has(field)) {
            to.set(field, from.get(field));
        }
    }

    /**
     * What brings a program back that ran before, from a savepoint that was taken of it.
     *
     * @param nonce larger than any before
     */
    public static ObjectNode again(FlinkDeployment earlier, Optional<String> savepoint, long nonce) {
        ObjectNode all = withoutTraces(earlier.resource());
        savepoint.ifPresent(location -> ((ObjectNode) all.at("/spec/job"))
                .put("initialSavepointPath", location)
                .put("savepointRedeployNonce", nonce));
        return all;
    }

    /** A resource as somebody would have written it, without what the server and others have put into it. */
    static ObjectNode withoutTraces(JsonNode resource) {
        ObjectNode all = resource.deepCopy();
        all.remove("status");
        ObjectNode metadata = all.putObject("metadata");
        JsonNode was = resource.path("metadata");
        for (String kept : List.of("name", "namespace", "labels")) {
            copyWhereMissing(was, metadata, kept);
        }
        if (was.at("/annotations").has(GIVEN)) {
            metadata.putObject("annotations").set(GIVEN, was.at("/annotations").get(GIVEN));
        }
        return all;
    }

    /** The names of the ConfigMaps beside it. */
    public List<String> configMaps() {
        return beside.stream()
                .filter(resource -> resource.path("kind").asText().equals("ConfigMap"))
                .map(resource -> resource.at("/metadata/name").asText())
                .toList();
    }

    /**
     * Checks what can be known before anything is sent: Flink's version, an image, addresses that are one's own, and that each
     * variable which a setting names as the place of a secret reaches the pods.
     *
     * @param settings of the job, by key
     * @throws OperationException naming the first that will not do
     */
    public void require(Map<String, String> settings) {
        String version = deployment.at("/spec/flinkVersion").asText();
        String builtFor = "v" + FlinkCluster.BUILT_FOR.replace('.', '_');
        if (!version.equals(builtFor)) {
            throw OperationException.usage(
                    "%s: %s has flinkVersion %s, and the jobs are built for %s: make an image of that version, and write %s"
                            .formatted(folder, name(), version, builtFor, builtFor));
        }
        Map<String, String> values = new TreeMap<>(settings);
        deployment
                .at("/spec/flinkConfiguration")
                .fields()
                .forEachRemaining(
                        option -> values.put(option.getKey(), option.getValue().asText()));
        values.put("image", deployment.at("/spec/image").asText());
        values.forEach((key, value) -> {
            if (EXAMPLE.matcher(value).find()) {
                throw OperationException.usage(
                        "%s: of %s, %s is %s, an example: make an overlay above it with your addresses, buckets and image, and name it with --overlay"
                                .formatted(folder, name(), key, value));
            }
        });
        if (!readsWholeSecrets()) {
            Set<String> variables = new TreeSet<>(environment().keySet());
            container()
                    .path("env")
                    .forEach(variable -> variables.add(variable.path("name").asText()));
            settings.forEach((key, reference) -> {
                String variable = reference.startsWith(VARIABLE) ? reference.substring(VARIABLE.length()) : "";
                if (!variable.isEmpty() && !variables.contains(variable)) {
                    throw OperationException.usage(
                            "%s refers to the environment variable %s, which the pods of %s do not have: add it to env of flink-main-container in %s with a secretKeyRef"
                                    .formatted(key, variable, name(), folder));
                }
            });
        }
    }

    private boolean readsWholeSecrets() {
        for (JsonNode from : container().path("envFrom")) {
            if (from.has("secretRef")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Checks that the Secrets are there that pods cannot start without.
     *
     * @throws OperationException naming the first that is missing
     */
    public void requireSecrets(KubernetesCluster kubernetes) {
        Map<String, Set<String>> keys = new TreeMap<>();
        container().path("env").forEach(variable -> {
            JsonNode reference = variable.at("/valueFrom/secretKeyRef");
            if (reference.isObject() && !reference.path("optional").asBoolean()) {
                keys.computeIfAbsent(reference.path("name").asText(), name -> new TreeSet<>())
                        .add(reference.path("key").asText());
            }
        });
        if (keys.isEmpty() || !kubernetes.seesSecrets()) {
            return;
        }
        keys.forEach((secret, needed) -> {
            Set<String> missing = new TreeSet<>(needed);
            missing.removeAll(kubernetes.keysOfSecret(secret).orElse(new HashSet<>()));
            if (!missing.isEmpty()) {
                throw OperationException.failure(
                        "the pods of %s need the Secret %s with %s, which is not in namespace %s: make it with 'kubectl create secret generic %s --namespace %s --from-file=KEY=FILE'"
                                .formatted(
                                        name(),
                                        secret,
                                        String.join(" and ", missing),
                                        kubernetes.namespace(),
                                        secret,
                                        kubernetes.namespace()));
            }
        });
    }
}
