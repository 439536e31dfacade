package io.drey.cli.jobs;

import io.drey.cli.console.CommandException;
import io.drey.cli.stack.StackSettings;
import io.drey.job.JobArguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say how jobs are set: on top of what a running local stack stands for. */
public final class SettingsOption {

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting of the jobs, such as -Dkafka-bootstrap-servers=broker:9092; also DREY_… in the "
                    + "environment. Those of a running local stack need not be given.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--config", paramLabel = "DIR", description = "A folder whose config.yaml has the settings.")
    private Path config;

    /** The settings that were given. */
    public Map<String, String> given() {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        arguments.addAll(StackSettings.arguments(settings));
        try {
            return JobArguments.parse(arguments.toArray(String[]::new), System.getenv())
                    .toMap();
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage(), e);
        }
    }

    /** The settings that were given, over others. */
    public Map<String, String> over(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(others);
        all.putAll(given());
        return all;
    }
}
