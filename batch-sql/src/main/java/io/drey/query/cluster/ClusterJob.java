package io.drey.query.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestGateway;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.rest.messages.JobClientHeartbeatRequestBody;
import org.apache.flink.runtime.rest.messages.job.JobExecutionResultResponseBody;
import org.apache.flink.runtime.rest.messages.job.coordination.ClientCoordinationRequestBody;
import org.apache.flink.runtime.rest.messages.job.coordination.ClientCoordinationResponseBody;
import org.apache.flink.runtime.rest.messages.queue.QueueStatus;
import org.apache.flink.runtime.rest.util.RestMapperUtils;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.util.SerializedValue;

/**
 * A query's job on a cluster, by its REST endpoint. The cluster hears every few seconds that somebody waits for the rows, and
 * ends the job itself when it does not.
 */
final class ClusterJob implements JobClient, CoordinationRequestGateway {

    /** How long the cluster lets a job be silent. It looks as often as that, and begins to count at its second look. */
    static final Duration SILENCE = Duration.ofSeconds(40);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final long ASK_MILLIS = 200;
    private static final ObjectMapper JSON = RestMapperUtils.getStrictObjectMapper();

    private final FlinkEndpoint endpoint;
    private final JobID id;
    private final ClassLoader classes;
    private final ScheduledExecutorService heart;
    private CompletableFuture<JobExecutionResult> end;

    ClusterJob(FlinkEndpoint endpoint, JobID id, ClassLoader classes) {
        this.endpoint = endpoint;
        this.id = id;
        this.classes = classes;
        this.heart = Executors.newSingleThreadScheduledExecutor(beat -> daemon(beat, "drey-query-heartbeat"));
        var unused = heart.scheduleAtFixedRate(
                this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            long until = System.currentTimeMillis() + SILENCE.toMillis();
            endpoint.change(
                    path("/clientHeartbeat"), JSON.writeValueAsString(new JobClientHeartbeatRequestBody(until)));
        } catch (IOException | RuntimeException e) {
            // The cluster is asked again; whoever waits for rows learns that it is away.
            return;
        }
    }

    @Override
    public JobID getJobID() {
        return id;
    }

    @Override
    public CompletableFuture<JobStatus> getJobStatus() {
        return later(this::status);
    }

    private JobStatus status() throws IOException {
        JsonNode job = JSON.readTree(endpoint.ask(path("")));
        return JobStatus.valueOf(job.path("state").asText());
    }

    @Override
    public CompletableFuture<Void> cancel() {
        return later(() -> {
            try {
                endpoint.end(id.toHexString());
            } finally {
                // Of a job that nobody waits for: one that could not be told to end is ended by the cluster.
                heart.shutdownNow();
            }
            return null;
        });
    }

    /** What came of it, once it has ended. */
    @Override
    public synchronized CompletableFuture<JobExecutionResult> getJobExecutionResult() {
        if (end == null) {
            end = later(this::awaitEnd);
        }
        return end;
    }

    private JobExecutionResult awaitEnd() throws Exception {
        while (true) {
            JobExecutionResultResponseBody answer =
                    JSON.readValue(endpoint.ask(path("/execution-result")), JobExecutionResultResponseBody.class);
            if (answer.getStatus().getId() == QueueStatus.Id.COMPLETED) {
                heart.shutdownNow();
                return answer.getJobExecutionResult().toJobExecutionResult(classes);
            }
            TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
        }
    }

    @Override
    public CompletableFuture<CoordinationResponse> sendCoordinationRequest(
            OperatorID operator, CoordinationRequest request) {
        return later(() -> {
            String body = JSON.writeValueAsString(new ClientCoordinationRequestBody(new SerializedValue<>(request)));
            String answer = endpoint.send(path("/coordinators/" + operator.toHexString()), body);
            return JSON.readValue(answer, ClientCoordinationResponseBody.class)
                    .getSerializedCoordinationResponse()
                    .deserializeValue(classes);
        });
    }

    @Override
    public CompletableFuture<Map<String, Object>> getAccumulators() {
        return getJobExecutionResult().thenApply(JobExecutionResult::getAllAccumulatorResults);
    }

    @Override
    public CompletableFuture<String> stopWithSavepoint(
            boolean advanceToEndOfEventTime, String savepointDirectory, SavepointFormatType formatType) {
        throw new UnsupportedOperationException("a query has no state");
    }

    @Override
    public CompletableFuture<String> triggerSavepoint(String savepointDirectory, SavepointFormatType formatType) {
        throw new UnsupportedOperationException("a query has no state");
    }

    private String path(String rest) {
        return "/jobs/" + id.toHexString() + rest;
    }

    /** By a thread of its own: whoever waits may be told to end. */
    private static <T> CompletableFuture<T> later(Callable<T> asking) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        daemon(
                        () -> {
                            try {
                                answer.complete(asking.call());
                            } catch (Exception e) {
                                answer.completeExceptionally(e instanceof IOException io ? unread(io) : e);
                            }
                        },
                        "drey-query-cluster")
                .start();
        return answer;
    }

    private static UncheckedIOException unread(IOException failure) {
        return new UncheckedIOException("what the cluster answers cannot be read", failure);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
