package io.drey.cli;

import io.drey.job.JobArguments;
import io.drey.lake.LakeSettings;
import io.drey.query.TrinoSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which lake is meant: the running stack's, unless settings say otherwise. */
public final class LakeOption {

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

    /**
     * The lake.
     *
     * @throws CommandException if no stack runs and no setting names a lake, or a setting is wrong
     */
    public LakeSettings settings() {
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

    /** The settings that were given. */
    public Configuration configuration() {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        arguments.addAll(StackSettings.arguments(settings));
        return JobArguments.parse(arguments.toArray(String[]::new), System.getenv());
    }

    public Workspace workspace() {
        return option.workspace();
    }
}
