package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.lake.LakeOption;
import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "Lists the reports there are, with the clauses and the packs that each serves.",
        footerHeading = "%nExample:%n",
        footer = "  drey report list --format json")
final class ReportListCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private QueriesOption queries = new QueriesOption();

    @Mixin
    private LakeOption lakeOption = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ReportListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<List<Object>> rows = new ArrayList<>();
        QueryCatalog catalog = queries.catalog(lakeOption.querySettings());
        catalog.reports()
                .forEach(report -> rows.add(List.of(
                        report.id(),
                        report.title(),
                        String.join("; ", report.clauses()),
                        catalog.packsWith(report.id()).stream()
                                .map(PackDefinition::id)
                                .collect(Collectors.joining(" ")))));
        new Rows(List.of("report", "title", "serves", "packs"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
