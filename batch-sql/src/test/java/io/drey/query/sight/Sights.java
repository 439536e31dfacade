package io.drey.query.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.drey.query.sql.Globs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What every engine must hide of the {@link io.drey.query.SampleLake} from those who may not see all of it. */
public final class Sights {

    private static final Map<String, String> ACME = Map.of("tenant", "acme");
    private static final Pattern PEOPLE =
            Pattern.compile("1\\.1\\.1\\.|\\beve\\b|cmd\\(|search\\.example|blog\\.example");
    private static final ImpersonalFields IMPERSONAL =
            new ImpersonalFields(Map.of(new DatasetId("acme", "access"), List.of("labels.order.id", "source.ip")));

    private Sights() {}

    /** One who sees acme's rows of whatever dataset, host, region and time. */
    public static Sight of(AccessRole role) {
        return new Sight(
                "acme-" + role.word(),
                new Globs(List.of("acme")),
                role,
                Globs.ALL,
                Globs.ALL,
                Globs.ALL,
                Optional.empty(),
                IMPERSONAL);
    }

    private static Sight narrow(Globs datasets, Globs hosts, Optional<Duration> past) {
        return new Sight(
                "narrow",
                new Globs(List.of("ac*")),
                AccessRole.SECURITY,
                datasets,
                hosts,
                Globs.ALL,
                past,
                ImpersonalFields.NONE);
    }

    /**
     * Asks in all ways.
     *
     * @param queries named ones, which analysts ask, too
     */
    public static void assertHold(QueryEngine engine, Collection<QueryDefinition> queries) {
        othersTenantsAreRefused(engine);
        analystsSeeNobody(engine, queries);
        datasetsHostsAndTimesAreAddedToWhateverIsAsked(engine);
    }

    private static void othersTenantsAreRefused(QueryEngine engine) {
        QueryRequest globex = QueryRequest.ofSql("SELECT url_path FROM logs", Map.of("tenant", "globex"));
        for (AccessRole role : AccessRole.values()) {
            QueryEngine acmes = engine.seenBy(of(role));
            assertThatThrownBy(() -> acmes.run(globex))
                    .isInstanceOf(AccessRefusedException.class)
                    .hasMessage("the role acme-%s sees nothing of tenant globex", role.word());
            assertThatThrownBy(() -> acmes.explain(globex)).isInstanceOf(AccessRefusedException.class);
        }
        assertThat(ask(engine, "SELECT url_path FROM logs", Map.of("tenant", "globex")))
                .containsExactly("/secret");
    }

    private static void analystsSeeNobody(QueryEngine engine, Collection<QueryDefinition> queries) {
        QueryEngine analysts = engine.seenBy(of(AccessRole.ANALYST));
        for (String sql : List.of(
                "SELECT * FROM logs",
                "SELECT event_original FROM logs",
                "SELECT source_ip, user_name, url_path, labels FROM logs",
                "SELECT * FROM (SELECT source_ip AS a, referer AS b FROM logs)",
                "WITH x AS (SELECT * FROM logs) SELECT * FROM x",
                "SELECT UPPER(source_ip) || 'x' FROM logs")) {
            // Some name columns that there are not; what matters is that nothing comes out.
            assertThat(text(analysts, sql)).as(sql).doesNotContainPattern(PEOPLE);
        }
        assertThat(ask(analysts, "SELECT COUNT(*) FROM logs WHERE source_ip = '1.1.1.3'", ACME))
                .as("a condition on what is hidden tells nothing")
                .containsExactly("0");
        assertThat(ask(analysts, "SELECT COUNT(*) FROM logs WHERE event_original IS NOT NULL", ACME))
                .containsExactly("0");
        assertThat(ask(analysts, "SELECT COUNT(*), COUNT(http_response_status_code) FROM logs", ACME))
                .containsExactly("11,11");
        for (QueryDefinition query : queries) {
            Map<String, String> parameters = new TreeMap<>(ACME);
            if (query.mustBeTold()) {
                parameters.put("identifier", "eve");
            }
            assertThat(rows(analysts, QueryRequest.of(query, parameters)))
                    .as(query.id())
                    .doesNotContainPattern(PEOPLE);
        }
        assertThatThrownBy(() ->
                        analysts.run(QueryRequest.of(QueryCatalog.builtIn().query("audit-log-access"), ACME)))
                .isInstanceOf(AccessRefusedException.class)
                .hasMessage("audit-log-access reads access_audit, which the role acme-analyst does not see");
        assertThatThrownBy(() -> ask(analysts, "SELECT * FROM ledger", ACME)).isInstanceOf(QueryUsageException.class);

        QueryEngine security = engine.seenBy(of(AccessRole.SECURITY));
        assertThat(text(security, "SELECT event_original FROM logs")).contains("eve", "1.1.1.3");
    }

