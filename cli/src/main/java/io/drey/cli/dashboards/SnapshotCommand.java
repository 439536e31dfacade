package io.drey.cli.dashboards;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.cli.search.SearchServersOption;
import io.drey.cli.stack.TenantOption;
import io.drey.operations.OperationException;
import io.drey.operations.dashboards.DashboardFiles;
import io.drey.operations.dashboards.DashboardPack;
import io.drey.operations.dashboards.PanelFigures;
import io.drey.operations.dashboards.SnapshotPage;
import io.drey.operations.dashboards.SnapshotRange;
import io.drey.operations.search.SearchServer;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what dashboards show of a tenant as a page. */
@Command(
        name = "snapshot",
        description = {
            "Writes what the dashboards show of a tenant as one HTML page that needs nothing else: no Dashboards, no network, no "
                    + "script. The panels of each pack are asked for as Dashboards asks; lines, texts and maps are left out.",
            "Where there is nothing, the page says so.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey dashboards snapshot --out demo.html",
            "  drey dashboards snapshot --tenant acme --since 24h --out acme.html web-traffic alerts \\",
            "      -Dopensearch-urls=https://search.example:9200 -Dopensearch-user=reader \\",
            "      -Dopensearch-password=env:SEARCH_PASSWORD",
        })
final class SnapshotCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Console console;

    @Parameters(paramLabel = "PACK", description = "Packs to show, such as web-traffic (default: all).")
    private List<String> packs = new ArrayList<>();

    @Mixin
    private TenantOption whose = new TenantOption();

    private String tenant;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How far back: 15m, 6h, 7d; up to 60d (default: ${DEFAULT-VALUE}).")
    private String since;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The page; what was in the file before is overwritten.")
    private Path file;

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    SnapshotCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<String> names = DashboardFiles.chosen(
                packs, DashboardFiles.names(DashboardFiles.folder().resolve("packs"), ".yaml"));
        Instant now = Instant.now();
        SnapshotRange range = SnapshotRange.before(now, length());
        tenant = whose.of(settings.servers());
        SearchServer server = settings.openSearch(settings.configuration(), TIMEOUT);
        PanelFigures figures = new PanelFigures(server::search, tenant, range);
        List<SnapshotPage.Section> sections = new ArrayList<>();
        for (String name : names) {
            DashboardPack pack =
                    DashboardPack.read(DashboardFiles.folder().resolve("packs").resolve(name + ".yaml"));
            sections.add(new SnapshotPage.Section(pack.title(), pack.description(), figures.of(pack)));
        }
        write(new SnapshotPage(tenant, range, now.truncatedTo(ChronoUnit.SECONDS), sections));
        new Rows(
                        List.of("tenant", "from", "to", "file"),
                        List.of(List.of(
                                tenant, range.from().toString(), range.to().toString(), file.toString())))
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private Duration length() {
        Duration length = GivenTime.length("--since", since);
        if (length.compareTo(SnapshotRange.SHORTEST) < 0 || length.compareTo(SnapshotRange.LONGEST) > 0) {
            throw OperationException.usage("--since %s: write 1m to 60d".formatted(since));
        }
        return length;
    }

    private void write(SnapshotPage page) {
        StringBuilder html = new StringBuilder();
        try {
            page.write(html);
            // Whoever looks at the page meanwhile sees all of the old one, or all of the new one.
            Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
            Files.writeString(unfinished, html);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw OperationException.failure(
                    "%s cannot be written: give another file with --out, or mend its folder".formatted(file), e);
        }
    }
}
