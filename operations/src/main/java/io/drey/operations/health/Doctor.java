package io.drey.operations.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.event.DatasetId;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.OperationException;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.PublishedDocument;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;

/** Looks at a machine and at servers, and says of each thing whether it is well and what to do if not. */
public final class Doctor {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;

    private final List<Finding> findings = new ArrayList<>();

    /** All that was found so far. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Notes what somebody else found. */
    public void note(Finding finding) {
        findings.add(finding);
    }

    /**
     * Looks at this machine.
     *
     * @param folder where a local stack lives or would live
     * @param serversRun whether one runs
     */
    public void machine(Path folder, ServersRun serversRun) {
        findings.add(Judge.java(Runtime.version().feature(), System.getProperty("java.home")));
        long available = availableMemory();
        findings.add(serversRun == ServersRun.HERE ? Judge.memoryBesideServers(available) : Judge.memory(available));
        Path existing = folder;
        while (!Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        try {
            findings.add(
                    Judge.disk(folder.toString(), Files.getFileStore(existing).getUsableSpace()));
            Path probe = Files.createTempFile(existing, ".drey-doctor", "");
            Files.delete(probe);
            findings.add(Finding.ok("folder", existing + " can be written"));
        } catch (IOException e) {
            findings.add(Finding.fail(
                    "folder",
                    "%s cannot be written: %s".formatted(existing, e.getMessage()),
                    "mend its permissions, or choose another folder with --dir"));
        }
    }

    /** Whether servers of a local stack run on this machine. */
    public enum ServersRun {
        HERE,
        ELSEWHERE
    }

    /** Looks at a Flink cluster and its jobs. */
    public void flink(FlinkCluster flink) {
        attempt("flink", "start it, or give its address with --flink", () -> {
            findings.add(Judge.flinkVersion(flink.version()));
            FlinkCluster.Slots slots = flink.slots();
            String detail =
                    "%d of %d free on %d TaskManagers".formatted(slots.free(), slots.total(), slots.taskManagers());
            findings.add(
                    slots.total() == 0
                            ? Finding.fail("flink slots", detail, "start a TaskManager; see its log if one should run")
                            : Finding.ok("flink slots", detail));
            for (String key : List.of("execution.checkpointing.dir", "execution.checkpointing.savepoint-dir")) {
                Optional<String> folder = flink.option(key);
                findings.add(folder.map(value -> Finding.ok("flink " + key, value))
                        .orElseGet(() -> Finding.warn(
                                "flink " + key,
                                "not set",
                                "set it in the cluster's configuration to a folder that all its processes reach")));
            }
            for (FlinkJob job : flink.jobs()) {
                if (!job.hasEnded()) {
                    job(flink, job);
                }
            }
        });
    }

    private void job(FlinkCluster flink, FlinkJob job) {
        FlinkCluster.Progress progress = flink.progress(job.id());
        if (!progress.runs()) {
            findings.add(Finding.fail(
                    "job " + job.name(),
                    "%s; %s"
                            .formatted(
                                    progress.state().toLowerCase(Locale.ROOT), String.join(", ", progress.waiting())),
                    "see 'drey jobs logs %s'; it may wait for task slots".formatted(job.name())));
            return;
        }
        FlinkCluster.Checkpoints checkpoints = flink.checkpoints(job.id());
        Instant now = flink.now(job.id());
        findings.add(Judge.clock("flink", Duration.between(Instant.now(), now), Duration.ofSeconds(1)));
        boolean failedSince = checkpoints.failedMillis().orElse(0)
                > checkpoints.completedMillis().orElse(0);
        findings.add(Judge.checkpoint(
                job.name(),
                checkpoints.completedMillis().isPresent()
                        ? Duration.between(
                                Instant.ofEpochMilli(
                                        checkpoints.completedMillis().getAsLong()),
                                now)
                        : Duration.ofMillis(-1),
                job.running(),
                failedSince ? checkpoints.failure().lines().findFirst().orElse("no reason is given") : ""));
    }

    /** Looks at Kafka, and whether anything may be lost unread. */
    public void kafka(KafkaSettings settings) {
        attempt("kafka", "start it, or mend kafka-bootstrap-servers", () -> {
            try (TopicLags topics = new TopicLags(settings)) {
                findings.add(Finding.ok("kafka", "%s at %s".formatted(topics.cluster(), settings.bootstrapServers())));
                findings.add(Judge.copies(topics.lackingCopies()));
                String version = topics.version();
                findings.add(
                        version.isEmpty()
                                ? Finding.warn(
                                        "kafka version",
                                        "the brokers agree on no metadata version",
                                        "run Kafka 3.9 or later without ZooKeeper")
                                : Finding.ok("kafka version", version));
                for (TopicLags.Lag lag : topics.lags()) {
                    if (!lag.group().isEmpty()) {
                        findings.add(Judge.retention(
                                lag.topic(),
                                lag.group(),
                                lag.lost(),
                                topics.oldestUnread(lag),
                                topics.retention(lag.topic())));
                    }
                }
            }
        });
    }

    /**
     * Looks at what the installations of several regions call their datasets.
     *
     * @param regions the Kafka of each; empty where its settings name none
     */
    public void regions(SortedMap<String, Optional<KafkaSettings>> regions) {
        SortedMap<String, Map<DatasetId, String>> fields = new TreeMap<>();
        regions.forEach(
                (region, kafka) -> attempt("region " + region, "mend its settings, which query-regions names", () -> {
                    if (kafka.isEmpty()) {
                        findings.add(Finding.warn(
                                "region " + region,
                                "its settings name no Kafka: what its datasets are called is not known",
                                "set kafka-bootstrap-servers there"));
                        return;
                    }
                    try (ControlPlane plane = ControlPlane.connect(kafka.get())) {
                        Map<DatasetId, String> datasets = new HashMap<>();
                        for (PublishedDocument published :
                                plane.read(Optional.empty()).all()) {
                            Document document = published.document();
                            if (document.kind() == DocumentKind.DATASET) {
                                datasets.put(
                                        new DatasetId(document.tenant(), document.name()),
                                        document.content()
                                                .path("fields")
                                                .path("cloud.region")
                                                .asText(""));
                            }
                        }
                        fields.put(region, datasets);
                    }
                }));
        if (fields.size() > 1) {
            findings.addAll(Judge.datasetNames(fields));
        }
    }

    /** Looks at OpenSearch: whether each address answers, and at the cluster by the first that does. */
    public void openSearch(List<URI> urls) {
        String remedy = "start it, or mend opensearch-urls";
        List<URI> answering = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (URI url : urls) {
            try {
                json(url, "/");
                answering.add(url);
            } catch (IOException e) {
                silent.add(message(e));
            }
        }
        if (answering.isEmpty()) {
            findings.add(Finding.fail("opensearch", String.join("; ", silent), remedy));
            return;
        }
        silent.forEach(each -> findings.add(Finding.warn("opensearch", each, remedy)));
        openSearch(answering.get(0));
    }

    private void openSearch(URI url) {
        attempt("opensearch", "start it, or mend opensearch-urls", () -> {
            JsonNode root = json(url, "/");
            if (root == null) {
                findings.add(Finding.warn(
                        "opensearch", url + " asks for a password", "look with 'curl -u' whether it is well"));
                return;
            }
            findings.add(Judge.openSearchVersion(
                    root.at("/version/distribution").asText("elasticsearch"),
                    root.at("/version/number").asText()));
            String status = json(url, "/_cluster/health").path("status").asText();
            findings.add(
                    status.equals("red")
                            ? Finding.fail(
                                    "opensearch health",
                                    status,
                                    "see GET _cluster/allocation/explain for what is missing")
                            : Finding.ok("opensearch health", status));
            JsonNode blocked = json(url, "/_all/_settings/index.blocks.read_only_allow_delete?flat_settings");
            List<String> indices = new ArrayList<>();
            blocked.fields().forEachRemaining(index -> {
                if (index.getValue().toString().contains("true")) {
                    indices.add(index.getKey());
                }
            });
            findings.add(
                    indices.isEmpty()
                            ? Finding.ok("opensearch writes", "no index is blocked")
                            : Finding.fail(
                                    "opensearch writes",
                                    "blocked because its disk is full: " + String.join(", ", indices),
                                    "free disk space, then set index.blocks.read_only_allow_delete to null"));
            long asked = System.currentTimeMillis();
            for (JsonNode node : json(url, "/_nodes/stats/os").path("nodes")) {
                Duration ahead = Duration.ofMillis(node.at("/os/timestamp").asLong() - System.currentTimeMillis());
                findings.add(Judge.clock("opensearch", ahead, Duration.ofMillis(System.currentTimeMillis() - asked)));
            }
        });
    }

    /** Looks at the lake: its catalog, tables, and whether files can be written and deleted. */
    public void lake(LakeSettings settings) {
        attempt("lake", "run 'drey lake init'", () -> {
            try (Lake lake = Lake.open(settings)) {
                for (LakeTable name : LakeTable.values()) {
                    Table table = lake.table(name);
                    findings.add(Finding.ok("lake " + name.tableName(), table.location()));
                    if (name == LakeTable.LOGS) {
                        storage(table);
                    }
                }
            } catch (LakeException e) {
                findings.add(Finding.fail("lake", e.getMessage(), "check the catalog, then run 'drey lake init'"));
            }
        });
    }

    private void storage(Table table) throws IOException {
        String probe = table.location() + "/metadata/drey-doctor-" + UUID.randomUUID();
        FileIO files = table.io();
        try {
            try (OutputStream out = files.newOutputFile(probe).create()) {
                out.write(1);
            }
            files.deleteFile(probe);
            findings.add(Finding.ok("lake storage", "files can be written and deleted"));
        } catch (IOException | RuntimeException e) {
            findings.add(Finding.fail(
                    "lake storage",
                    "%s cannot be written: %s".formatted(table.location(), message(e)),
                    "see that the storage is up and that we may write and delete there"));
        }
    }

    private interface Look {
        void look() throws IOException;
    }

    private void attempt(String check, String remedy, Look look) {
        try {
            look.look();
        } catch (OperationException e) {
            findings.add(Finding.fail(check, e.getMessage(), remedy));
        } catch (IOException | RuntimeException e) {
            findings.add(Finding.fail(check, message(e), remedy));
        }
    }

    /** What a server answers, or null if it wants to know who asks. */
    private static JsonNode json(URI url, String path) throws IOException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .timeout(TIMEOUT)
                            .build(),
                    BodyHandlers.ofByteArray());
            return response.statusCode() == UNAUTHORIZED ? null : JSON.readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking " + url, e);
        } catch (IOException e) {
            throw new IOException("%s does not answer: %s".formatted(url, message(e)), e);
        }
    }

    /** What new processes can have, by the kernel; where it does not tell, what is free. */
    private static long availableMemory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException notLinux) {
            // Asked otherwise below.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getFreeMemorySize()
                : 0;
    }

    private static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName().replaceFirst("Exception$", "")
                : cause.getMessage().lines().findFirst().orElse("");
    }
}
