package io.drey.operations.kubernetes;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a folder for kustomize makes: jobs as FlinkDeployments, and what they need beside them. */
public final class Overlay {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String DEPLOYMENT = "FlinkDeployment";
    private static final String SESSION_JOB = "FlinkSessionJob";

    private final Path folder;
    private final List<ObjectNode> resources;

    private Overlay(Path folder, List<ObjectNode> resources) {
        this.folder = folder;
        this.resources = resources;
    }

    /**
     * The overlay of a folder, by kubectl's kustomize.
     *
     * @throws OperationException if there is none, or it cannot be made
     */
    public static Overlay of(Path folder) {
        return of(folder, new Kubectl(List.of()));
    }

    static Overlay of(Path folder, Kubectl kubectl) {
        if (Stream.of("kustomization.yaml", "kustomization.yml", "Kustomization")
                .noneMatch(name -> Files.isReadable(folder.resolve(name)))) {
            throw OperationException.usage(
                    "%s has no kustomization.yaml: name your overlay above flink-conf/kubernetes with --overlay"
                            .formatted(folder));
        }
        String made = kubectl.here("kustomize", folder.toString()).orThrow();
        List<ObjectNode> resources = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(made)) {
            documents.forEachRemaining(document -> {
                if (document instanceof ObjectNode resource) {
                    resources.add(resource);
                }
            });
        } catch (IOException e) {
            throw OperationException.failure(
                    "what kubectl's kustomize makes of %s is no YAML: %s"
                            .formatted(folder, OperationException.rootMessage(e)),
                    e);
        }
        return new Overlay(folder, resources);
    }

    /** The namespace of its FlinkDeployments, where it names one. */
    public Optional<String> namespace() {
        return ofKind(DEPLOYMENT)
                .map(resource -> resource.at("/metadata/namespace").asText())
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    /**
     * A job's part of it.
     *
     * @param name of the FlinkDeployment
     * @param namespace where it is to be, whatever the overlay says
     * @throws OperationException if it has no such job
     */
    public JobManifest job(String name, String namespace) {
        ObjectNode deployment = ofKind(DEPLOYMENT)
                .filter(resource -> nameOf(resource).equals(name))
                .filter(resource -> resource.at("/spec/job").isObject())
                .findFirst()
                .orElseThrow(() -> missing(name));
        String account = deployment.at("/spec/serviceAccount").asText();
        List<ObjectNode> beside = resources.stream()
                .filter(resource -> !kindOf(resource).equals(DEPLOYMENT)
                        && !kindOf(resource).equals(SESSION_JOB))
                .filter(resource -> nameOf(resource).equals(account)
                        || owner(nameOf(resource)).map(name::equals).orElse(true))
                .map(resource -> in(namespace, resource))
                .toList();
        return new JobManifest(folder, in(namespace, deployment), beside);
    }

    private OperationException missing(String name) {
        if (ofKind(SESSION_JOB).anyMatch(resource -> nameOf(resource).equals(name))) {
            return OperationException.usage(
                    "%s has %s in a session cluster, whose jobs the operator starts: apply it with 'kubectl apply -k %s', or name an overlay above base with --overlay"
                            .formatted(folder, name, folder));
        }
        return OperationException.usage("%s has no FlinkDeployment %s, only %s: add it there as the others are"
                .formatted(
                        folder,
                        name,
                        String.join(
                                ", ", ofKind(DEPLOYMENT).map(Overlay::nameOf).toList())));
    }

    /** Whose a resource is by its name; what is nobody's is everybody's. */
    private Optional<String> owner(String name) {
        return ofKind(DEPLOYMENT)
                .map(Overlay::nameOf)
                .filter(job -> name.equals(job) || name.startsWith(job + "-"))
                .max(Comparator.comparingInt(String::length));
    }

    private static ObjectNode in(String namespace, ObjectNode resource) {
        requireNonNull(namespace, "namespace is null");
        ObjectNode moved = resource.deepCopy();
        ((ObjectNode) moved.path("metadata")).put("namespace", namespace);
        moved.path("subjects").forEach(subject -> {
            if (subject instanceof ObjectNode account
                    && account.path("kind").asText().equals("ServiceAccount")) {
                account.put("namespace", namespace);
            }
        });
        return moved;
    }

    private Stream<ObjectNode> ofKind(String kind) {
        return resources.stream().filter(resource -> kindOf(resource).equals(kind));
    }

    private static String kindOf(JsonNode resource) {
        return resource.path("kind").asText();
    }

    private static String nameOf(JsonNode resource) {
        return resource.at("/metadata/name").asText();
    }
}
