package io.drey.cli;

import io.drey.cli.console.CommandException;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.Rows;
import io.drey.lake.audit.Access;
import io.drey.query.LakeRecords;
import io.drey.query.QueryCatalog;
import io.drey.query.QueryEngine;
import io.drey.query.QueryRequest;
import io.drey.query.QueryResult;
import io.drey.query.rows.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = {
            "Asks the lake, with Flink SQL in batch mode or with Trino: one of the named queries, or a SELECT of your own over "
                    + "logs, alerts and dead_letters. Without either, lists the named queries.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey query",
            "  drey query frequent-404-pages --format csv",
            "  drey query frequent-404-pages --engine trino",
            "  drey query --sql \"SELECT source_ip, COUNT(*) AS n FROM logs GROUP BY source_ip ORDER BY n DESC LIMIT 5\"",
        })
final class QueryCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "A named query.")
    private String name;

    @Option(names = "--sql", paramLabel = "SELECT", description = "A query of your own.")
    private String sql;

    @Mixin
    private QueryParameters parameters = new QueryParameters();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private FormatOption format = new FormatOption();

    QueryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        QueryCatalog catalog = QueryCatalog.builtIn();
        if (name == null && sql == null) {
            List<List<Object>> rows = new ArrayList<>();
            catalog.queries().forEach(query -> rows.add(List.of(query.id(), query.title())));
            new Rows(List.of("query", "title"), rows).print(format.format(), console.out());
            return ExitCodes.DONE;
        }
        if (name != null && sql != null) {
            throw CommandException.usage("both '%s' and --sql were given: choose one".formatted(name));
        }
        Map<String, String> given = parameters.all(engine.servers());
        QueryRequest request =
                sql == null ? QueryRequest.of(catalog.query(name), given) : QueryRequest.ofSql(sql, given);
        QueryEngine answering = engine.engine();
        LakeRecords records = engine.records(console);
        records.requireTenant(request);
        try (QueryResult result = answering.run(request)) {
            records.audited(
                    Access.Action.QUERY,
                    result,
                    rows -> new LakeRecords.Read<>(
                            null, RowWriter.write(rows.columns(), rows, format.format(), console.out())));
        }
        return ExitCodes.DONE;
    }
}
