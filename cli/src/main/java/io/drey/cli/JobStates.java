package io.drey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What submitted jobs do. */
public final class JobStates {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long ASK_INTERVAL_MILLIS = 250;

    private final URI flink;
    private final Map<String, String> ids;

    /**
     * States of jobs.
     *
     * @param ids the jobs' ids, by name
     */
    public JobStates(LocalStack stack, Map<String, String> ids) {
        this.flink = stack.flink().restUrl();
        this.ids = ids;
    }

    /**
     * Returns when all tasks of all jobs run.
     *
     * @throws CommandException if one ends or does not come up
     */
    public void awaitRunning() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        List<String> waiting = notRunning();
        while (!waiting.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw CommandException.failure(
                        "after %d s, %s; see %s".formatted(START_LIMIT.toSeconds(), String.join("; ", waiting), flink));
            }
            Thread.sleep(ASK_INTERVAL_MILLIS);
            waiting = notRunning();
        }
    }

    /** The jobs of which not all tasks run, in words. */
    public List<String> notRunning() {
        List<String> waiting = new ArrayList<>();
        ids.forEach((name, id) -> {
            JsonNode job = ask("/jobs/" + id);
            String state = job.path("state").asText();
            if (state.equals("FAILED")) {
                throw CommandException.failure("the %s job failed: %s".formatted(name, reason(id)));
            }
            if (!state.equals("RUNNING")) {
                waiting.add("the %s job is %s".formatted(name, state.toLowerCase(Locale.ROOT)));
                return;
            }
            for (JsonNode vertex : job.path("vertices")) {
                if (!vertex.path("status").asText().equals("RUNNING")) {
                    waiting.add("'%s' of the %s job is %s"
                            .formatted(
                                    vertex.path("name").asText(),
                                    name,
                                    vertex.path("status").asText().toLowerCase(Locale.ROOT)));
                }
            }
        });
        return waiting;
    }

    private String reason(String id) {
        String trace = ask("/jobs/" + id + "/exceptions").path("root-exception").asText("its reason is in the log");
        // The innermost cause says it; the others only that something failed.
        return trace.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .orElseGet(() -> trace.lines().findFirst().orElse(trace));
    }

    private JsonNode ask(String path) {
        try {
            return JSON.readTree(flink.resolve(path).toURL());
        } catch (IOException e) {
            throw CommandException.failure("Flink at %s does not answer: see its log".formatted(flink), e);
        }
    }
}
