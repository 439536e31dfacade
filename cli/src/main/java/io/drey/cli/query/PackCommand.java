package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.stack.TenantOption;
import io.drey.operations.OperationException;
import io.drey.query.catalog.Period;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.report.PackRequest;
import io.drey.query.report.PackRunner;
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
        name = "pack",
        description = {
            "Writes all reports of a standard for a month, a quarter or a year, with a page that maps the standard's"
                    + " clauses to them and one manifest over all. The folder is called PACK-PERIOD-TENANT, and appears"
                    + " when it is complete. All reports read the same snapshot of each table.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey report packs",
            "  drey report pack pci --period 2026-10",
            "  drey report pack soc2 --period 2026-10 --deliver s3://evidence/soc2",
            "  drey report pack pci --period 2026-Q3 --tenant acme --out evidence \\",
            "    --param \"sensitive-url-access.paths=*/cards*,*/payments*\"",
            "  drey report verify evidence/pci-2026-Q3-acme",
        })
final class PackCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "PACK", description = "The pack; see drey report packs.")
    private String name;

    @Option(
            names = "--period",
            required = true,
            paramLabel = "PERIOD",
            description = "In UTC: a month such as 2026-10, a quarter such as 2026-Q3, or a year such as 2026.")
    private String period;

    /** Known, so that whoever asks for it learns what to do instead. */
    @Option(names = "--across", hidden = true)
    private String regions;

    @Mixin
    private TenantOption whose = new TenantOption();

    @Option(
            names = {"-p", "--param"},
            paramLabel = "REPORT.NAME=VALUE",
            description = "A parameter of one of the reports; drey query lists them.")
    private Map<String, String> parameters = Map.of();

    @Mixin
    private ReportOption option = new ReportOption();

    PackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (regions != null) {
            throw OperationException.usage(
                    "a pack is evidence of one lake: make it in each region with that region's --config, or single reports with drey report run REPORT --across %s"
                            .formatted(regions));
        }
        QueryCatalog catalog = option.catalog();
        PackRequest request =
                PackRequest.of(catalog, name, Period.parse(period), whose.of(option.servers()), parameters);
        Path folder = option.folder();
        List<Delivery> deliveries = option.deliveries();
        PackRunner.Pack pack;
        try (CtrlC ctrlC = new CtrlC()) {
            pack = new PackRunner(catalog, option.engine(), option.records(console))
                    .run(request, folder, console::tell, ctrlC.ending());
        }
        Rows made = new Rows(
                List.of("pack", "reports", "rows", "cover", "manifest"),
                List.of(List.of(
                        name,
                        pack.reports(),
                        pack.rowCount(),
                        pack.cover().toString(),
                        pack.manifest().toString())));
        option.finish(Finished.of(pack), deliveries, made, console);
        return ExitCodes.DONE;
    }
}
