package io.drey.cli.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.stack.TenantOption;
import io.drey.event.DatasetId;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AuditPolicy;
import io.drey.lake.audit.AuditSettings;
import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Engines;
import io.drey.operations.search.NewestHits;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.ServedWindow;
import io.drey.query.QuerySettings;
import io.drey.query.access.LakeRecords;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import io.drey.query.rows.SafeJson;
import io.drey.query.sight.Sight;
import io.drey.serve.search.Search;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a tenant's newest lines, or alerts, that match a query. */
@Command(
        name = "search",
        description = {
            "Shows the newest of a tenant's searchable lines that match a Lucene query, newest first. Looks in the newest "
                    + "index first and goes back only as far as it must. What is not searchable any more is in the lake: see "
                    + "drey query.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey search 'http.response.status_code:500' --from now-1h",
            "  drey search 'source.ip:\"10.1.0.0/16\" AND message:login' --tenant acme --limit 200 --format csv",
            "  drey search --in alerts 'alert.severity:high' --from 2026-01-01 --to 2026-02-01",
        })
public final class SearchCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** What may be searched. */
    enum Kind {
        LOGS,
        ALERTS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Console console;

    @Parameters(
            paramLabel = "QUERY",
            description =
                    "A Lucene query over the events' fields, by their dotted names; those of your own are labels.<name>"
                            + " (default: everything).")
    private List<String> words = new ArrayList<>();

    @Mixin
    private TenantOption whose = new TenantOption();

    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Lines of this dataset only.")
    private String dataset;

    @Option(
            names = "--in",
            defaultValue = "logs",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Kind kind;

    @Mixin
    private NewestOption newest = new NewestOption();

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    SearchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        NewestOption.Range range = newest.range(Instant.now());
        Instant begin = range.begin();
        Instant end = range.end();
        tenant = whose.of(settings.servers());
        requireDataset();
        Configuration configuration = settings.configuration();
        Sight sight = read(() -> Engines.sight(QuerySettings.from(configuration)));
        SearchServer server = settings.openSearch(configuration, TIMEOUT);
        Search.Question question = new Search.Question(
                tenant,
                kind.toString(),
                words.isEmpty() ? "*" : String.join(" ", words),
                Optional.ofNullable(dataset),
                Optional.ofNullable(begin),
                Optional.ofNullable(end),
                newest.limit(),
                Integer.MAX_VALUE);
        NewestHits found = recorded(
                configuration, question, () -> new ServedWindow(server, Clock.systemUTC()).newest(question, sight));
        if (found.indices() == 0) {
            NewestHits.requireIndexed(server, tenant);
            console.tell("there are no indices %s-%s-*%s"
                    .formatted(kind, tenant, begin == null && end == null ? "" : " of that time"));
        }
        print(found.hits());
        if (found.indices() > 0) {
            console.tell(
                    "%,d found in %d of %d indices".formatted(found.hits().size(), found.searched(), found.indices()));
        }
        found.requireWhole();
        return ExitCodes.DONE;
    }

    private static <T> T read(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /** Searches, and records that in the lake beside the index. */
    private NewestHits recorded(Configuration configuration, Search.Question question, Supplier<NewestHits> search) {
        AuditSettings audited = read(() -> AuditSettings.from(configuration));
        if (!configuration.contains(LakeSettings.LAKE_WAREHOUSE)) {
            if (audited.queries() == AuditPolicy.REQUIRED) {
                throw OperationException.usage(
                        "searches must be recorded, and no setting names the lake that does: give -D%s, and its catalog"
                                .formatted(LakeSettings.LAKE_WAREHOUSE.key()));
            }
            return search.get();
        }
        LakeSettings lake = read(() -> LakeSettings.from(configuration));
        return Engines.records(lake, audited, Actor.name(), console::tell)
                .searched(question.tenant(), question.where(), question.toString(), () -> {
                    NewestHits found = search.get();
                    return new LakeRecords.Read<>(found, found.hits().size());
                });
    }

    private void requireDataset() {
        try {
            if (dataset != null) {
                dataset = new DatasetId(tenant, dataset).dataset();
            }
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
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
        boolean alerts = kind == Kind.ALERTS;
        List<List<Object>> rows = new ArrayList<>();
        for (NewestHits.Hit hit : hits) {
            rows.add(List.of(
                    hit.time().toString(),
                    alerts
                            ? first(hit.source(), "/alert/severity")
                            : hit.source().at("/data_stream/dataset").asText(),
                    first(hit.source(), "/host/name", "/source/address", "/source/ip"),
                    first(hit.source(), "/event/original", "/message")));
        }
        new Rows(List.of("time", alerts ? "severity" : "dataset", "source", "message"), rows)
                .print(format.format(), console.out());
    }

    private static String first(JsonNode document, String... fields) {
        for (String field : fields) {
            if (document.at(field).isTextual()) {
                return document.at(field).textValue();
            }
        }
        return "";
    }
}
