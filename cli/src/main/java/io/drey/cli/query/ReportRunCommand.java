package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import io.drey.operations.stack.Servers;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.engine.Ending;
import io.drey.query.report.RegionalReportRunner;
import io.drey.query.report.ReportRunner;
import io.drey.query.rows.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Writes a report: all rows as CSV and JSON, a page to read and print, and a manifest with what"
                + " they rest on.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey report run invalid-access-attempts --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z",
            "  drey report run artificial-ignorance --param new-since=2026-01-31 --param-file known=known-lines.txt",
            "  drey report run artificial-ignorance --tenant acme --since-last",
            "  drey report run daily-review --tenant acme --date \"2026-01-*\" --config config --across eu,us"
        })
final class ReportRunCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "REPORT", description = "The report; see drey report list.")
    private String name;

    @Option(
            names = "--since-last",
            description =
                    "Only of what has arrived since the last run that was asked for so. What it has found is kept beside"
                            + " the lake's tables. For artificial-ignorance.")
    private boolean sinceLast;

    @Option(
            names = "--across",
            paramLabel = "REGIONS",
            description =
                    "Make it of the lakes of these regions, which query-regions names, each asked by its own engine: names separated by"
                            + " commas, or all. For reports that count; where a region does not answer there is none.")
    private String regions;

    @Mixin
    private QueryParameters parameters = new QueryParameters();

    @Mixin
    private ReportOption option = new ReportOption();

    ReportRunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        QueryCatalog catalog = option.catalog();
        catalog.report(name);
        if (regions != null && sinceLast) {
            throw OperationException.usage(
                    "--since-last remembers one lake's lines, which stay in their region: leave --across out");
        }
        Path folder = option.folder();
        List<Delivery> deliveries = option.deliveries();
        ReportRunner.Report report;
        try (CtrlC ctrlC = new CtrlC()) {
            report = regions == null
                    ? run(catalog, folder, ctrlC.ending())
                    : new RegionalReportRunner(catalog, option.regions(console))
                            .run(
                                    name,
                                    parameters.all(Servers.NAMED),
                                    option.regionsNamed(regions),
                                    folder,
                                    ctrlC.ending());
        }
        Rows made = new Rows(
                List.of("report", "rows", "csv", "json", "html", "manifest"),
                List.of(List.of(
                        name,
                        report.rowCount(),
                        report.csv().toString(),
                        report.json().toString(),
                        report.html().toString(),
                        report.manifest().toString())));
        option.finish(Finished.of(report), deliveries, made, console);
        return ExitCodes.DONE;
    }

    private ReportRunner.Report run(QueryCatalog catalog, Path folder, Ending ending) {
        ReportRunner runner = new ReportRunner(catalog, option.engine(), option.records(console));
        Map<String, String> given = parameters.all(option.servers());
        return sinceLast
                ? runner.runSinceLast(name, given, folder, option.memory(), ending)
                : runner.run(name, given, folder, ending);
    }
}
