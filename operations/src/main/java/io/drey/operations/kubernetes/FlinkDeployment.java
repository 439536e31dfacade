package io.drey.operations.kubernetes;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A FlinkDeployment as Kubernetes has it, with what the operator says of it.
 *
 * @param resource as the server shows it
 */
public record FlinkDeployment(JsonNode resource) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDED = Set.of("FAILED", "FINISHED", "CANCELED");

    public FlinkDeployment {
        requireNonNull(resource, "resource is null");
    }

    public String name() {
        return resource.at("/metadata/name").asText();
    }

    /** Whether it is a job's cluster, not a session's. */
    public boolean isOfJob() {
        return resource.at("/spec/job").isObject();
    }

    /** Whether somebody wants it to run, and it has not ended: also one that is starting. */
    public boolean isMeantToRun() {
        return !isSuspended() && !ENDED.contains(jobState());
    }

    /** Whether somebody stopped it. */
    public boolean isSuspended() {
        return resource.at("/spec/job/state").asText().equals("suspended");
    }

    /** Whether the operator has done what the latest change says. */
    public boolean isObserved() {
        return hasSeenGeneration()
                && resource.at("/status/reconciliationStatus/state").asText().equals("DEPLOYED");
    }

    private boolean hasSeenGeneration() {
        return resource.at("/status/observedGeneration").asLong(-1)
                >= resource.at("/metadata/generation").asLong();
    }

    /** Whether the operator has never said anything of it. */
    public boolean isUnseen() {
        return lifecycle().isEmpty() && resource.at("/status/error").asText().isEmpty();
    }

    /** Whether its job runs, as the latest change has it. */
    public boolean runs() {
        return isObserved()
                && jobState().equals("RUNNING")
                && resource.at("/status/jobManagerDeploymentStatus").asText().equals("READY");
    }

    /** Whether it has stopped, and the operator has put away its state. */
    public boolean hasStopped() {
        return isObserved() && lifecycle().equals("SUSPENDED");
    }

    /** Whether it ended by itself, and nothing starts it again. */
    public boolean hasFailed() {
        boolean failed = jobState().equals("FAILED") || lifecycle().equals("FAILED");
        return (isObserved() && failed && !isSuspended())
                || (hasSeenGeneration() && lifecycle().equals("ROLLED_BACK"));
    }

    /** What is told of it: the job's state where the operator knows it, or how far the operator is. */
    public String state() {
        if (isSuspended()) {
            return hasStopped() ? "SUSPENDED" : "STOPPING";
        }
        if (!jobState().isEmpty() && isObserved()) {
            return jobState();
        }
        return lifecycle().isEmpty() ? "UNSEEN" : lifecycle();
    }

    private String jobState() {
        return resource.at("/status/jobStatus/state").asText();
    }

    private String lifecycle() {
        return resource.at("/status/lifecycleState").asText();
    }

    /** How far its JobManager is, in words. */
    public String jobManager() {
        String state = resource.at("/status/jobManagerDeploymentStatus").asText();
        return state.isEmpty()
                ? ""
                : "JobManager " + state.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Flink's id of the job; empty before it has one. */
    public String jobId() {
        return resource.at("/status/jobStatus/jobId").asText();
    }

    /** When it was made. */
    public Instant made() {
        return Instant.parse(resource.at("/metadata/creationTimestamp").asText());
    }

    /** Since when the job runs; empty before it does. */
    public Optional<Instant> started() {
        String millis = resource.at("/status/jobStatus/startTime").asText();
        return millis.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    /** The savepoint that it was stopped or upgraded with, or the latest that the operator took. */
    public Optional<String> savepoint() {
        JsonNode job = resource.at("/status/jobStatus");
        return Optional.of(job.path("upgradeSavepointPath").asText())
                .filter(path -> !path.isEmpty())
                .or(() -> Optional.of(
                                job.at("/savepointInfo/lastSavepoint/location").asText())
                        .filter(path -> !path.isEmpty()));
    }

    /** The savepoint that it goes on from; empty where the operator kept its latest checkpoint instead. */
    public Optional<String> keptSavepoint() {
        return upgradeMode().equals("savepoint") ? savepoint() : Optional.empty();
    }

    /** How the operator stopped it, which need not be as it was asked to: a job that does not run takes no savepoint. */
    private String upgradeMode() {
        String asked = resource.at("/spec/job/upgradeMode").asText();
        try {
            return JSON.readTree(resource.at("/status/reconciliationStatus/lastReconciledSpec")
                            .asText())
                    .at("/spec/job/upgradeMode")
                    .asText(asked);
        } catch (JsonProcessingException e) {
            return asked;
        }
    }

    /** The operator's error: its innermost cause, which says most. */
    public Optional<String> error() {
        String error = resource.at("/status/error").asText();
        if (error.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode parsed = JSON.readTree(error);
            String message = parsed.path("message").asText(error);
            for (JsonNode cause : parsed.path("throwableList")) {
                message = cause.path("message").asText(message);
            }
            return Optional.of(message);
        } catch (JsonProcessingException e) {
            // Earlier operators write the message itself.
            return Optional.of(error);
        }
    }
}
