package io.drey.operations.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import io.drey.operations.OperationException;
import io.drey.query.cluster.FlinkEndpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Flink cluster by its REST endpoint, as of Flink 1.20.
 *
 * <p>That it cannot be asked is a {@link OperationException}; that it says no is a {@link FlinkRefusal}.
 */
public final class FlinkCluster implements StateKeeper, FlinkEndpoint {

    /** The version of Flink that our jobs are built for. */
    public static final String BUILT_FOR = "1.20";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ASK_MILLIS = 250;

    private final FlinkRest rest;
    private final boolean endsWithItsJob;

    public FlinkCluster(URI url) {
        this(url, FlinkAccess.OPEN, false);
    }

    private FlinkCluster(URI url, FlinkAccess access, boolean endsWithItsJob) {
        this.rest = new FlinkRest(url, access);
        this.endsWithItsJob = endsWithItsJob;
    }

    /** A cluster that was started for one job, and does not answer any more once that has ended. */
    public static FlinkCluster ofOneJob(URI url) {
        return new FlinkCluster(url, FlinkAccess.OPEN, true);
    }

    /**
     * The cluster at an address.
     *
     * @throws OperationException if it is no address, or what lets one in there cannot be used
     */
    public static FlinkCluster at(String address, FlinkAccess access) {
        String plain = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        try {
            URI url = URI.create(plain);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return new FlinkCluster(url, access, false);
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(address, e);
        }
        throw notAnAddress(address, null);
    }

    private static OperationException notAnAddress(String address, Exception cause) {
        return OperationException.usage(
                "--flink '%s' is no address: write one such as http://jobmanager:8081".formatted(address), cause);
    }

    @Override
    public URI url() {
        return rest.url();
    }

    @Override
    public String version() {
        return rest.get("/config").path("flink-version").asText();
    }

    /** Whether our jobs are built for a version, such as {@code 1.20.3}. */
    public static boolean isBuiltFor(String version) {
        return version.equals(BUILT_FOR) || version.startsWith(BUILT_FOR + ".");
    }

    /** On how many slots a job runs. */
    public int parallelism(String jobId) {
        int most = 0;
        for (JsonNode vertex : rest.get("/jobs/" + jobId).path("vertices")) {
            most = Math.max(most, vertex.path("parallelism").asInt());
        }
        return most;
    }

    /** The time of the JobManager's clock, as a job of it tells it. */
    public Instant now(String jobId) {
        return Instant.ofEpochMilli(rest.get("/jobs/" + jobId).path("now").asLong());
    }

    /** Task slots: free ones and all. */
    public Slots slots() {
        JsonNode overview = rest.get("/overview");
        return new Slots(
                overview.path("slots-available").asInt(),
                overview.path("slots-total").asInt(),
                overview.path("taskmanagers").asInt());
    }

    /**
     * Task slots.
     *
     * @param free how many take another task
     * @param total how many there are
     * @param taskManagers on how many TaskManagers
     */
    public record Slots(int free, int total, int taskManagers) {}

    /** An option of the cluster's configuration. */
    @Override
    public Optional<String> option(String key) {
        for (JsonNode option : rest.get("/jobmanager/config")) {
            if (option.path("key").asText().equals(key)) {
                return Optional.of(option.path("value").asText());
            }
        }
        return Optional.empty();
    }

