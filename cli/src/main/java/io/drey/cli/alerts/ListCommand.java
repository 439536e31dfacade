package io.drey.cli.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.search.NewestOption;
import io.drey.cli.search.SearchServersOption;
import io.drey.cli.stack.TenantOption;
import io.drey.operations.alerts.AlertSearch;
import io.drey.operations.search.NewestHits;
import io.drey.operations.search.SearchServer;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import io.drey.query.rows.SafeJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Lists a tenant's alerts, newest first, with what people did with them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey alerts list --from now-1d",
            "  drey alerts list --tenant acme --status open --severity high --format csv",
            "  drey alerts list --rule path-scanner --group 203.0.113.9",
            "  drey alerts list --tenant acme --staging --from now-7d",
        })
final class ListCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> COLUMNS = List.of(
            "time",
            "id",
            "severity",
            "rule",
            "group",
            "events",
            "late",
            "status",
            "assignee",
            "muted_until",
            "muted_by",
            "muted_scope",
            "message");

    private final Console console;

    /** How alerts stand. */
    enum Status {
        OPEN,
        ACKNOWLEDGED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether somebody would have been notified. */
    enum Muted {
        YES,
        NO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private TenantOption whose = new TenantOption();

    private String tenant;

    @Option(names = "--rule", paramLabel = "ID", description = "Alerts of this rule only.")
    private String rule;

    @Option(names = "--group", paramLabel = "GROUP", description = "Alerts of this group only: an address, mostly.")
    private String group;

    @Option(names = "--severity", paramLabel = "LEVEL", description = "Alerts of this severity only.")
    private String severity;

    @Option(
            names = "--status",
            description = "${COMPLETION-CANDIDATES}: whether somebody knows of them (default: all).")
    private Status status;

    @Option(names = "--assignee", paramLabel = "NAME", description = "Alerts that this person has.")
    private String assignee;

    @Option(
            names = "--muted",
            description = "${COMPLETION-CANDIDATES}: those that are muted, or the others (default: all).")
    private Muted muted;

    @Option(
            names = "--staging",
            description = "Alerts of rules with 'status: test', of which nobody is told, instead of the others.")
    private boolean staging;

    @Mixin
    private NewestOption newest = new NewestOption();

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        NewestOption.Range range = newest.range(Instant.now());
        Instant begin = range.begin();
        Instant end = range.end();
        int limit = newest.limit();
        tenant = whose.of(settings.servers());
        SearchServer server = settings.openSearch(settings.configuration(), TIMEOUT);
        NewestHits found =
                NewestHits.find(server, staging ? "staged" : "alerts", tenant, begin, end, body(begin, end), "alerts");
        if (found.indices() == 0) {
            NewestHits.requireIndexed(server, tenant);
        }
        List<NewestHits.Hit> shown = found.hits().stream().limit(limit).toList();
        print(shown);
        boolean isMore = found.hits().size() > limit || shown.size() == NewestHits.MOST;
        console.tell((isMore ? "the newest %,d alerts: --limit shows more" : "%,d alerts").formatted(shown.size()));
        found.requireWhole();
        return ExitCodes.DONE;
    }

    private ObjectNode body(Instant begin, Instant end) {
        // One more than is shown tells whether there are more.
        AlertSearch search = new AlertSearch(tenant, Math.min(newest.limit() + 1, NewestHits.MOST)).between(begin, end);
        search.is("rule.id", rule)
                .is("alert.group_key", group)
                .is("alert.severity", severity)
                .is("alert.assignee", assignee);
        if (status == Status.ACKNOWLEDGED) {
            search.is("alert.status", "acknowledged");
        } else if (status == Status.OPEN) {
            search.isNot("alert.status", "acknowledged");
        }
        if (muted == Muted.YES) {
            search.is("alert.muted", "true");
        } else if (muted == Muted.NO) {
            search.isNot("alert.muted", "true");
        }
        return search.body();
    }

    private void print(List<NewestHits.Hit> hits) {
        if (format.format() == OutputFormat.JSON) {
            ArrayNode documents = JSON.createArrayNode();
            hits.forEach(hit -> documents.add(hit.source()));
            try {
                console.out().println(SafeJson.escape(JSON.writeValueAsString(documents)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what was JSON is none", e);
            }
            return;
        }
        List<List<Object>> rows = new ArrayList<>();
        for (NewestHits.Hit hit : hits) {
            JsonNode alert = hit.source().path("alert");
            rows.add(List.of(
                    hit.time().toString(),
                    hit.source().at("/event/id").asText(),
                    alert.path("severity").asText(),
                    hit.source().at("/rule/id").asText(),
                    alert.path("group_key").asText(),
                    alert.path("event_count").asLong(),
                    alert.path("late").asBoolean() ? "yes" : "",
                    alert.path("status").asText("open"),
                    alert.path("assignee").asText(),
                    alert.path("muted_until").asText(),
                    alert.path("muted_by").asText(),
                    alert.path("muted_scope").asText(),
                    hit.source().path("message").asText()));
        }
        new Rows(COLUMNS, rows).print(format.format(), console.out());
    }
}
