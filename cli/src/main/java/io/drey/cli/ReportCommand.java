package io.drey.cli;

import io.drey.query.QueryCatalog;
import io.drey.query.ReportRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        description = "Writes compliance reports from the lake.",
        subcommands = {ReportCommand.Run.class, ReportCommand.ListReports.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  drey report list", "  drey report run invalid-access-attempts --out reports"})
final class ReportCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: run or list");
    }

    @Command(
            name = "run",
            description =
                    "Writes a report: all rows as CSV, a page to read and print, and a manifest with what they rest on.",
            footerHeading = "%nExample:%n",
            footer = "  drey report run invalid-access-attempts --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z")
    static final class Run implements Callable<Integer> {

        private final Console console;

        @Parameters(paramLabel = "REPORT", description = "The report; see drey report list.")
        private String name;

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FOLDER",
                description = "Where the files go (default: reports in the folder of the local stack).")
        private Path out;

        @Mixin
        private QueryParameters parameters = new QueryParameters();

        @Mixin
        private EngineOption engine = new EngineOption();

        @Mixin
        private FormatOption format = new FormatOption();

        Run(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            QueryCatalog catalog = QueryCatalog.builtIn();
            catalog.report(name);
            Path folder = out != null ? out : engine.workspace().reports();
            ReportRunner.Report report = new ReportRunner(catalog, engine.engine()).run(name, parameters.all(), folder);
            new Rows(
                            List.of("report", "rows", "csv", "html", "manifest"),
                            List.of(List.of(
                                    name,
                                    report.rowCount(),
                                    report.csv().toString(),
                                    report.html().toString(),
                                    report.manifest().toString())))
                    .print(format.format, console.out());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "list",
            description = "Lists the reports there are.",
            footerHeading = "%nExample:%n",
            footer = "  drey report list --format json")
    static final class ListReports implements Callable<Integer> {

        private final Console console;

        @Mixin
        private FormatOption format = new FormatOption();

        ListReports(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<List<Object>> rows = new ArrayList<>();
            QueryCatalog.builtIn().reports().forEach(report -> rows.add(List.of(report.id(), report.title())));
            new Rows(List.of("report", "title"), rows).print(format.format, console.out());
            return ExitCodes.DONE;
        }
    }
}
