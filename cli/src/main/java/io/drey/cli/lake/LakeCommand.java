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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lake",
        description = "Looks after the lake.",
        subcommands = {
            LakeCommand.Init.class,
            CompactCommand.class,
            ExpireCommand.class,
            RetainCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            EraseCommand.class,
            TagCommand.class,
            LedgerCommand.class,
            VerifyCommand.class,
            RestoreCommand.class,
            ExportCommand.class,
            ReparseCommand.class,
            AccessCommand.class,
            AuditCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  drey lake init")
public final class LakeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            name = "init",
            description =
                    "Creates the lake's tables that are missing, and columns that this version adds. Safe to repeat.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey lake init",
                "  drey lake init -Dlake-catalog-uri=jdbc:postgresql://db:5432/lake -Dlake-catalog-user=drey \\",
                "      -Dlake-catalog-password=env:LAKE_PASSWORD -Dlake-warehouse=hdfs://namenode:8020/lake"
            })
    static final class Init implements Callable<Integer> {

        private final Console console;

        @Mixin
        private LakeOption option = new LakeOption();

        @Mixin
        private FormatOption format = new FormatOption();

        Init(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try (Lake lake = Lake.open(option.settings())) {
                List<List<Object>> rows = new ArrayList<>();
                for (Lake.TableState state : lake.init()) {
                    rows.add(List.of(
                            state.table().tableName(),
                            state.outcome().name().toLowerCase(Locale.ROOT),
                            state.location()));
                }
                new Rows(List.of("table", "outcome", "location"), rows).print(format.format(), console.out());
            }
            return ExitCodes.DONE;
        }
    }
}
