package io.drey.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.lake.LakeSettings;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.StackLakes;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.TrinoQueryEngine;
import io.drey.query.engine.TrinoSettings;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Rows of queries in a real OpenSearch. */
@FlinkCluster
@StackTest(Server.OPENSEARCH)
class ResultWriterIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A value of every type that a field can have. */
    private static final String TYPES =
            """
            SELECT url_path AS page, COUNT(*) AS n, CAST(AVG(CAST(http_response_status_code AS DOUBLE)) AS DECIMAL(8, 2)) AS status,
                   MIN(ts) AS first_ts, MAX(`day`) AS last_day, MAX(source_ip) IS NULL AS nobody,
                   MAP['page', url_path] AS labels
            FROM logs GROUP BY url_path ORDER BY n DESC, page
            """;

    @TempDir
    private static Path folder;

    private static QueryEngine engine;
    private static OpenSearchSettings settings;
    private static OpenSearchClient client;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land(LocalStack stack) throws Exception {
        LakeSettings lake = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        SampleLake.land(lake);
        engine = new FlinkQueryEngine(lake);
        settings = settings(stack);
        client = new OpenSearchClient(settings.connection());
    }

    private static OpenSearchSettings settings(LocalStack stack) {
        return OpenSearchSettings.from(Configuration.fromMap(Map.of(
                "opensearch-urls",
                stack.openSearch().url().toString(),
                "opensearch-bulk-documents",
                "3",
                "opensearch-compression",
                "none")));
    }

    @Test
    void datesAndNumbersAreTyped() throws Exception {
        assertThat(write(engine, sql("acme", TYPES), "types", List.of("page"))).isEqualTo(7);

        JsonNode fields = get("/results-acme-types/_mapping").at("/results-acme-types/mappings/properties");
        assertThat(types(fields))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "page", "keyword",
                        "n", "long",
                        "status", "double",
                        "first_ts", "date",
                        "last_day", "date",
                        "nobody", "boolean",
                        "labels", "flat_object"));
        JsonNode gone = search("results-acme-types", "page:\"/gone\" AND first_ts:[2026-01-01 TO 2026-01-02] AND n:>2");
        assertThat(gone.at("/hits/hits/0/_source").toString())
                .isEqualTo("{\"page\":\"/gone\",\"n\":3,\"status\":404.0,\"first_ts\":\"2026-01-01T10:00:00Z\","
                        + "\"last_day\":\"2026-01-02\",\"nobody\":false,\"labels\":{\"page\":\"/gone\"}}");
    }

    @Test
    void aQueryThatIsRunAgainOverwritesWhatItWrote() throws Exception {
        QueryRequest pages = QueryRequest.of(catalog.query("frequent-404-pages"), Map.of("tenant", "hooli"));

        long written = write(engine, pages, "pages", List.of("url_path"));

        assertThat(written).isEqualTo(40);
        assertThat(count("results-hooli-pages")).isEqualTo(40);
        assertThat(write(engine, pages, "pages", List.of("url_path"))).isEqualTo(40);
        assertThat(count("results-hooli-pages")).isEqualTo(40);
    }

    @Test
    void rowsWithoutAKeyAreThemselvesTheKey() throws Exception {
        String paths = "SELECT url_path FROM logs";

        assertThat(write(engine, sql("acme", paths), "paths", List.of())).isEqualTo(11);
        assertThat(count("results-acme-paths")).as("different ones").isEqualTo(7);
        assertThat(write(engine, sql("acme", "SELECT event_id FROM logs"), "events", List.of()))
                .isEqualTo(11);
        assertThat(count("results-acme-events")).isEqualTo(11);
    }

    @Test
    void columnsAreAddedAndNotChanged() throws Exception {
        write(engine, sql("acme", "SELECT url_path AS page, 1 AS n FROM logs"), "grown", List.of("page"));

        write(engine, sql("acme", "SELECT url_path AS page, 1 AS n, ts FROM logs"), "grown", List.of("page"));

        assertThat(types(get("/results-acme-grown/_mapping").at("/results-acme-grown/mappings/properties")))
                .containsEntry("ts", "date");
        assertThatThrownBy(() -> write(engine, sql("acme", "SELECT url_path AS n FROM logs"), "grown", List.of("n")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("index results-acme-grown holds results of other columns (mapper [n] cannot be")
                .hasMessageContaining("write into another one, or delete it");
    }

    @Test
    void whatIsMinedOfRowsIsWrittenAsItIsRead() throws Exception {
        QueryRequest ignorance = QueryRequest.of(catalog.query("artificial-ignorance"), Map.of("tenant", "acme"));

        long written = write(engine, ignorance, "ignorance", List.of("kind", "dataset", "what"));

        assertThat(written).isPositive();
        assertThat(count("results-acme-ignorance")).isEqualTo(written);
    }

    /** A settled index takes nothing: whoever asks must be told, and not wait. */
    @Test
    void aRefusedRowEndsTheQuery() throws Exception {
        QueryRequest pages = sql("acme", "SELECT url_path AS page FROM logs");
        write(engine, pages, "settled", List.of());
        client.send("PUT", "/results-acme-settled/_settings", "{\"index.blocks.write\":true}".getBytes(UTF_8));

        assertThatThrownBy(() -> write(engine, pages, "settled", List.of()))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("OpenSearch refused ")
                .hasMessageContaining("of index results-acme-settled, with 403")
                .hasMessageContaining("index [results-acme-settled] blocked");
    }

    @Test
    void aQueryThatIsCancelledEnds() {
        Ending ending = new Ending();
        ResultWriter writer = new ResultWriter(settings, ResultIndex.of("acme", "cancelled"), List.of());

        try (QueryResult result = writer.begin(engine, sql("acme", "SELECT event_id FROM logs"), ending)) {
            ending.cancel();
            assertThatThrownBy(() -> writer.write(result)).hasMessage("the query was cancelled");
        }
    }

    /** The same rows become the same documents, whichever engine they come from. Runs with {@code -Ptrino}. */
    @Nested
    @Tag("trino")
    @EnabledIf("io.drey.query.index.ResultWriterIT#trinoCanRun")
    @StackTest({Server.OPENSEARCH, Server.POSTGRES, Server.S3, Server.TRINO})
    class OnTrino {

        @TempDir
        private Path secrets;

        @Test
        void rowsOfTrinoBecomeTheSameDocuments(LocalStack stack) throws Exception {
            LakeSettings lake = StackLakes.jdbcOnS3(stack, secrets);
            SampleLake.land(lake);
            QueryEngine trino =
                    new TrinoQueryEngine(lake, TrinoSettings.at(stack.trino().url()));
            QueryRequest pages = QueryRequest.of(catalog.query("frequent-404-pages"), Map.of("tenant", "hooli"));

            assertThat(write(trino, pages, "of-trino", List.of("url_path"))).isEqualTo(40);
            assertThat(write(new FlinkQueryEngine(lake), pages, "of-flink", List.of("url_path")))
                    .isEqualTo(40);

            assertThat(types(get("/results-hooli-of-trino/_mapping").at("/results-hooli-of-trino/mappings/properties")))
                    .isEqualTo(types(
                            get("/results-hooli-of-flink/_mapping").at("/results-hooli-of-flink/mappings/properties")));
            assertThat(documents("results-hooli-of-trino")).hasSize(40).isEqualTo(documents("results-hooli-of-flink"));
        }
    }

    static boolean trinoCanRun() {
        Optional<String> obstacle = LocalStack.obstacle(Server.TRINO);
        obstacle.ifPresent(reason -> System.err.println("ResultWriterIT leaves Trino out: " + reason));
        return obstacle.isEmpty();
    }

    private static QueryRequest sql(String tenant, String sql) {
        return QueryRequest.ofSql(sql, Map.of("tenant", tenant));
    }

    private static long write(QueryEngine engine, QueryRequest request, String name, List<String> keys) {
        ResultWriter writer = new ResultWriter(settings, ResultIndex.of(request.tenant(), name), keys);
        try (QueryResult result = writer.begin(engine, request, new Ending())) {
            return writer.write(result);
        }
    }

    private static Map<String, String> types(JsonNode fields) {
        Map<String, String> types = new HashMap<>();
        fields.fields()
                .forEachRemaining(field ->
                        types.put(field.getKey(), field.getValue().path("type").asText()));
        return types;
    }

    private static long count(String index) throws IOException, InterruptedException {
        return get("/" + index + "/_count").path("count").asLong();
    }

    private static Map<String, JsonNode> documents(String index) throws IOException, InterruptedException {
        Map<String, JsonNode> documents = new HashMap<>();
        search(index, "*")
                .at("/hits/hits")
                .forEach(hit -> documents.put(hit.path("_id").asText(), hit.path("_source")));
        return documents;
    }

    private static JsonNode search(String index, String query) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("size", 1000)
                .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                        "query",
                        JSON.createObjectNode()
                                .set("query_string", JSON.createObjectNode().put("query", query)))
                .toString();
        HttpResponse<byte[]> answer = client.send("POST", "/" + index + "/_search", body.getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send("GET", path, new byte[0]);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
