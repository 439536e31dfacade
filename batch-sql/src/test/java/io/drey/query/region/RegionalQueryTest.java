package io.drey.query.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.region.RegionalQuery.Asking;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionalQueryTest {

    private static final Instant MORNING = Instant.parse("2026-01-01T08:00:00Z");
    private static final Instant EVENING = Instant.parse("2026-01-01T20:00:00Z");

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @Test
    void addsUpWhatAddsUpAndLeavesTheRestOut() {
        RegionalAnswer answer = ask(
                request("frequent-404-pages", Map.of("limit", "2")),
                pages(List.of(page("/a", 5, MORNING), page("/b", 4, MORNING), page(null, 2, MORNING))),
                pages(List.of(page("/b", 3, EVENING), page(null, 2, EVENING), page("/c", 1, EVENING))));

        assertThat(answer.rows().columns()).containsExactly("url_path", "requests", "first_ts", "last_ts");
        assertThat(answer.rows().rows())
                .containsExactly(Arrays.asList("/b", 7L, MORNING, EVENING), Arrays.asList("/a", 5L, MORNING, MORNING));
        assertThat(answer.notes()).containsExactly("left out, as it does not add up over regions: callers");
        assertThat(answer.missing()).isEmpty();
    }

    @Test
    void aKeyIsTheSameWhateverTypeAnEngineGivesIt() {
        List<String> columns = List.of("hour_of_day", "requests", "errors");
        RegionalAnswer answer = ask(
                request("peak-hours", Map.of()),
                (asked, ending) -> new Rows(columns, List.of(List.of(13L, 4L, 1L), List.of(9L, 2L, 0L))),
                (asked, ending) -> new Rows(columns, List.of(List.of(13, 3L, 0L))));

        assertThat(answer.rows().rows()).containsExactly(List.of(13L, 7L, 1L), List.of(9L, 2L, 0L));
    }

    /** What is short of the list in one region may belong to the top of both: more is asked for than is shown. */
    @Test
    void asksForLongerListsAndSaysByHowMuchASumMayBeTooLow() {
        List<String> asked = new ArrayList<>();
        Asking full = (request, ending) -> {
            asked.add(request.parameters().get("limit"));
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                rows.add(page("/p" + i, 2000L - i, MORNING));
            }
            return new Rows(List.of("url_path", "requests", "callers", "first_ts", "last_ts"), rows);
        };
        RegionalAnswer answer = new RegionalQuery(request("frequent-404-pages", Map.of("limit", "3")))
                .ask(regions(full, pages(List.of(page("/p5", 9, MORNING)))), new Ending());

        assertThat(asked).containsExactly("1000");
        assertThat(answer.rows().rows()).hasSize(3);
        assertThat(answer.rows().rows().get(0)).startsWith("/p5", 2004L);
        assertThat(answer.notes())
                .contains(
                        "the lists of eu end after 1000 rows: requests may be up to 1001 too low in a row that they do not have");
    }

    @Test
    void whatDoesNotAddUpStaysARegions() {
        List<String> columns = List.of("source_address", "lasted_ms");
        QueryRequest request = request("longest-sessions", Map.of("limit", "2"));
        RegionalAnswer answer = ask(
                request,
                (asked, ending) -> new Rows(columns, List.of(List.of("a", 9L), List.of("b", 3L))),
                (asked, ending) -> new Rows(columns, List.of(List.of("a", 7L), List.of("c", 1L))));

        assertThat(answer.rows().columns()).containsExactly("region", "source_address", "lasted_ms");
        assertThat(answer.rows().rows()).containsExactly(List.of("eu", "a", 9L), List.of("us", "a", 7L));
    }

    @Test
    void aSelectOfOnesOwnThatCountsGivesEachRegionsRows() {
        QueryRequest request = QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", Map.of("tenant", "acme"));
        RegionalAnswer answer = ask(
                request,
                (asked, ending) -> new Rows(List.of("n"), List.of(List.of(2L))),
                (asked, ending) -> new Rows(List.of("n"), List.of(List.of(3L))));

        assertThat(answer.rows().rows()).containsExactly(List.of("eu", 2L), List.of("us", 3L));
        assertThat(answer.json())
                .isEqualTo(
                        """
                        {"rows":[
                        {"region":"eu","n":2},
                        {"region":"us","n":3}
                        ],"regions":[
                        {"region":"eu","rows":1,"missing":null},
                        {"region":"us","rows":1,"missing":null}
                        ],"notes":[]}""");
    }

    @Test
    void aRegionThatIsAwayIsNamedAndTheRestIsShown() {
        RegionalAnswer answer = ask(
                request("frequent-404-pages", Map.of()), pages(List.of(page("/a", 5, MORNING))), (asked, ending) -> {
                    throw new QueryException("Flink at http://us:8081 does not answer", null);
                });

        assertThat(answer.rows().rows()).hasSize(1);
        assertThat(answer.missing()).singleElement().satisfies(missing -> assertThat(missing.missing())
                .contains("Flink at http://us:8081 does not answer"));
    }

    @Test
    void failsWhereNoRegionAnswers() {
        Asking away = (asked, ending) -> {
            throw new QueryException("away", null);
        };

        assertThatThrownBy(() -> ask(request("peak-hours", Map.of()), away, away))
                .isInstanceOf(QueryException.class)
                .hasMessage("no region answers: eu: away; us: away");
    }

    @Test
    void endsAllOfThemTogether() {
        Ending ending = new Ending();
        CountDownLatch begun = new CountDownLatch(2);
        Asking slow = (asked, own) -> {
            CountDownLatch ended = new CountDownLatch(1);
            own.by(ended::countDown);
            begun.countDown();
            ended.await();
            own.requireGoingOn();
            return new Rows(List.of(), List.of());
        };
        Thread stop = new Thread(() -> {
            try {
                begun.await();
                ending.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stop.start();

        assertThatThrownBy(() -> new RegionalQuery(request("peak-hours", Map.of())).ask(regions(slow, slow), ending))
                .hasMessage("the query was cancelled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM logs",
                "SELECT source_ip FROM logs WHERE http_response_status_code = 404",
                "SELECT event_original, COUNT(*) AS n FROM logs GROUP BY event_original",
                "SELECT field('event.original') AS x, COUNT(*) AS n FROM logs GROUP BY field('event.original')",
                "SELECT `message`, COUNT(*) AS n FROM logs GROUP BY `message`",
                "SELECT COUNT(*) AS n FROM logs UNION ALL SELECT raw_partition FROM logs",
                "SELECT COUNT(*) OVER () AS n, source_ip FROM logs",
                "SELECT MAX(source_ip) OVER () AS n FROM logs",
                "SELECT COUNT(*) AS n, source_ip FROM (SELECT source_ip FROM logs GROUP BY source_ip)",
                "SELECT 1 AS one"
            })
    void linesAndSingleEventsStayInTheirRegion(String sql) {
        assertThatThrownBy(() -> new RegionalQuery(QueryRequest.ofSql(sql, Map.of("tenant", "acme"))))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("which stay in their region");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) AS n, MAX(ts) AS newest FROM logs",
                "WITH t AS (SELECT source_ip FROM logs) SELECT source_ip, COUNT(*) AS n FROM t GROUP BY source_ip ORDER BY n DESC",
                "SELECT SUM(n) AS n FROM (SELECT COUNT(*) AS n FROM logs)"
            })
    void countsMayBeAskedAcross(String sql) {
        RegionalQuery query = new RegionalQuery(QueryRequest.ofSql(sql, Map.of("tenant", "acme")));

        assertThat(query).isNotNull();
    }

    /** All that are built in either say how they are merged, or are refused. */
    @Test
    void thoseThatGiveSingleEventsAreRefused() {
        List<String> refused = new ArrayList<>();
        catalog.queries().forEach(definition -> {
            if (definition.merging().isEmpty()) {
                refused.add(definition.id());
            }
        });

        assertThat(refused)
                .containsExactlyInAnyOrder(
                        "account-changes",
                        "administrative-actions",
                        "alert-timeline",
                        "artificial-ignorance",
                        "audit-log-access",
                        "configuration-changes",
                        "data-subject-lookup",
                        "error-investigation",
                        "needle-search");
        for (String id : refused) {
            Map<String, String> must = id.equals("data-subject-lookup") ? Map.of("identifier", "e") : Map.of();
            assertThatThrownBy(() -> new RegionalQuery(request(id, must)))
                    .as(id)
                    .isInstanceOf(QueryUsageException.class);
        }
    }

    private QueryRequest request(String id, Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("tenant", "acme");
        return QueryRequest.of(catalog.query(id), all);
    }

    private static RegionalAnswer ask(QueryRequest request, Asking eu, Asking us) {
        return new RegionalQuery(request).ask(regions(eu, us), new Ending());
    }

    private static Map<String, Asking> regions(Asking eu, Asking us) {
        Map<String, Asking> regions = new LinkedHashMap<>();
        regions.put("eu", eu);
        regions.put("us", us);
        return regions;
    }

    private static Asking pages(List<List<Object>> rows) {
        return (asked, ending) -> new Rows(List.of("url_path", "requests", "callers", "first_ts", "last_ts"), rows);
    }

    private static List<Object> page(String path, long requests, Instant when) {
        return Arrays.asList(path, requests, 1L, when, when);
    }
}
