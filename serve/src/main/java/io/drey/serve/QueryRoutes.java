package io.drey.serve;

import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.lake.Lake;
import io.drey.lake.LakeTenants;
import io.drey.lake.audit.Access;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import io.drey.query.rows.OutputFormat;
import io.drey.serve.run.Run;
import io.drey.serve.run.Runs;
import io.drey.serve.run.SpooledRows;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is asked about queries, reports and their runs. */
final class QueryRoutes {

    private static final String FORMAT = "format";
    private static final String ENGINE = "engine";
    private static final long MOST_ROWS = 10_000;

    private final Supplier<QueryService.Parts> parts;
    private final Runs runs;
    private final Forwarding forwarding;

    /** Rows that are given as they come hold a request's thread. */
    private final Semaphore streams;

    QueryRoutes(Supplier<QueryService.Parts> parts, Runs runs, Forwarding forwarding, int concurrent) {
        this.parts = parts;
        this.runs = runs;
        this.forwarding = forwarding;
        this.streams = new Semaphore(concurrent);
    }

    private QueryCatalog catalog() {
        return parts.get().catalog();
    }

    private ServeEngines engines() {
        return parts.get().engines();
    }

    private LakeRecords recordsOf(Request request) {
        return parts.get().recordsOf().apply(request.grant().name());
    }

    /** Who asks, and what of the lake they see. */
    void me(Request request) throws IOException {
        List<String> tenants;
        try (Lake opened = Lake.open(parts.get().lake())) {
            tenants = new LakeTenants(opened)
                    .names().stream()
                            .filter(request.grant().sight().tenants()::matches)
                            .toList();
        }
        request.answer(Map.of(
                "name",
                request.grant().name(),
                "role",
                request.grant().sight().name(),
                "sees",
                request.grant().sight().words(),
                "tenants",
                tenants,
                "engines",
                engines().names()));
    }

    void queries(Request request) throws IOException {
        request.answer(Answers.list(
                "queries", catalog().queries().stream().map(Answers::query).toList()));
    }

    void query(Request request) throws IOException {
        request.answer(Answers.query(catalog().query(request.path("id"))));
    }

    /** The rows of a named query, as they come: CSV or JSON. */
    void rowsAsTheyCome(Request request) throws IOException {
        OutputFormat format = format(request);
        QueryEngine engine =
                engines().of(request.word(ENGINE, ServeEngines.FLINK, engines().names()));
        QueryRequest asked =
                QueryRequest.of(catalog().query(request.path("id")), request.parametersWithout(Set.of(FORMAT, ENGINE)));
        QueryEngine seeing = engine.seenBy(request.grant().sight());
        LakeRecords records = recordsOf(request);
        records.requireSeen(Access.Action.QUERY, seeing, asked);
        if (!streams.tryAcquire()) {
            request.exchange().getResponseHeaders().put(Headers.RETRY_AFTER, "5");
            throw new HttpProblem(
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "all turns for rows as they come are taken: try again in some seconds, or begin a run");
        }
        try (QueryResult result = records.begin(Access.Action.QUERY, seeing, asked, Snapshots.CURRENT, new Ending())) {
            long unused = records.audited(Access.Action.QUERY, result, rows -> {
                // The first row comes, or the failure, before the answer begins.
                boolean unusedFirst = rows.hasNext();
                return new LakeRecords.Read<>(0L, request.answer(format, rows.columns(), rows));
            });
        } finally {
            streams.release();
        }
    }

    /**
     * What is to be run: one of a query's name, SQL, or a report's name.
     *
     * @param parameters among them the tenant
     */
    record Begin(String query, String sql, String report, String engine, Map<String, String> parameters) {

        Map<String, String> given() {
            return parameters == null ? Map.of() : parameters;
        }

        QueryRequest request(QueryCatalog catalog) {
            long named = Stream.of(Optional.ofNullable(query), Optional.ofNullable(sql), Optional.ofNullable(report))
                    .filter(Optional::isPresent)
                    .count();
            if (named != 1) {
                throw HttpProblem.badRequest("say one of query, sql and report");
            }
            if (sql != null) {
                return QueryRequest.ofSql(sql, given());
            }
            return QueryRequest.of(query != null ? catalog.query(query) : catalog.report(report), given());
        }
    }

