package io.drey.operations.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.operations.OperationException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks a Flink cluster's REST endpoint: requests and answers, whatever they are about.
 *
 * <p>That it cannot be asked is an {@link OperationException}, which says what to do; that it says no is a {@link FlinkRefusal}.
 */
final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int OK = 300;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final URI url;
    private final Optional<String> authorization;
    private final HttpClient http;

    FlinkRest(URI url, FlinkAccess access) {
        this.url = url;
        this.authorization = access.authorization(System.getenv());
        this.http = access.client(url).connectTimeout(CONNECT).build();
    }

    URI url() {
        return url;
    }

    /** Asks for what always exists; that it does not is as good as no answer. */
    JsonNode get(String path) {
        try {
            return ask(path);
        } catch (FlinkRefusal e) {
            throw refused(path, e);
        }
    }

    /** Asks for what may not be there. */
    JsonNode ask(String path) throws FlinkRefusal {
        return json(send(request(path).GET().build()));
    }

    JsonNode post(String path, String json) throws FlinkRefusal {
        return json(send(withJson(path).POST(BodyPublishers.ofString(json)).build()));
    }

    JsonNode postParts(String path, List<Part> parts) throws FlinkRefusal {
        String boundary = "drey-" + UUID.randomUUID();
        List<BodyPublisher> bodies = new ArrayList<>();
        for (Part part : parts) {
            bodies.add(BodyPublishers.ofString("--" + boundary + "\r\n" + part.head()));
            bodies.add(part.body());
            bodies.add(BodyPublishers.ofString("\r\n"));
        }
        bodies.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
        return json(send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(bodies.toArray(BodyPublisher[]::new)))
                .build()));
    }

    void patch(String path) throws FlinkRefusal {
        json(send(request(path).method("PATCH", BodyPublishers.noBody()).build()));
    }

    void patch(String path, String json) throws FlinkRefusal {
        json(send(withJson(path).method("PATCH", BodyPublishers.ofString(json)).build()));
    }

    void delete(String path) throws FlinkRefusal {
        json(send(request(path).DELETE().build()));
    }

    /** The last lines of a log. Logs come whole; only the end is kept. */
    List<String> tail(String path, int lines) throws FlinkRefusal {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
                ArrayDeque<String> last = new ArrayDeque<>();
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (last.size() == lines) {
                        last.removeFirst();
                    }
                    last.addLast(line);
                }
                if (response.statusCode() >= OK) {
                    throw new FlinkRefusal(Reasons.of(String.join("\n", last)));
                }
                return List.copyOf(last);
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What a refusal is where none was to be expected. */
    OperationException refused(String path, FlinkRefusal refusal) {
        return OperationException.failure(
                "Flink at %s refuses %s: %s".formatted(url, path, refusal.getMessage()), refusal);
    }

    /**
     * A part of a request.
     *
     * @param name its field
     * @param file what the file is called; null where it is none
     * @param type of what kind it is
     * @param body what is in it
     */
    record Part(String name, String file, String type, BodyPublisher body) {

        static Part ofJson(String name, String json) {
            return new Part(name, null, "application/json", BodyPublishers.ofString(json));
        }

        /**
         * A file.
         *
         * @throws FileNotFoundException if it cannot be read
         */
        static Part ofFile(String name, String file, String type, Path path) throws FileNotFoundException {
            return new Part(name, file, type, BodyPublishers.ofFile(path));
        }

        private String head() {
            return "Content-Disposition: form-data; name=\"%s\"%s\r\nContent-Type: %s\r\n\r\n"
                    .formatted(name, file == null ? "" : "; filename=\"%s\"".formatted(file), type);
        }
    }

    private HttpRequest.Builder withJson(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER);
        authorization.ifPresent(login -> request.header("Authorization", login));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private JsonNode json(HttpResponse<byte[]> response) throws FlinkRefusal {
        if (response.statusCode() == UNAUTHORIZED || response.statusCode() == FORBIDDEN) {
            throw OperationException.failure(
                    "Flink at %s lets nobody in so (HTTP %d): give --flink-token, --flink-user or --flink-certificate as its operators say"
                            .formatted(url, response.statusCode()));
        }
        String body = new String(response.body(), UTF_8);
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw OperationException.failure(
                    "what answers at %s is not Flink: give the address of a JobManager's REST endpoint with --flink"
                            .formatted(url),
                    e);
        }
        if (response.statusCode() < OK) {
            return json;
        }
        StringBuilder errors = new StringBuilder();
        json.path("errors").forEach(error -> errors.append(error.asText()).append('\n'));
        throw new FlinkRefusal(Reasons.of(errors.isEmpty() ? body : errors.toString()));
    }

    private OperationException unreachable(IOException cause) {
        String reason = cause.getMessage() == null
                ? cause.getClass().getSimpleName().replaceFirst("Exception$", "")
                : cause.getMessage();
        return OperationException.failure(
                "Flink at %s does not answer (%s): check that it runs, or give another address with --flink"
                        .formatted(url, reason),
                cause);
    }

    private OperationException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return OperationException.failure("interrupted while asking Flink at " + url, cause);
    }
}
