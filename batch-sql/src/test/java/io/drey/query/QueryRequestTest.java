package io.drey.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryRequestTest {

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @Test
    void fillsInDefaultsAndRendersLiterals() {
        QueryRequest request = QueryRequest.of(
                catalog.query("top-referring-sites"),
                Map.of("tenant", "acme", "own-site", "it's ${limit} here", "from", "2026-01-01"));

        assertThat(request.tenant()).isEqualTo("acme");
        assertThat(request.from()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(request.to()).isEmpty();
        assertThat(request.sql(SqlDialect.FLINK))
                .contains("LOWER('it''s ${limit} here')")
                .endsWith("LIMIT 100");
        assertThat(request.parameters())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "tenant", "acme",
                        "from", "2026-01-01T00:00:00Z",
                        "own-site", "it's ${limit} here",
                        "limit", "100"));
    }

    @Test
    void namesTheKnownQueries() {
        assertThatThrownBy(() -> catalog.query("frequent-405-pages"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessage("there is no query 'frequent-405-pages': known are frequent-404-pages, "
                        + "invalid-access-attempts, top-referring-sites");
        assertThatThrownBy(() -> catalog.report("frequent-404-pages"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessage("there is no report 'frequent-404-pages': known are invalid-access-attempts");
    }

    @Test
    void refusesValuesOfAnotherType() {
        assertRefused(Map.of("tenant", "acme", "limit", "ten"), "parameter limit is 'ten': it must be a whole number");
        assertRefused(Map.of("tenant", "acme", "limit", "0"), "parameter limit is 0: it must be from 1 to 1000000");
        assertRefused(Map.of("tenant", "acme", "limit", "1; DROP TABLE logs"), "it must be a whole number");
        assertRefused(Map.of("tenant", "acme", "from", "yesterday"), "parameter from is 'yesterday': write a moment");
        assertRefused(Map.of("tenant", "acme' OR 'a'='a"), "tenant name 'acme' OR 'a'='a' is not allowed");
        assertRefused(Map.of(), "the parameter tenant is missing");
        assertRefused(Map.of("tenant", "acme", "limits", "1"), "has no parameter 'limits': known are from, limit");
        assertRefused(Map.of("tenant", "acme", "from", "2026-01-02", "to", "2026-01-02"), "from must be before to");
    }

    @Test
    void takesAUsersSqlWithoutItsSemicolon() {
        assertThat(QueryRequest.ofSql(" SELECT 1 ; ", Map.of("tenant", "acme")).sql(SqlDialect.TRINO))
                .isEqualTo("SELECT 1");
        assertThatThrownBy(() -> QueryRequest.ofSql(" ; ", Map.of("tenant", "acme")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("the SQL is empty");
    }

    @Test
    void readsTheQueriesOfAFolder(@TempDir Path folder) throws IOException {
        Path query = Files.createDirectory(folder.resolve("own-query"));
        Files.writeString(query.resolve("query.yaml"), "title: Own\nanswers: What I ask.\n");
        Files.writeString(query.resolve("query.sql"), "SELECT COUNT(*) AS events FROM logs\n");

        assertThat(catalog.with(folder).query("own-query").title()).isEqualTo("Own");
        assertThat(catalog.with(folder).queries()).hasSize(4);
    }

    @Test
    void saysWhatIsWrongWithAQueryOfAFolder(@TempDir Path folder) throws IOException {
        Path query = Files.createDirectory(folder.resolve("own-query"));
        Files.writeString(query.resolve("query.yaml"), "title: Own\nanswers: What I ask.\n");
        Files.writeString(query.resolve("query.sql"), "SELECT ${limit} FROM logs\n");

        assertThatThrownBy(() -> catalog.with(folder))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("query own-query declares the parameters [] in query.yaml and uses [limit]");
        assertThatThrownBy(() -> catalog.with(folder.resolve("none")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aFolderMayHoldAnotherTextForAnEngine(@TempDir Path folder) throws IOException {
        Path query = Files.createDirectory(folder.resolve("own-query"));
        Files.writeString(
                query.resolve("query.yaml"),
                "title: Own\nanswers: What I ask.\nparameters:\n  - {name: since, type: instant, default: 2026-01-01}\n");
        Files.writeString(query.resolve("query.sql"), "SELECT 1 AS n FROM logs WHERE ts > ${since}\n");
        Files.writeString(query.resolve("query.trino.sql"), "SELECT 2 AS n FROM logs WHERE ts > ${since}\n");
        QueryRequest request = QueryRequest.of(catalog.with(folder).query("own-query"), Map.of("tenant", "acme"));

        assertThat(request.sql(SqlDialect.FLINK))
                .isEqualTo("SELECT 1 AS n FROM logs WHERE ts > TO_TIMESTAMP_LTZ(1767225600000, 3)");
        assertThat(request.sql(SqlDialect.TRINO))
                .isEqualTo("SELECT 2 AS n FROM logs WHERE ts > TIMESTAMP '2026-01-01 00:00:00.000 UTC'");

        Files.writeString(query.resolve("query.flink.sql"), "SELECT 1 AS n FROM logs\n");
        assertThatThrownBy(() -> catalog.with(folder))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("uses [] in query.sql or query.flink.sql");
    }

    private void assertRefused(Map<String, String> parameters, String message) {
        assertThatThrownBy(() -> QueryRequest.of(catalog.query("frequent-404-pages"), parameters))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining(message);
    }
}
