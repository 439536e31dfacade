package io.drey.operations.kubernetes;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.operations.OperationException;
import io.drey.operations.kubernetes.Kubectl.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A namespace of a Kubernetes with the Flink operator, asked by kubectl. What it refuses is an {@link OperationException} that
 * says what can be done.
 */
public final class KubernetesCluster {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEPLOYMENT = "flinkdeployments.flink.apache.org";

    private final Kubectl kubectl;
    private final String namespace;

    /**
     * A namespace.
     *
     * @param context of kubectl's configuration; its current one where it is empty
     */
    public KubernetesCluster(Optional<String> context, String namespace) {
        this.namespace = requireNonNull(namespace, "namespace is null");
        List<String> options = new ArrayList<>(List.of("--namespace=" + namespace));
        context.ifPresent(name -> options.add("--context=" + name));
        this.kubectl = new Kubectl(options);
    }

    public String namespace() {
        return namespace;
    }

    /** Where the server is, by kubectl's configuration. */
    public URI url() {
        String address = kubectl.ask("config", "view", "--minify", "--output=jsonpath={.clusters[0].cluster.server}")
                .orThrow()
                .strip();
        return URI.create(address.isEmpty() ? "https://kubernetes.invalid" : address);
    }

    /** All FlinkDeployments of the namespace. */
    public List<FlinkDeployment> deployments() {
        List<FlinkDeployment> found = new ArrayList<>();
        parsed(kubectl.ask("get", DEPLOYMENT, "--output=json").orThrow())
                .path("items")
                .forEach(each -> found.add(new FlinkDeployment(each)));
        return found;
    }

    /** The FlinkDeployment of a name. */
    public Optional<FlinkDeployment> deployment(String name) {
        Answer answer = kubectl.ask("get", DEPLOYMENT, name, "--output=json");
        return answer.isNotFound() ? Optional.empty() : Optional.of(new FlinkDeployment(parsed(answer.orThrow())));
    }

    /**
     * Refuses a namespace that is not there. Who may not ask is believed to name the right one.
     *
     * @throws OperationException if there is none
     */
    public void requireNamespace() {
        Answer answer = kubectl.ask("get", "namespace", namespace, "--output=name");
        if (!answer.isForbidden()) {
            answer.orThrow();
        }
    }

    /** The keys of a Secret, not their values; empty where there is none of that name. */
    public Optional<Set<String>> keysOfSecret(String name) {
        Answer answer = kubectl.ask(
                "get", "secret", name, "--output=go-template={{range $key, $value := .data}}{{$key}} {{end}}");
        return answer.isNotFound()
                ? Optional.empty()
                : Optional.of(Set.of(answer.orThrow().strip().split(" +")));
    }

    /** Whether the user may look at Secrets. */
    public boolean seesSecrets() {
        return kubectl.ask("auth", "can-i", "get", "secrets", "--quiet").exitCode() == 0;
    }

    /**
     * What the server would make of resources, without making it.
     *
     * @throws OperationException if it refuses one
     */
    public JsonNode tried(JsonNode resource) {
        return parsed(kubectl.ask(
                        Optional.of(resource.toString()), "apply", "--dry-run=server", "--output=json", "--filename=-")
                .orThrow());
    }

    /** Applies a resource. */
    public void apply(JsonNode resource) {
        kubectl.ask(Optional.of(resource.toString()), "apply", "--filename=-").orThrow();
    }

    /**
     * Applies what others may have to apply.
     *
     * @return whether the user may
     */
    public boolean applyIfAllowed(List<JsonNode> resources) {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        list.putArray("items").addAll(resources);
        Answer answer = kubectl.ask(Optional.of(list.toString()), "apply", "--filename=-");
        if (answer.isForbidden()) {
            return false;
        }
        answer.orThrow();
        return true;
    }

    /** ConfigMaps as they are now, to be applied again; those that are not there, or not to be seen, are left out. */
    public List<JsonNode> configMaps(List<String> names) {
        List<JsonNode> found = new ArrayList<>();
        for (String name : names) {
            Answer answer = kubectl.ask("get", "configmap", name, "--output=json");
            if (answer.exitCode() == 0) {
                found.add(JobManifest.withoutTraces(parsed(answer.out())));
            }
        }
        return found;
    }

    /** Changes a part of a FlinkDeployment. */
    public void patch(String name, JsonNode change) {
        kubectl.ask("patch", DEPLOYMENT, name, "--type=merge", "--patch=" + change)
                .orThrow();
    }

    /** Takes a FlinkDeployment away, and returns when the operator has. */
    public void delete(String name) {
        kubectl.ask("delete", DEPLOYMENT, name, "--timeout=90s").orThrow();
    }

    /** Why pods of a FlinkDeployment do not run, where one says so and the user may see it. */
    public Optional<String> whyPodsWait(String name) {
        Answer answer = kubectl.ask("get", "pods", "--selector=app=" + name, "--output=json");
        if (answer.exitCode() != 0) {
            return Optional.empty();
        }
        for (JsonNode pod : parsed(answer.out()).path("items")) {
            Optional<String> reason = reason(pod.path("status"));
            if (reason.isPresent()) {
                return reason.map(
                        why -> "pod %s: %s".formatted(pod.at("/metadata/name").asText(), why));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reason(JsonNode status) {
        for (JsonNode container : status.path("containerStatuses")) {
            JsonNode waiting = container.at("/state/waiting");
            String reason = waiting.path("reason").asText();
            if (!reason.isEmpty() && !reason.equals("ContainerCreating")) {
                String message = waiting.path("message").asText();
                return Optional.of(message.isEmpty() ? reason : "%s (%s)".formatted(reason, message));
            }
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("reason").asText().equals("Unschedulable")) {
                return Optional.of(condition.path("message").asText());
            }
        }
        return Optional.empty();
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw OperationException.failure(
                    "kubectl did not answer in JSON (%s): see that it is of version 1.20 or later"
                            .formatted(e.getOriginalMessage()),
                    e);
        }
    }
}
