package io.drey.job.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * The templates that say how the fields of metrics, alerts and rejected documents are indexed. They are the files of
 * {@code dashboards/templates}; installing them again changes nothing.
 */
public final class IndexTemplates {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Component templates first: index templates refer to them. */
    private static final List<String> COMPONENTS = List.of("drey-settings", "drey-stream");

    private static final List<String> INDICES = List.of("drey-metrics", "drey-alerts", "drey-rejected");

    private IndexTemplates() {}

    /**
     * Puts all templates.
     *
     * @param url a node's address, such as {@code http://127.0.0.1:9200}
     * @throws IOException naming the template and OpenSearch's answer, if one is not taken
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public static void install(URI url) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        for (String component : COMPONENTS) {
            put(http, url.resolve("/_component_template/" + component), json("component/" + component));
        }
        for (String index : INDICES) {
            put(http, url.resolve("/_index_template/" + index), json("index/" + index));
        }
    }

    private static void put(HttpClient http, URI template, byte[] json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(template)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(json))
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("OpenSearch did not take the template %s: HTTP %d %s"
                    .formatted(template, response.statusCode(), Printable.of(new String(response.body(), UTF_8))));
        }
    }

    static byte[] json(String name) throws IOException {
        String resource = "/opensearch-templates/" + name + ".json";
        try (InputStream in = IndexTemplates.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build left out %s: see dashboards/templates".formatted(resource));
            }
            return in.readAllBytes();
        }
    }
}
