package io.drey.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.lake.LakeSettings;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of queries in a real OpenSearch. */
@FlinkCluster(slots = 2)
@StackTest(Server.OPENSEARCH)
class ResultWriterIT {

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
    private static WrittenIndices indices;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land(LocalStack stack) throws Exception {
        LakeSettings lake = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        SampleLake.land(lake);
        engine = new FlinkQueryEngine(lake);
        indices = WrittenIndices.of(stack);
    }

    @Test
    void datesAndNumbersAreTyped() throws Exception {
        assertThat(indices.write(engine, sql("acme", TYPES), "types", List.of("page")))
                .isEqualTo(7);

        assertThat(indices.types("results-acme-types"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "page", "keyword",
                        "n", "long",
                        "status", "double",
                        "first_ts", "date",
                        "last_day", "date",
                        "nobody", "boolean",
                        "labels", "flat_object"));
        JsonNode gone =
                indices.search("results-acme-types", "page:\"/gone\" AND first_ts:[2026-01-01 TO 2026-01-02] AND n:>2");
        assertThat(gone.at("/hits/hits/0/_source").toString())
                .isEqualTo("{\"page\":\"/gone\",\"n\":3,\"status\":404.0,\"first_ts\":\"2026-01-01T10:00:00Z\","
                        + "\"last_day\":\"2026-01-02\",\"nobody\":false,\"labels\":{\"page\":\"/gone\"}}");
    }

    @Test
    void aQueryThatIsRunAgainOverwritesWhatItWrote() throws Exception {
        QueryRequest pages = QueryRequest.of(catalog.query("frequent-404-pages"), Map.of("tenant", "hooli"));

        long written = indices.write(engine, pages, "pages", List.of("url_path"));

        assertThat(written).isEqualTo(40);
        assertThat(indices.count("results-hooli-pages")).isEqualTo(40);
        assertThat(indices.write(engine, pages, "pages", List.of("url_path"))).isEqualTo(40);
        assertThat(indices.count("results-hooli-pages")).isEqualTo(40);
    }

    @Test
    void rowsWithoutAKeyAreThemselvesTheKey() throws Exception {
        String paths = "SELECT url_path FROM logs";

        assertThat(indices.write(engine, sql("acme", paths), "paths", List.of()))
                .isEqualTo(11);
        assertThat(indices.count("results-acme-paths")).as("different ones").isEqualTo(7);
        assertThat(indices.write(engine, sql("acme", "SELECT event_id FROM logs"), "events", List.of()))
                .isEqualTo(11);
        assertThat(indices.count("results-acme-events")).isEqualTo(11);
    }

    @Test
    void columnsAreAddedAndNotChanged() throws Exception {
        indices.write(engine, sql("acme", "SELECT url_path AS page, 1 AS n FROM logs"), "grown", List.of("page"));

        indices.write(engine, sql("acme", "SELECT url_path AS page, 1 AS n, ts FROM logs"), "grown", List.of("page"));

        assertThat(indices.types("results-acme-grown")).containsEntry("ts", "date");
        assertThatThrownBy(() ->
                        indices.write(engine, sql("acme", "SELECT url_path AS n FROM logs"), "grown", List.of("n")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("index results-acme-grown holds results of other columns (mapper [n] cannot be")
                .hasMessageContaining("write into another one, or delete it");
    }

    @Test
    void whatIsMinedOfRowsIsWrittenAsItIsRead() throws Exception {
        QueryRequest ignorance = QueryRequest.of(catalog.query("artificial-ignorance"), Map.of("tenant", "acme"));

        long written = indices.write(engine, ignorance, "ignorance", List.of("kind", "dataset", "what"));

        assertThat(written).isPositive();
        assertThat(indices.count("results-acme-ignorance")).isEqualTo(written);
    }

    /** A settled index takes nothing: whoever asks must be told, and not wait. */
    @Test
    void aRefusedRowEndsTheQuery() throws Exception {
        QueryRequest pages = sql("acme", "SELECT url_path AS page FROM logs");
        indices.write(engine, pages, "settled", List.of());
        indices.client()
                .send("PUT", "/results-acme-settled/_settings", "{\"index.blocks.write\":true}".getBytes(UTF_8));

        assertThatThrownBy(() -> indices.write(engine, pages, "settled", List.of()))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("OpenSearch refused ")
                .hasMessageContaining("of index results-acme-settled, with 403")
                .hasMessageContaining("index [results-acme-settled] blocked");
    }

    @Test
    void aQueryThatIsCancelledEnds() {
        Ending ending = new Ending();
        ResultWriter writer = new ResultWriter(indices.settings(), ResultIndex.of("acme", "cancelled"), List.of());

        try (QueryResult result = writer.begin(engine, sql("acme", "SELECT event_id FROM logs"), ending)) {
            ending.cancel();
            assertThatThrownBy(() -> writer.write(result)).hasMessage("the query was cancelled");
        }
    }

    private static QueryRequest sql(String tenant, String sql) {
        return QueryRequest.ofSql(sql, Map.of("tenant", tenant));
    }
}
