package io.drey.cli.dashboards;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.dashboards.DashboardFiles;
import io.drey.operations.dashboards.DashboardPack;
import io.drey.operations.dashboards.IndexFields;
import io.drey.operations.dashboards.SavedObjects;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "build",
        description =
                "Makes the saved objects, dashboards/*.ndjson, of their descriptions in dashboards/packs. For those who change a dashboard.",
        footerHeading = "%nExample:%n",
        footer = "  drey dashboards build")
final class BuildCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FormatOption format = new FormatOption();

    BuildCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (String name : DashboardFiles.names(DashboardFiles.folder().resolve("packs"), ".yaml")) {
            DashboardPack pack =
                    DashboardPack.read(DashboardFiles.folder().resolve("packs").resolve(name + ".yaml"));
            Path file = DashboardFiles.folder().resolve(pack.id() + ".ndjson");
            Files.write(
                    file,
                    SavedObjects.ndjson(
                            pack, new IndexFields(DashboardFiles.folder().resolve("templates"))));
            rows.add(List.of(pack.id(), file.toString()));
        }
        new Rows(List.of("pack", "file"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
