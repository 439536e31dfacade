package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * The templates that say how the fields of metrics, alerts and rejected documents are indexed. They are the files of
 * {@code dashboards/templates}; installing them again changes nothing.
 */
public final class IndexTemplates {

    /** Component templates first: index templates refer to them. */
    private static final List<String> COMPONENTS =
            List.of("drey-settings", "drey-stream", "drey-metrics", "drey-alerts", "drey-logs");

    private static final List<String> INDICES =
            List.of("drey-metrics", "drey-alerts", "drey-logs", "drey-staged", "drey-rejected");

    private static final List<String> OF_TENANTS = List.of("metrics", "alerts", "logs", "staged");

    private IndexTemplates() {}

    /**
     * Puts all templates at an address that asks for no login.
     *
     * @param url a node's address, such as {@code http://127.0.0.1:9200}
     * @throws IOException as {@link #install(OpenSearchClient)}
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public static void install(URI url) throws IOException, InterruptedException {
        install(new OpenSearchClient(OpenSearchConnection.to(url)));
    }

    /**
     * Puts all templates.
     *
     * @throws IOException naming the template and OpenSearch's answer, if one is not taken
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public static void install(OpenSearchClient client) throws IOException, InterruptedException {
        for (String component : COMPONENTS) {
            put(client, "/_component_template/" + component, json("component/" + component));
        }
        for (String index : INDICES) {
            put(client, "/_index_template/" + index, json("index/" + index));
        }
    }

    /**
     * Puts what is the tenant's own: templates that give the tenant's indices of logs, alerts, staged alerts and metrics the aliases
     * {@code logs-<tenant>}, {@code alerts-<tenant>}, {@code staged-<tenant>} and {@code metrics-<tenant>}, and these aliases on indices that are
     * there already.
     *
     * @throws IOException naming the template and OpenSearch's answer, if one is not taken
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public static void installTenant(OpenSearchClient client, String tenant) throws IOException, InterruptedException {
        DatasetId.requireTenant(tenant);
        for (String kind : OF_TENANTS) {
            String alias = kind + "-" + tenant;
            String template = new String(json("tenant/drey-" + kind), UTF_8).replace("TENANT", tenant);
            put(client, "/_index_template/drey-" + alias, template.getBytes(UTF_8));
            String actions = "{\"actions\":[{\"add\":{\"index\":\"%s-*\",\"alias\":\"%s\"}}]}".formatted(alias, alias);
            HttpResponse<byte[]> answer = client.send("POST", "/_aliases", actions.getBytes(UTF_8));
            // 404: the tenant has no such index yet; the template gives the first one its alias.
            if (answer.statusCode() != 200 && answer.statusCode() != 404) {
                throw refused("the alias " + alias, answer);
            }
        }
    }

    private static void put(OpenSearchClient client, String template, byte[] json)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send("PUT", template, json);
        if (answer.statusCode() != 200) {
            throw refused("the template " + template, answer);
        }
    }

    private static IOException refused(String what, HttpResponse<byte[]> answer) {
        return new IOException("OpenSearch at %s did not take %s: HTTP %d %s"
                .formatted(
                        answer.uri().resolve("/"),
                        what,
                        answer.statusCode(),
                        Printable.of(new String(answer.body(), UTF_8))));
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
