package io.drey.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryUsageException;
import io.drey.query.sql.Globs;
import io.drey.query.sql.SqlDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
        assertThat(request.scope().from()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(request.scope().to()).isEmpty();
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
                .hasMessage("there is no query 'frequent-405-pages': did you mean 'frequent-404-pages'? "
                        + "'drey query' lists all");
        assertThatThrownBy(() -> catalog.report("frequent-404-pages"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessage("there is no report 'frequent-404-pages': 'drey report list' lists all");
    }

    @Test
    void takesDaysByPatternsAndDatasetsHostsAndRegionsByGlobs() {
        Scope scope = QueryRequest.of(
                        catalog.query("frequent-404-pages"),
                        Map.of(
                                "tenant", "acme",
                                "date", "2026-01-*,2026-02-0?",
                                "dataset", "access,elb-*",
                                "host", "web-?",
                                "region", "eu-*"))
                .scope();

        assertThat(scope.dates().orElseThrow().days())
                .containsExactly(new DateGlob.Days(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 2, 9)));
        assertThat(scope.datasets().condition("dataset"))
                .isEqualTo("(dataset = 'access' OR dataset LIKE 'elb-%' ESCAPE '!')");
        assertThat(scope.hosts().condition("h")).isEqualTo("(h LIKE 'web-_' ESCAPE '!')");
        assertThat(Globs.parse("host", "100%_!*").condition("h")).isEqualTo("(h LIKE '100!%!_!!%' ESCAPE '!')");
        assertThat(Globs.parse("host", "it's").condition("h")).isEqualTo("(h = 'it''s')");
        assertThat(Globs.parse("host", "*").condition("h")).isEqualTo("TRUE");
    }

    @Test
    void leapDaysAreDaysAndThe30thOfFebruaryIsNone() {
        assertThat(DateGlob.parse("date", "20??-02-29").days())
                .hasSize(25)
                .first()
                .isEqualTo(new DateGlob.Days(LocalDate.of(2000, 2, 29), LocalDate.of(2000, 2, 29)));
        for (String none : List.of("2026-02-30", "2026-01", "2026-13-*", "2300-*")) {
            assertRefused(Map.of("tenant", "acme", "date", none), "date is '" + none + "': no day from 1970-01-01");
        }
        assertRefused(
                Map.of("tenant", "acme", "date", "yesterday"), "date is 'yesterday': write days such as 2026-01-31");
        assertRefused(Map.of("tenant", "acme", "date", "2026-01-*,"), "write days such as");
        assertRefused(Map.of("tenant", "acme", "date", "*-01"), "these are 2760 ranges of days");
        assertRefused(Map.of("tenant", "acme", "host", "web-1,,web-2"), "host is 'web-1,,web-2': write globs");
    }

    @Test
    void refusesValuesOfAnotherType() {
        assertRefused(Map.of("tenant", "acme", "limit", "ten"), "parameter limit is 'ten': it must be a whole number");
        assertRefused(Map.of("tenant", "acme", "limit", "0"), "parameter limit is 0: it must be from 1 to 1000000");
        assertRefused(Map.of("tenant", "acme", "limit", "1; DROP TABLE logs"), "it must be a whole number");
        assertRefused(Map.of("tenant", "acme", "from", "yesterday"), "parameter from is 'yesterday': write a moment");
        assertRefused(Map.of("tenant", "acme' OR 'a'='a"), "tenant name 'acme' OR 'a'='a' is not allowed");
        assertRefused(Map.of(), "the parameter tenant is missing");
        assertRefused(
                Map.of("tenant", "acme", "limits", "1"),
                "has no parameter 'limits': known are dataset, date, from, host, limit");
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
        assertThat(catalog.with(folder).queries()).hasSize(catalog.queries().size() + 1);
    }

    @Test
    void saysWhatIsWrongWithAQueryOfAFolder(@TempDir Path folder) throws IOException {
        Path query = Files.createDirectory(folder.resolve("own-query"));
        Files.writeString(query.resolve("query.yaml"), "title: Own\nanswers: What I ask.\n");
        Files.writeString(query.resolve("query.sql"), "SELECT ${limit} FROM logs\n");

        assertThatThrownBy(() -> catalog.with(folder))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("own-query/query.sql:1: query.yaml declares no parameter 'limit'");
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
                .hasMessageContaining("own-query/query.yaml:4: the parameter since is used nowhere in query.flink.sql");
    }

    @Test
    void saysOfEachQueryOfAFolderWhatIsWrongAndWhere(@TempDir Path folder) throws IOException {
        String yaml = "title: Own\nanswers: What I ask.\n";
        write(folder, "a-key", "titel: Own\nanswers: x\n", "SELECT 1 AS n");
        write(folder, "b-type", yaml + "parameters:\n  - name: x\n    type: number\n", "SELECT ${x} AS n");
        write(folder, "c-common", yaml + "parameters:\n  - {name: host, type: text}\n", "SELECT ${host} AS n");
        write(
                folder,
                "d-glob",
                yaml + "parameters:\n  - {name: p, type: glob}\n",
                "SELECT 1 AS n\nFROM logs WHERE x = ${p}");
        write(folder, "e-field", yaml, "SELECT\n  field('nothing at all') AS n\nFROM logs");
        write(folder, "f-two", yaml, "SELECT 1 AS n;\nSELECT 2 AS n;\n");
        write(folder, "g-drop", yaml, "-- away\nDROP TABLE logs");
        write(folder, "h-audit", yaml + "audit: true\n", "SELECT 1 AS n");
        write(folder, "i-yaml", "title: [Own\n", "SELECT 1 AS n");
        write(folder, "Upper", yaml, "SELECT 1 AS n");
        Files.createDirectory(folder.resolve("k-empty"));
        write(folder, "m-timed", "title: Own\nanswers: What.\nschedule:\n  cron: 0 5 * * *\n", "SELECT 1 AS n");
        write(folder, "n-never", "title: Own\nanswers: What.\nreport: true\nschedule: {}\n", "SELECT 1 AS n");
        write(folder, "l-right", yaml, "SELECT 1 AS n;\n");

        assertThatThrownBy(() -> catalog.with(folder))
                .isInstanceOf(QueryUsageException.class)
                .message()
                .doesNotContain("\n")
                .doesNotContain("l-right")
                .contains("a-key/query.yaml:1: there is no key 'titel': did you mean 'title'?")
                .contains("b-type/query.yaml:5: 'number' is not allowed for parameters.type: write text, integer")
                .contains("c-common/query.yaml:4: the parameter host belongs to every query")
                .contains("d-glob/query.sql:2: parameter p is a glob: write ${column like p}")
                .contains("e-field/query.sql:2: ")
                .contains("f-two/query.sql:1: there is more than one statement")
                .contains("g-drop/query.sql:2: it begins with DROP: a query begins with SELECT or WITH")
                .contains("h-audit/query.yaml:3: only a report may read the audit tables")
                .contains("i-yaml/query.yaml:1: title is not of the kind that it must be")
                .contains("Upper: the folder's name is the query's id")
                .contains("k-empty: there is no query.yaml")
                .contains("m-timed/query.yaml:3: only a report has a schedule")
                .contains("n-never/query.yaml:4: the schedule has no cron");
    }

    private static void write(Path folder, String id, String yaml, String sql) throws IOException {
        Path query = Files.createDirectory(folder.resolve(id));
        Files.writeString(query.resolve("query.yaml"), yaml);
        Files.writeString(query.resolve("query.sql"), sql);
    }

    private void assertRefused(Map<String, String> parameters, String message) {
        assertThatThrownBy(() -> QueryRequest.of(catalog.query("frequent-404-pages"), parameters))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining(message);
    }
}
