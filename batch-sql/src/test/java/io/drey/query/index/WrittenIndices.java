package io.drey.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchSettings;
import io.drey.stack.LocalStack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** A real OpenSearch into which tests write rows, and what it has then. */
record WrittenIndices(OpenSearchSettings settings, OpenSearchClient client) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** That of a stack; bulk requests are small, so that there are several. */
    static WrittenIndices of(LocalStack stack) {
        OpenSearchSettings settings = OpenSearchSettings.from(Configuration.fromMap(Map.of(
                "opensearch-urls",
                stack.openSearch().url().toString(),
                "opensearch-bulk-documents",
                "3",
                "opensearch-compression",
                "none")));
        return new WrittenIndices(settings, new OpenSearchClient(settings.connection()));
    }

    long write(QueryEngine engine, QueryRequest request, String name, List<String> keys) {
        ResultWriter writer = new ResultWriter(settings, ResultIndex.of(request.tenant(), name), keys);
        try (QueryResult result = writer.begin(engine, request, new Ending())) {
            return writer.write(result);
        }
    }

    /** The types of an index's fields. */
    Map<String, String> types(String index) throws IOException, InterruptedException {
        Map<String, String> types = new HashMap<>();
        get("/" + index + "/_mapping")
                .path(index)
                .at("/mappings/properties")
                .fields()
                .forEachRemaining(field ->
                        types.put(field.getKey(), field.getValue().path("type").asText()));
        return types;
    }

    long count(String index) throws IOException, InterruptedException {
        return get("/" + index + "/_count").path("count").asLong();
    }

    Map<String, JsonNode> documents(String index) throws IOException, InterruptedException {
        Map<String, JsonNode> documents = new HashMap<>();
        search(index, "*")
                .at("/hits/hits")
                .forEach(hit -> documents.put(hit.path("_id").asText(), hit.path("_source")));
        return documents;
    }

    JsonNode search(String index, String query) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("size", 1000);
        body.putObject("query").putObject("query_string").put("query", query);
        HttpResponse<byte[]> answer =
                client.send("POST", "/" + index + "/_search", body.toString().getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send("GET", path, new byte[0]);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