    void begin(Request request) throws IOException {
        Begin begin = request.body(Begin.class);
        QueryRequest asked = begin.request(catalog());
        QueryEngine engine = engine(begin).seenBy(request.grant().sight());
        Access.Action action = begin.report() == null ? Access.Action.QUERY : Access.Action.REPORT;
        recordsOf(request).requireSeen(action, engine, asked);
        Run run = begin.report() == null
                ? runs.query(request.grant(), asked, engine)
                : runs.report(request.grant(), asked, engine);
        request.exchange().getResponseHeaders().put(Headers.LOCATION, "/api/v1/runs/" + run.id());
        request.answer(StatusCodes.ACCEPTED, Answers.run(run));
    }

    /** What a query would read, and no row of it. */
    void explain(Request request) throws IOException {
        Begin begin = request.body(Begin.class);
        QueryRequest asked = begin.request(catalog());
        QueryEngine engine = engine(begin).seenBy(request.grant().sight());
        recordsOf(request).requireSeen(Access.Action.QUERY, engine, asked);
        request.answer(Answers.list(
                "tables",
                engine.explain(asked).stream()
                        .map(read -> Map.of(
                                "table",
                                read.table(),
                                "snapshot",
                                Long.toString(read.snapshotId()),
                                "files",
                                read.files(),
                                "bytes",
                                read.bytes(),
                                "rows",
                                read.rows()))
                        .toList()));
    }

    private QueryEngine engine(Begin begin) {
        String name = begin.engine() == null ? ServeEngines.FLINK : begin.engine();
        if (!engines().names().contains(name)) {
            throw HttpProblem.badRequest("engine is '%s'%s"
                    .formatted(
                            Printable.of(name),
                            Spelling.suggestion(name, engines().names())));
        }
        return engines().of(name);
    }

    void runs(Request request) throws IOException {
        List<Object> all = new ArrayList<>();
        runs.of(request.grant()).forEach(run -> all.add(Answers.run(run)));
        all.addAll(forwarding.listed(request, "runs"));
        request.answer(Answers.list("runs", all));
    }

    void run(Request request) throws IOException {
        request.answer(Answers.run(known(request)));
    }

    /** Ends a run; of one that is over, what came of it is forgotten. */
    void end(Request request) throws IOException {
        Run run = known(request);
        runs.forget(run);
        request.answer(Answers.run(run));
    }

    /** A page of rows, or all that are there as a file. */
    void rows(Request request) throws IOException {
        Run run = known(request);
        long after = request.number("after", 0, 0, Long.MAX_VALUE);
        long limit = request.number("limit", MOST_ROWS, 1, Long.MAX_VALUE);
        OutputFormat format = format(request);
        Run.Status status = run.status();
        if (format == OutputFormat.JSON && limit > MOST_ROWS) {
            throw HttpProblem.badRequest(
                    "limit is %d: a page has %d rows at most; all at once are format=csv".formatted(limit, MOST_ROWS));
        }
        boolean all = format == OutputFormat.CSV && request.parameter("limit").isEmpty();
        try (SpooledRows rows = run.rows(after, all ? Long.MAX_VALUE - after : limit)) {
            long unused = request.answer(format, status.columns(), rows);
        }
    }

    void file(Request request) throws IOException {
        Run run = known(request);
        String name = request.path("name");
        Path file = run.file(name)
                .orElseThrow(() -> HttpProblem.notFound("the run %s has no such file".formatted(run.id())));
        request.exchange().setResponseContentLength(Files.size(file));
        Files.copy(file, request.begin(contentType(name)));
    }

    private Run known(Request request) {
        String id = request.path("run");
        return runs.find(request.grant(), id)
                .orElseThrow(() ->
                        HttpProblem.notFound("there is no run '%s' of yours, or it is over for too long: begin it again"
                                .formatted(Printable.of(id))));
    }

    private static OutputFormat format(Request request) {
        return OutputFormat.valueOf(
                request.word(FORMAT, "json", List.of("json", "csv")).toUpperCase(Locale.ROOT));
    }

    private static String contentType(String name) {
        if (name.endsWith(".html")) {
            return "text/html; charset=utf-8";
        }
        return name.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/json";
    }
}
