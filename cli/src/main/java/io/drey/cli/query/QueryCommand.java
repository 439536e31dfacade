package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.lake.audit.Access;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Engines;
import io.drey.operations.lake.Regions;
import io.drey.operations.stack.Servers;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.DayOfData;
import io.drey.query.engine.Ending;
import io.drey.query.engine.LakeFiles;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import io.drey.query.engine.TableRead;
import io.drey.query.index.ResultIndex;
import io.drey.query.index.ResultWriter;
import io.drey.query.region.RegionEngine;
import io.drey.query.region.RegionalAnswer;
import io.drey.query.region.RegionalQuery;
import io.drey.query.region.RegionalQuery.Asking;
import io.drey.query.rows.RowWriter;
import io.drey.query.rows.Rows;
import io.drey.query.sight.Sight;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = {
            "Asks the lake, with Flink SQL in batch mode or with Trino: one of the named queries, or a SELECT of your own over "
                    + "logs, alerts and dead_letters. A query sees one tenant's rows, of the time, datasets, hosts and regions given. Without either, lists the named queries.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey query",
            "  drey query --days --tenant acme",
            "  drey query frequent-404-pages --date \"2026-01-*\" --format csv",
            "  drey query longest-sessions --dataset \"access*\" --param gap-minutes=10 --explain",
            "  drey query --queries my-queries",
            "  drey query frequent-404-pages --engine trino",
            "  drey query api-usage --live --since 10m",
            "  drey query peak-hours --date \"2026-01-*\" --into peaks --key hour_of_day",
            "  drey query peak-hours --tenant acme --date \"2026-01-*\" --config config --flink http://queries:8081",
            "  drey query frequent-404-pages --tenant acme --date \"2026-01-*\" --config config --across eu,us",
            "  drey query --sql \"SELECT source_ip, COUNT(*) AS n FROM logs GROUP BY source_ip ORDER BY n DESC LIMIT 5\"",
        })
