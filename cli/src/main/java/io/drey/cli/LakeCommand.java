package io.drey.cli;

import io.drey.job.JobArguments;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.query.TrinoSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lake",
        description = "Looks after the lake.",
        subcommands = LakeCommand.Init.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  drey lake init")
final class LakeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: init");
    }

    /** The options that say which lake is meant: the running stack's, unless settings say otherwise. */
    static final class LakeOption {

        @Mixin
        private WorkspaceOption option = new WorkspaceOption();

        @Option(
                names = "-D",
                paramLabel = "KEY=VALUE",
                description = "A setting of the lake, such as -Dlake-warehouse=hdfs://namenode:8020/lake. Without any, "
                        + "the lake of the running local stack is meant.")
        private Map<String, String> settings = Map.of();

        @Option(names = "--config", paramLabel = "DIR", description = "A folder whose config.yaml has the settings.")
        private Path config;

        LakeSettings settings() {
            try {
                Configuration configuration = configuration();
                if (configuration.contains(LakeSettings.LAKE_WAREHOUSE)) {
                    return LakeSettings.from(configuration);
                }
            } catch (IllegalArgumentException e) {
                throw CommandException.usage(e.getMessage(), e);
            }
            Workspace workspace = option.workspace();
            return StackSettings.lake(workspace.runningStack(), workspace);
        }

        /** Where the Trino is that reads this lake. */
        TrinoSettings trino() {
            try {
                Configuration configuration = configuration();
                if (configuration.contains(TrinoSettings.TRINO_URL)) {
                    return TrinoSettings.from(configuration);
                }
            } catch (IllegalArgumentException e) {
                throw CommandException.usage(e.getMessage(), e);
            }
            return StackSettings.trino(option.workspace().runningStack())
                    .orElseThrow(() -> CommandException.failure(
                            "no Trino runs in %s: start one with 'drey stack up --with-trino', or name one with -Dtrino-url=URL"
                                    .formatted(option.workspace().dir())));
        }

        private Configuration configuration() {
            List<String> arguments = new ArrayList<>();
            if (config != null) {
                arguments.addAll(List.of("--config", config.toString()));
            }
            arguments.addAll(StackSettings.arguments(settings));
            return JobArguments.parse(arguments.toArray(String[]::new), System.getenv());
        }

        Workspace workspace() {
            return option.workspace();
        }
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
                new Rows(List.of("table", "outcome", "location"), rows).print(format.format, console.out());
            }
            return ExitCodes.DONE;
        }
    }
}
