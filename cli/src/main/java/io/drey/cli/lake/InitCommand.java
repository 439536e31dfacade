package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.lake.Lake;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "init",
        description = "Creates the lake's tables that are missing, and columns that this version adds. Safe to repeat.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake init",
            "  drey lake init -Dlake-catalog-uri=jdbc:postgresql://db:5432/lake -Dlake-catalog-user=drey \\",
            "      -Dlake-catalog-password=env:LAKE_PASSWORD -Dlake-warehouse=hdfs://namenode:8020/lake"
        })
final class InitCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    InitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Lake lake = Lake.open(option.settings())) {
            List<List<Object>> rows = new ArrayList<>();
            for (Lake.TableState state : lake.init()) {
                rows.add(List.of(
                        state.table().tableName(), state.outcome().name().toLowerCase(Locale.ROOT), state.location()));
            }
            new Rows(List.of("table", "outcome", "location"), rows).print(format.format(), console.out());
        }
        return ExitCodes.DONE;
    }
}