public final class QueryCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "A named query.")
    private String name;

    @Option(names = "--sql", paramLabel = "SELECT", description = "A query of your own.")
    private String sql;

    @Option(
            names = "--explain",
            description = "Tell which tables, files and bytes the query would read at most, and read none.")
    private boolean explain;

    @Option(names = "--days", description = "List the days that hold events, instead of a query.")
    private boolean days;

    @Mixin
    private QueriesOption queries = new QueriesOption();

    @Mixin
    private QueryParameters parameters = new QueryParameters();

    @Mixin
    private LiveOption live = new LiveOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private AcrossOption across = new AcrossOption();

    @Mixin
    private IntoOption into = new IntoOption();

    @Mixin
    private FormatOption format = new FormatOption();

    QueryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        QueryCatalog catalog = queries.catalog(engine.querySettings());
        if (days) {
            return showDays();
        }
        if (name == null && sql == null) {
            return list(catalog);
        }
        if (name != null && sql != null) {
            throw OperationException.usage("both '%s' and --sql were given: choose one".formatted(name));
        }
        if (across.given().isPresent()) {
            return ask(catalog, across.given().get());
        }
        Map<String, String> given = live.within(parameters.all(engine.servers()), Instant.now());
        QueryRequest request =
                sql == null ? QueryRequest.of(catalog.query(name), given) : QueryRequest.ofSql(sql, given);
        QueryEngine answering = live.isLive() ? engine.liveEngine() : engine.engine();
        Optional<ResultIndex> target = into.index(request.tenant());
        LakeRecords records = engine.records(console);
        records.requireSeen(Access.Action.QUERY, answering, request);
        if (!live.isLive()) {
            records.requireTenant(request);
        }
        if (explain) {
            return explain(answering.explain(request));
        }
        live.await();
        return target.isPresent() ? write(request, answering, records, target.get()) : run(request, answering, records);
    }

    private int ask(QueryCatalog catalog, String list) {
        if (live.isLive() || into.isGiven()) {
            throw OperationException.usage(
                    "--across asks what has landed, and shows it: leave out --live and --into, or ask in the region");
        }
        Map<String, String> given = parameters.all(Servers.NAMED);
        QueryRequest request =
                sql == null ? QueryRequest.of(catalog.query(name), given) : QueryRequest.ofSql(sql, given);
        Regions regions = engine.regions();
        List<String> names = engine.regionsNamed(list);
        Sight most = Engines.sight(engine.querySettings());
        try (CtrlC ctrlC = new CtrlC()) {
            Map<String, Asking> asking = new LinkedHashMap<>();
            for (String name : names) {
                // Within its own thread: a region whose settings are wrong is one that is missing.
                asking.put(name, (asked, ending) -> answerOf(regions, name, most, asked, ending));
            }
            RegionalAnswer answer = answer(request, asking, ctrlC.ending());
            AcrossOption.print(answer, format.format(), console);
            return answer.missing().isEmpty() ? ExitCodes.DONE : ExitCodes.PARTIAL;
        }
    }

    private Rows answerOf(Regions regions, String region, Sight most, QueryRequest asked, Ending ending)
            throws IOException {
        RegionEngine there = regions.of(region, engine.name(), engine.asked(), most, console::tell);
        return explain ? there.explain(asked) : there.rows(Access.Action.QUERY, asked, ending, begun -> {});
    }

    private RegionalAnswer answer(QueryRequest request, Map<String, Asking> asking, Ending ending) {
        if (asking.size() == 1) {
            Map.Entry<String, Asking> one = asking.entrySet().iterator().next();
            return RegionalQuery.askOne(one.getKey(), one.getValue(), request, ending);
        }
        RegionalQuery query = new RegionalQuery(request);
        return explain ? query.explain(asking, ending) : query.ask(asking, ending);
    }

    private int write(QueryRequest request, QueryEngine answering, LakeRecords records, ResultIndex target)
            throws IOException {
        ResultWriter writer = new ResultWriter(engine.openSearch(), target, into.keys());
        try (CtrlC ctrlC = new CtrlC();
                QueryProgress progress = progress(request, answering);
                QueryResult result = records.begin(
                        Access.Action.QUERY,
                        answering,
                        request,
                        () -> writer.begin(answering, request, ctrlC.ending()))) {
            long rows = records.auditedInto(target.index(), result, written -> {
                long count = writer.write(written);
                return new LakeRecords.Read<>(count, count);
            });
            progress.end();
            new Rows(List.of("index", "rows"), List.of(List.of(target.index(), rows)))
                    .print(format.format(), console.out());
        }
        return ExitCodes.DONE;
    }

    private QueryProgress progress(QueryRequest request, QueryEngine answering) {
        return new QueryProgress(console, console.isTerminal() ? answering.explain(request) : List.of());
    }

    private int run(QueryRequest request, QueryEngine answering, LakeRecords records) throws IOException {
        try (CtrlC ctrlC = new CtrlC();
                QueryProgress progress = progress(request, answering);
                QueryResult result =
                        records.begin(Access.Action.QUERY, answering, request, Snapshots.CURRENT, ctrlC.ending())) {
            records.audited(Access.Action.QUERY, result, rows -> {
                boolean unused = rows.hasNext();
                progress.end();
                return new LakeRecords.Read<>(
                        null, RowWriter.write(rows.columns(), rows, format.format(), console.out()));
            });
        }
        return ExitCodes.DONE;
    }

    private int list(QueryCatalog catalog) {
        List<List<Object>> rows = new ArrayList<>();
        catalog.queries()
                .forEach(query -> rows.add(List.of(
                        query.id(),
                        query.parameters().stream()
                                .map(parameter -> parameter.defaultValue() == null
                                        ? parameter.name()
                                        : parameter.name() + "=" + parameter.defaultValue())
                                .collect(Collectors.joining(" ")),
                        query.title(),
                        query.folder().orElse("built in"))));
        new Rows(List.of("query", "parameters", "title", "from"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private int showDays() {
        if (name != null || sql != null) {
            throw OperationException.usage("--days asks for no query: leave out the query, or --days");
        }
        QueryRequest request = QueryRequest.ofSql("SELECT 1 AS one", parameters.all(engine.servers()));
        LakeRecords records = engine.records(console);
        QueryEngine answering = engine.engine();
        records.requireSeen(Access.Action.QUERY, answering, request);
        records.requireTenant(request);
        List<List<Object>> rows = new ArrayList<>();
        for (DayOfData day : LakeFiles.days(engine.lakeSettings(), answering.seen(request, Instant.now()))) {
            rows.add(List.of(day.day(), day.events(), day.files(), day.bytes()));
        }
        new Rows(List.of("day", "events", "files", "bytes"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private int explain(List<TableRead> reads) {
        TableRead.rows(reads).print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
