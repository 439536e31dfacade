package io.drey.cli;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.lake.LakeOption;
import io.drey.lake.Lake;
import io.drey.lake.audit.Reports;
import io.drey.operations.OperationException;
import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.report.ReportRunner;
import io.drey.query.report.ReportVerification;
import io.drey.query.rows.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        subcommands = {
            ReportCommand.Run.class,
            PackCommand.class,
            ReportCommand.ListReports.class,
            PacksCommand.class,
            ReportCommand.Verify.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey report list",
            "  drey report run invalid-access-attempts --out reports",
            "  drey report packs",
            "  drey report pack pci --period 2026-10 --out reports",
            "  drey report verify reports"
        })
final class ReportCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: run, pack, list, packs or verify");
    }

    @Command(
            name = "run",
            description =
                    "Writes a report: all rows as CSV and JSON, a page to read and print, and a manifest with what"
                            + " they rest on.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey report run invalid-access-attempts --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z",
                "  drey report run artificial-ignorance --param new-since=2026-01-31 --param-file known=known-lines.txt"
            })
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
        private QueriesOption queries = new QueriesOption();

        @Mixin
        private QueryParameters parameters = new QueryParameters();

        @Mixin
        private EngineOption engine = new EngineOption();

        @Mixin
        private DeliverOption deliver = new DeliverOption();

        @Mixin
        private FormatOption format = new FormatOption();

        Run(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            QueryCatalog catalog = queries.catalog(engine.querySettings());
            catalog.report(name);
            Path folder = out != null ? out : engine.workspace().reports();
            List<Delivery> deliveries = deliver.deliveries(engine.lakeSettings(), engine::smtp);
            ReportRunner.Report report;
            try (CtrlC ctrlC = new CtrlC()) {
                report = new ReportRunner(catalog, engine.engine(), engine.records(console))
                        .run(name, parameters.all(engine.servers()), folder, ctrlC.ending());
            }
            DeliverOption.deliver(Finished.of(report), deliveries, console);
            new Rows(
                            List.of("report", "rows", "csv", "json", "html", "manifest"),
                            List.of(List.of(
                                    name,
                                    report.rowCount(),
                                    report.csv().toString(),
                                    report.json().toString(),
                                    report.html().toString(),
                                    report.manifest().toString())))
                    .print(format.format(), console.out());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "verify",
            description = {
                "Tells whether reports and packs are as they were made: their files by the manifest's SHA-256, the"
                        + " manifest by what the lake keeps of it. One whose rows were erased since stands, and is told to"
                        + " be superseded.",
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey report verify reports",
                "  drey report verify evidence/pci-2026-10-acme",
                "  drey report verify evidence/invalid-access-attempts.manifest.json --files-only",
            })
    static final class Verify implements Callable<Integer> {

        private final Console console;

        @Parameters(paramLabel = "PATH", description = "A manifest, a pack's folder, or a folder of reports and packs.")
        private Path path;

        @Option(names = "--files-only", description = "Ask no lake: look whether the files fit to their manifest.")
        private boolean filesOnly;

        @Mixin
        private LakeOption lakeOption = new LakeOption();

        @Mixin
        private FormatOption format = new FormatOption();

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<ReportVerification.Finding> findings;
            if (filesOnly) {
                findings = new ReportVerification(Optional.empty()).verify(path);
            } else {
                try (Lake lake = Lake.open(lakeOption.settings())) {
                    findings = new ReportVerification(Optional.of(new Reports(lake))).verify(path);
                }
            }
            List<List<Object>> rows = new ArrayList<>();
            for (ReportVerification.Finding finding : findings) {
                rows.add(List.of(
                        finding.report(),
                        words(finding.verdict()),
                        finding.detail(),
                        finding.manifest().toString()));
            }
            new Rows(List.of("report", "outcome", "detail", "manifest"), rows).print(format.format(), console.out());
            long fallen = findings.stream().filter(finding -> !finding.stands()).count();
            if (fallen > 0) {
                throw OperationException.failure(
                        "%d of %d reports are not as they were made".formatted(fallen, findings.size()));
            }
            return ExitCodes.DONE;
        }

        private static String words(ReportVerification.Verdict verdict) {
            return switch (verdict) {
                case OK -> "ok";
                case CHANGED -> "changed";
                case UNRECORDED -> "unrecorded";
                case SUPERSEDED -> "superseded by erasure";
                case UNREADABLE -> "unreadable";
            };
        }
    }

    @Command(
            name = "list",
            description = "Lists the reports there are, with the clauses and the packs that each serves.",
            footerHeading = "%nExample:%n",
            footer = "  drey report list --format json")
    static final class ListReports implements Callable<Integer> {

        private final Console console;

        @Mixin
        private QueriesOption queries = new QueriesOption();

        @Mixin
        private LakeOption lakeOption = new LakeOption();

        @Mixin
        private FormatOption format = new FormatOption();

        ListReports(Console console) {
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
}
