package io.drey.cli.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.search.SearchServersOption;
import io.drey.cli.stack.TenantOption;
import io.drey.configuration.ActDocument;
import io.drey.configuration.ActDocument.Selector;
import io.drey.configuration.ActDocument.Verb;
import io.drey.configuration.AlertCondition;
import io.drey.delivery.StandingFields;
import io.drey.event.Printable;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.alerts.AlertSearch;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.search.NewestHits;
import io.drey.operations.search.SearchServer;
import io.drey.query.rows.Rows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all commands that act on alerts share: which alerts are meant, and that the act is published and shown. */
final class Acting {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int IDS_AT_MOST = 1_000;
    private static final int PAGE = 1_000;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "The alerts, by their ids.")
    private List<String> ids = List.of();

    @Option(names = "--rule", paramLabel = "ID", description = "Instead of ids: the alerts of this rule.")
    private String rule;

    @Option(names = "--group", paramLabel = "GROUP", description = "With --rule: of these the ones of this group.")
    private String group;

    @Mixin
    private TenantOption whose = new TenantOption();

    private String tenant;

    @Option(names = "--note", paramLabel = "TEXT", description = "What there is to say about it.")
    private String note = "";

    @Option(names = "--author", paramLabel = "NAME", description = "Who does it (default: the user of this machine).")
    private String author = System.getProperty("user.name");

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    /**
     * Publishes an act and shows it on the documents that are written already.
     *
     * @param value see {@link ActDocument#value}
     */
    int act(Verb verb, String value, Console console) {
        return act(verb, value, Optional.empty(), console);
    }

    /**
     * As {@link #act(Verb, String, Console)}.
     *
     * @param where what alerts must be like, of the rule that is named or of any
     */
    int act(Verb verb, String value, Optional<AlertCondition> where, Console console) {
        checkArguments(where);
        tenant = whose.of(settings.servers());
        Configuration configuration = settings.configuration();
        KafkaSettings kafka = kafka(configuration);
        SearchServer server = settings.openSearch(configuration, TIMEOUT);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<ActDocument> acts = new ArrayList<>();
        if (rule != null) {
            Selector all = Selector.rule(rule, Optional.ofNullable(group));
            acts.add(act(verb, where.map(all::and).orElse(all), value, now));
        } else if (where.isPresent()) {
            acts.add(act(verb, Selector.where(where.get()), value, now));
        } else {
            requireThere(server);
            ids.forEach(id -> acts.add(act(verb, Selector.alert(id), value, now)));
        }
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            plane.publish(tenant, acts.stream().map(ActDocument::toDocument).toList(), author);
        }
        long shown = 0;
        for (ActDocument act : acts) {
            shown += show(server, act, now);
        }
        new Rows(
                        List.of("act", "alerts", "group", "where", "value", "by", "time", "documents"),
                        List.of(List.of(
                                verb.written(),
                                rule != null
                                        ? "of " + rule
                                        : where.isPresent() ? "of all rules" : String.join(" ", ids),
                                group == null ? "" : group,
                                where.map(AlertCondition::toString).orElse(""),
                                value,
                                author,
                                now.toString(),
                                shown)))
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    /** Whether alerts of a rule are meant. */
    boolean isOfRule() {
        return rule != null;
    }

    private ActDocument act(Verb verb, Selector on, String value, Instant now) {
        return new ActDocument(tenant, verb, on, value, now, author, note);
    }

    private void checkArguments(Optional<AlertCondition> where) {
        if (!ids.isEmpty() && where.isPresent()) {
            throw OperationException.usage("--where is of alerts to come: leave the ids out, or the condition");
        }
        if (ids.isEmpty() == (rule == null && where.isEmpty())) {
            throw OperationException.usage("say which alerts: their ids, or --rule ID");
        }
        if (group != null && rule == null) {
            throw OperationException.usage("--group %s goes with --rule ID".formatted(Printable.of(group)));
        }
        if (ids.size() > IDS_AT_MOST) {
            throw OperationException.usage("%,d ids: give at most %,d at once".formatted(ids.size(), IDS_AT_MOST));
        }
    }

    private static KafkaSettings kafka(Configuration configuration) {
        try {
            return KafkaSettings.from(configuration);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /** A misspelt id would be remembered for ever and change nothing. */
    private void requireThere(SearchServer server) {
        Set<String> missing = new HashSet<>(ids);
        NewestHits found = find(server, new AlertSearch(tenant, NewestHits.MOST).ids(ids));
        found.hits().forEach(hit -> missing.remove(hit.source().at("/event/id").asText()));
        found.requireWhole();
        if (!missing.isEmpty()) {
            throw OperationException.failure("tenant '%s' has no alert '%s': see 'drey alerts list'"
                    .formatted(
                            tenant,
                            Printable.of(ids.stream()
                                    .filter(missing::contains)
                                    .findFirst()
                                    .orElseThrow())));
        }
    }

    private NewestHits find(SearchServer server, AlertSearch search) {
        return NewestHits.find(server, "alerts", tenant, null, null, search.body(), "alerts");
    }

    /** Changes the documents that the act concerns and that are written; returns how many. */
    private long show(SearchServer server, ActDocument act, Instant now) {
        Optional<String> alert = act.on().alert();
        if (alert.isEmpty() && act.verb() == Verb.MUTE) {
            return 0; // those that come from now on
        }
        ObjectNode change = JSON.createObjectNode();
        change.putObject("doc").set("alert", StandingFields.changedBy(act));
        long shown = 0;
        Instant end = now.plusMillis(1);
        while (true) {
            AlertSearch search = new AlertSearch(tenant, PAGE);
            alert.ifPresentOrElse(id -> search.ids(List.of(id)), () -> search.is("rule.id", rule)
                    .is("alert.group_key", group));
            List<NewestHits.Hit> hits = NewestHits.find(
                            server,
                            "alerts",
                            tenant,
                            null,
                            end,
                            search.between(null, end).body(),
                            "alerts")
                    .hits();
            if (!hits.isEmpty()) {
                write(server, hits, change);
                shown += hits.size();
            }
            if (hits.size() < PAGE) {
                return shown;
            }
            // Those of the very same time stamp as the last are written again.
            Instant last = hits.get(hits.size() - 1).time();
            end = last.equals(hits.get(0).time()) ? last : last.plusMillis(1);
        }
    }

    private static void write(SearchServer server, List<NewestHits.Hit> hits, ObjectNode change) {
        StringBuilder bulk = new StringBuilder();
        try {
            String changed = JSON.writeValueAsString(change);
            for (NewestHits.Hit hit : hits) {
                ObjectNode action = JSON.createObjectNode();
                action.putObject("update")
                        .put("_index", hit.index())
                        .put("_id", hit.id())
                        .put("retry_on_conflict", 3);
                bulk.append(JSON.writeValueAsString(action))
                        .append('\n')
                        .append(changed)
                        .append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was JSON is none", e);
        }
        JsonNode answer = server.bulk(bulk.toString());
        for (JsonNode item : answer.path("items")) {
            JsonNode error = item.path("update").path("error");
            if (!error.isMissingNode()) {
                throw OperationException.failure(
                        "the act is published, and the document %s in %s does not show it yet: %s; it will when it is written again ('drey index rebuild --in alerts')"
                                .formatted(
                                        Printable.of(item.at("/update/_id").asText()),
                                        Printable.of(item.at("/update/_index").asText()),
                                        Printable.ofWhole(error.path("reason").asText())));
            }
        }
    }
}
