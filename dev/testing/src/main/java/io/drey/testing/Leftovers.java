package io.drey.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.LocalStack;
import io.drey.stack.process.Http;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes away what a test class leaves on servers that others use after it: jobs that run, and indices. Which classes share
 * servers, and in which order, is chance; what one of them counts must not depend on it. Topics stay, as the states of jobs
 * refer to them: without them the next submission of such a job is refused.
 */
final class Leftovers {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> ENDED = List.of("FINISHED", "FAILED", "CANCELED");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LocalStack stack;

    Leftovers(LocalStack stack) {
        this.stack = stack;
    }

    /** Tries what it can: a server that a test has killed has nothing that others could find, or is told when it is needed. */
    void remove() {
        attempt(Server.FLINK, this::cancelJobs);
        attempt(Server.OPENSEARCH, this::deleteIndices);
    }

    private interface Step {
        void take() throws IOException, InterruptedException;
    }

    private void attempt(Server server, Step step) {
        if (!stack.servers().contains(server)) {
            return;
        }
        try {
            step.take();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | AssertionError failure) {
            System.err.printf("What the last tests left on %s stays there: %s%n", server.title(), failure);
        }
    }

    private void cancelJobs() throws IOException, InterruptedException {
        URI flink = stack.flink().restUrl();
        for (String job : running(flink)) {
            ask("PATCH", flink.resolve("/jobs/" + job + "?mode=cancel"));
        }
        Await.until("jobs that tests left to end", LIMIT, () -> running(flink).isEmpty());
    }

    private static List<String> running(URI flink) throws IOException, InterruptedException {
        List<String> running = new ArrayList<>();
        for (JsonNode job : Http.json(flink.resolve("/jobs")).path("jobs")) {
            if (!ENDED.contains(job.path("status").asText())) {
                running.add(job.path("id").asText());
            }
        }
        return running;
    }

    private void deleteIndices() throws IOException, InterruptedException {
        URI openSearch = stack.openSearch().url();
        List<String> indices = new ArrayList<>();
        Http.json(openSearch.resolve("/_cat/indices?format=json&h=index"))
                .forEach(index -> indices.add(index.path("index").asText()));
        indices.removeIf(index -> index.startsWith("."));
        for (String index : indices) {
            ask("DELETE", openSearch.resolve("/" + index));
        }
    }

    private static void ask(String method, URI address) throws IOException, InterruptedException {
        HTTP.send(
                HttpRequest.newBuilder(address)
                        .timeout(LIMIT)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }
}