    private static void datasetsHostsAndTimesAreAddedToWhateverIsAsked(QueryEngine engine) {
        String count = "SELECT COUNT(*) FROM logs WHERE TRUE OR dataset = 'access'";
        QueryEngine elsewhere = engine.seenBy(narrow(new Globs(List.of("elb*")), Globs.ALL, Optional.empty()));
        assertThat(ask(elsewhere, count, ACME)).containsExactly("0");
        assertThat(ask(elsewhere, count, with("dataset", "access"))).containsExactly("0");
        QueryEngine here = engine.seenBy(narrow(new Globs(List.of("acc*")), Globs.ALL, Optional.empty()));
        assertThat(ask(here, count, ACME)).containsExactly("11");
        assertThat(ask(here, count, with("dataset", "elb*"))).containsExactly("0");

        QueryEngine nowhere = engine.seenBy(narrow(Globs.ALL, new Globs(List.of("web-*")), Optional.empty()));
        assertThat(ask(nowhere, count, ACME)).containsExactly("0");
        assertThatThrownBy(() -> nowhere.run(QueryRequest.ofSql("SELECT * FROM alerts", ACME)))
                .isInstanceOf(AccessRefusedException.class)
                .hasMessage("the query reads alerts, whose rows have no host, and the role narrow sees those of some"
                        + " hosts alone");

        Duration sinceSecondDay = Duration.between(Instant.parse("2026-01-01T23:00:00Z"), Instant.now());
        QueryEngine lately = engine.seenBy(narrow(Globs.ALL, Globs.ALL, Optional.of(sinceSecondDay)));
        // Eight of the second day, and one whose clock was wrong, which counts on the day it arrived.
        assertThat(ask(lately, "SELECT COUNT(*) FROM logs", ACME)).containsExactly("9");
        assertThat(ask(lately, "SELECT COUNT(*) FROM logs", with("from", "2025-01-01")))
                .containsExactly("9");
        assertThat(ask(lately, "SELECT COUNT(*) FROM logs", with("from", "2026-01-02T10:00:04Z")))
                .containsExactly("4");
        assertThatThrownBy(() -> ask(lately, "SELECT COUNT(*) FROM logs", with("to", "2026-01-01")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("nothing before");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> parameters = new TreeMap<>(ACME);
        parameters.put(name, value);
        return parameters;
    }

    private static String text(QueryEngine engine, String sql) {
        try {
            return rows(engine, QueryRequest.ofSql(sql, ACME));
        } catch (QueryUsageException e) {
            return e.getMessage();
        }
    }

    private static List<String> ask(QueryEngine engine, String sql, Map<String, String> parameters) {
        List<String> lines = new ArrayList<>(
                rows(engine, QueryRequest.ofSql(sql, parameters)).lines().toList());
        lines.remove(0);
        return lines;
    }

    private static String rows(QueryEngine engine, QueryRequest request) {
        StringBuilder text = new StringBuilder();
        try (QueryResult result = engine.run(request)) {
            long unused = RowWriter.write(result.columns(), result, OutputFormat.CSV, text);
        } catch (AccessRefusedException e) {
            return e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