    /** All jobs the cluster remembers, the latest first. */
    @Override
    public List<FlinkJob> jobs() {
        List<FlinkJob> jobs = new ArrayList<>();
        for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
            jobs.add(new FlinkJob(
                    job.path("jid").asText(),
                    job.path("name").asText(),
                    job.path("state").asText(),
                    Instant.ofEpochMilli(job.path("start-time").asLong()),
                    Duration.ofMillis(job.path("duration").asLong())));
        }
        jobs.sort((one, other) -> other.started().compareTo(one.started()));
        return jobs;
    }

    /** How far a job is. */
    public Progress progress(String jobId) {
        JsonNode job = rest.get("/jobs/" + jobId);
        String state = job.path("state").asText();
        List<String> waiting = new ArrayList<>();
        for (JsonNode vertex : job.path("vertices")) {
            String status = vertex.path("status").asText();
            if (!status.equals("RUNNING")) {
                waiting.add("'%s' is %s".formatted(vertex.path("name").asText(), status.toLowerCase(Locale.ROOT)));
            }
        }
        return new Progress(state, waiting);
    }

    /**
     * How far a job is.
     *
     * @param state such as {@code RUNNING}, which a job that waits for slots is, too
     * @param waiting its tasks that do not run, in words
     */
    public record Progress(String state, List<String> waiting) {

        public Progress {
            waiting = List.copyOf(waiting);
        }

        /** Whether each task works. */
        public boolean runs() {
            return state.equals("RUNNING") && waiting.isEmpty();
        }
    }

    /** Why a job failed last, in one line; empty where it never did. */
    public Optional<String> failure(String jobId) {
        return failures(jobId).stream().findFirst().map(Failure::reason);
    }

    /** Failures of a job that Flink remembers, the latest first. */
    public List<Failure> failures(String jobId) {
        JsonNode exceptions = rest.get("/jobs/" + jobId + "/exceptions");
        List<Failure> failures = new ArrayList<>();
        for (JsonNode entry : exceptions.at("/exceptionHistory/entries")) {
            failures.add(new Failure(
                    Instant.ofEpochMilli(entry.path("timestamp").asLong()),
                    entry.path("taskName").asText("the job"),
                    entry.path("stacktrace").asText()));
        }
        if (failures.isEmpty() && !exceptions.path("root-exception").asText("").isEmpty()) {
            failures.add(new Failure(
                    Instant.ofEpochMilli(exceptions.path("timestamp").asLong()),
                    "the job",
                    exceptions.path("root-exception").asText()));
        }
        return failures;
    }

    /**
     * A failure of a job.
     *
     * @param when it happened
     * @param task what failed
     * @param trace the stack trace
     */
    public record Failure(Instant when, String task, String trace) {

        /** Why, in one line. */
        public String reason() {
            return Reasons.of(trace);
        }
    }

    /** Checkpoints of a job. */
    public Checkpoints checkpoints(String jobId) {
        JsonNode checkpoints = rest.get("/jobs/" + jobId + "/checkpoints");
        JsonNode completed = checkpoints.at("/latest/completed");
        JsonNode failed = checkpoints.at("/latest/failed");
        boolean has = completed.hasNonNull("id");
        return new Checkpoints(
                has ? OptionalLong.of(completed.path("trigger_timestamp").asLong()) : OptionalLong.empty(),
                has ? OptionalLong.of(completed.path("latest_ack_timestamp").asLong()) : OptionalLong.empty(),
                failed.hasNonNull("id")
                        ? OptionalLong.of(failed.path("failure_timestamp").asLong())
                        : OptionalLong.empty(),
                failed.path("failure_message").asText(""));
    }

    /**
     * Checkpoints of a job, in milliseconds since the epoch by the JobManager's clock.
     *
     * @param begunMillis when the latest completed one was begun
     * @param completedMillis when it was completed
     * @param failedMillis when the latest failed one failed
     * @param failure why
     */
    public record Checkpoints(
            OptionalLong begunMillis, OptionalLong completedMillis, OptionalLong failedMillis, String failure) {}

    /** The latest checkpoint and the latest savepoint of a job, where they are kept: none that was deleted by Flink. */
    @Override
    public List<SavedPath> savedStates(String jobId) {
        JsonNode latest = rest.get("/jobs/" + jobId + "/checkpoints").path("latest");
        List<SavedPath> saved = new ArrayList<>();
        for (JsonNode state : List.of(latest.path("completed"), latest.path("savepoint"))) {
            String path = state.path("external_path").asText("");
            if (path.contains("/") && !state.path("discarded").asBoolean()) {
                saved.add(new SavedPath(
                        path,
                        Instant.ofEpochMilli(state.path("latest_ack_timestamp").asLong())));
            }
        }
        return saved;
    }

    /**
     * Where a checkpoint or savepoint is.
     *
     * @param location its folder
     * @param completed when it was complete, by the JobManager's clock
     */
    public record SavedPath(String location, Instant completed) {}

    /** How often a job was restarted since it was submitted. */
    public long restarts(String jobId) {
        for (JsonNode metric : rest.get("/jobs/" + jobId + "/metrics?get=numRestarts")) {
            return Math.round(metric.path("value").asDouble());
        }
        return 0;
    }

    /** The sum of an operator's counter over all subtasks; a few seconds old. Counted since the last restart. */
    public long counter(String jobId, String operator, String counter) {
        String metric = operator + "." + counter;
        long sum = 0;
        for (JsonNode vertex : rest.get("/jobs/" + jobId).path("vertices")) {
            String path = "/jobs/%s/vertices/%s/subtasks/metrics?get=%s&agg=sum"
                    .formatted(jobId, vertex.path("id").asText(), metric);
            for (JsonNode found : rest.get(path)) {
                sum += Math.round(found.path("sum").asDouble());
            }
        }
        return sum;
    }

    /** What the job's submission noted about itself; see {@link RunRequest#notes}. */
    public Map<String, String> notes(String jobId) {
        Map<String, String> notes = new TreeMap<>();
        rest.get("/jobs/" + jobId + "/config")
                .at("/execution-config/user-config")
                .fields()
                .forEachRemaining(
                        note -> notes.put(note.getKey(), note.getValue().asText()));
        return notes;
    }

    /** Jars that were uploaded, by their ids. */
    public Set<String> jars() {
        Set<String> ids = new TreeSet<>();
        rest.get("/jars").path("files").forEach(jar -> ids.add(jar.path("id").asText()));
        return ids;
    }

    /** Uploads a jar, unless the very same is there, and returns its id. */
    public String upload(Path jar) throws FlinkRefusal {
        String name = "%s-%s.jar".formatted(jar.getFileName().toString().replaceFirst("\\.jar$", ""), fingerprint(jar));
        for (String id : jars()) {
            if (id.endsWith("_" + name)) {
                return id;
            }
        }
        try {
            FlinkRest.Part part = FlinkRest.Part.ofFile("jarfile", name, "application/x-java-archive", jar);
            String stored = rest.postParts("/jars/upload", List.of(part))
                    .path("filename")
                    .asText();
            return stored.substring(stored.lastIndexOf('/') + 1);
        } catch (IOException e) {
            throw OperationException.failure("the jar %s cannot be read: mend its permissions".formatted(jar), e);
        }
    }

    /** Whether two uploaded jars are the same, byte for byte. */
    public static boolean sameJar(String id, String otherId) {
        return id.substring(id.indexOf('_') + 1).equals(otherId.substring(otherId.indexOf('_') + 1));
    }

    /** Deletes an uploaded jar; running jobs do not need it. */
    public void deleteJar(String id) throws FlinkRefusal {
        rest.delete("/jars/" + id);
    }

    /** The name of the job that a jar makes of its arguments. Its program runs on the JobManager up to that point. */
    public String jobNameOf(String jarId, List<String> arguments) throws FlinkRefusal {
        ObjectNode body = JSON.createObjectNode();
        arguments.forEach(body.putArray("programArgsList")::add);
        return rest.post("/jars/" + jarId + "/plan", body.toString())
                .at("/plan/name")
                .asText();
    }

    /** Starts a job and returns its id. */
    public String run(RunRequest run) throws FlinkRefusal {
        ObjectNode body = JSON.createObjectNode();
        run.arguments().forEach(body.putArray("programArgsList")::add);
        run.savepoint().ifPresent(savepoint -> body.put("savepointPath", metadataOnS3(savepoint)));
        body.put("allowNonRestoredState", run.unmapped() == RunRequest.Unmapped.DROP);
        ObjectNode options = body.putObject("flinkConfiguration");
        List<String> notes = new ArrayList<>();
        run.notes().forEach((name, value) -> notes.add(name + ":" + value));
        options.put("pipeline.global-job-parameters", String.join(",", notes));
        return rest.post("/jars/" + run.jarId() + "/run", body.toString())
                .path("jobid")
                .asText();
    }

    /** A folder is an object on S3, which some servers give as an empty file: Flink takes the file within as well. */
    private static String metadataOnS3(String savepoint) {
        return savepoint.matches("s3[an]?://.*") && !savepoint.endsWith("/_metadata")
                ? savepoint.replaceAll("/+$", "") + "/_metadata"
                : savepoint;
    }

    /**
     * A job to be started.
     *
     * @param jarId an uploaded jar
     * @param arguments of its program
     * @param savepoint where its state comes from
     * @param unmapped what becomes of state that no operator takes
     * @param notes what the job's configuration is to say about it; plain words and numbers only
     */
    public record RunRequest(
            String jarId,
            List<String> arguments,
            Optional<String> savepoint,
            Unmapped unmapped,
            Map<String, String> notes) {

        /** State of a savepoint that no operator of the new job takes. */
        public enum Unmapped {
            /** The job does not start. */
            REFUSE,
            /** It is lost. */
            DROP
        }

        public RunRequest {
            arguments = List.copyOf(arguments);
            notes = Map.copyOf(notes);
        }
    }

    /**
     * Stops a job with a savepoint and returns where that is. If the savepoint fails the job runs on.
     *
     * @param folder where savepoints go
     */
    public String stop(String jobId, String folder, Ending ending, Duration limit)
            throws FlinkRefusal, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("targetDirectory", folder);
        body.put("drain", ending == Ending.DRAIN);
        String trigger = rest.post("/jobs/" + jobId + "/stop", body.toString())
                .path("request-id")
                .asText();
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            JsonNode answer = rest.ask("/jobs/" + jobId + "/savepoints/" + trigger);
            if (answer.at("/status/id").asText().equals("COMPLETED")) {
                JsonNode failure = answer.at("/operation/failure-cause");
                if (!failure.isMissingNode()) {
                    throw new FlinkRefusal(
                            Reasons.of(failure.path("stack-trace").asText()));
                }
                return answer.at("/operation/location").asText();
            }
            if (System.nanoTime() > deadline) {
                throw new FlinkRefusal("the savepoint is not complete after %d s".formatted(limit.toSeconds()));
            }
            Thread.sleep(ASK_MILLIS);
        }
    }

    /** How a job ends with a savepoint. */
    public enum Ending {
        /** To be continued: open windows and half matches stay as they are. */
        PAUSE,
        /** For good: time goes to its end, windows close and what waits is told, before the savepoint is taken. */
        DRAIN
    }

    /** Ends a job as it is. */
    public void cancel(String jobId) throws FlinkRefusal {
        rest.patch("/jobs/" + jobId + "?mode=cancel");
    }

    @Override
    public int totalSlots() {
        return slots().total();
    }

    @Override
    public int freeSlots() {
        return slots().free();
    }

    /** One that Kubernetes or YARN gives machines to; a standalone one has the TaskManagers that it has. */
    @Override
    public boolean startsTaskManagers() {
        return option("execution.target")
                .filter(target -> target.startsWith("kubernetes") || target.startsWith("yarn"))
                .isPresent();
    }

    @Override
    public String ask(String path) {
        return rest.get(path).toString();
    }

    @Override
    public String send(String path, String json) {
        try {
            return rest.post(path, json).toString();
        } catch (FlinkRefusal e) {
            throw rest.refused(path, e);
        }
    }

    @Override
    public String send(String path, String json, List<Path> files) {
        try {
            List<FlinkRest.Part> parts = new ArrayList<>();
            parts.add(FlinkRest.Part.ofJson("request", json));
            for (Path file : files) {
                parts.add(FlinkRest.Part.ofFile(
                        "file_" + parts.size(), file.getFileName().toString(), "application/octet-stream", file));
            }
            return rest.postParts(path, parts).toString();
        } catch (IOException e) {
            throw OperationException.failure("a file for Flink cannot be read: " + e.getMessage(), e);
        } catch (FlinkRefusal e) {
            throw rest.refused(path, e);
        }
    }

    @Override
    public void change(String path, String json) {
        try {
            rest.patch(path, json);
        } catch (FlinkRefusal e) {
            throw rest.refused(path, e);
        }
    }

    @Override
    public void end(String jobId) {
        try {
            cancel(jobId);
        } catch (FlinkRefusal e) {
            throw rest.refused("/jobs/" + jobId, e);
        }
    }

    /** Returns when a job has ended. */
    public void awaitEnd(String jobId, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String state;
            try {
                state = progress(jobId).state();
            } catch (OperationException e) {
                if (endsWithItsJob) {
                    return;
                }
                throw e;
            }
            if (new FlinkJob(jobId, "", state, Instant.EPOCH, Duration.ZERO).hasEnded()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw OperationException.failure("job %s is %s after %d s: see %s/#/job/running/%s"
                        .formatted(jobId, state.toLowerCase(Locale.ROOT), limit.toSeconds(), rest.url(), jobId));
            }
            Thread.sleep(ASK_MILLIS);
        }
    }

    /** The ids of the TaskManagers that run a job's tasks now. */
    public Set<String> taskManagersOf(String jobId) {
        Set<String> ids = new TreeSet<>();
        for (JsonNode vertex : rest.get("/jobs/" + jobId).path("vertices")) {
            String path = "/jobs/%s/vertices/%s/taskmanagers"
                    .formatted(jobId, vertex.path("id").asText());
            for (JsonNode taskManager : rest.get(path).path("taskmanagers")) {
                String id = taskManager.path("taskmanager-id").asText();
                if (!id.isEmpty() && !id.equals("(unassigned)")) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** The last lines of the JobManager's log. */
    public List<String> jobManagerLog(int lines) throws FlinkRefusal {
        return rest.tail("/jobmanager/log", lines);
    }

    /** The last lines of a TaskManager's log. */
    public List<String> taskManagerLog(String id, int lines) throws FlinkRefusal {
        return rest.tail("/taskmanagers/" + id + "/log", lines);
    }

    private static String fingerprint(Path jar) {
        try {
            return Sha256.of(jar).substring(0, 12);
        } catch (IOException e) {
            throw OperationException.usage("the jar %s cannot be read: build it or name another".formatted(jar), e);
        }
    }
}
