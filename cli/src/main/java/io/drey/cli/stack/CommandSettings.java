package io.drey.cli.stack;

import io.drey.job.JobArguments;
import io.drey.job.SettingsReader;
import io.drey.operations.OperationException;
import io.drey.operations.stack.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** The settings that a command is given: by {@code -D}, by the file of {@code --config}, by the environment. */
public final class CommandSettings {

    private CommandSettings() {}

    /**
     * Those of a command.
     *
     * @param known all that it reads
     * @param options those of {@code -D}
     * @param config the folder of the file; null for none
     * @throws OperationException if nothing reads a key, or there is no file
     */
    public static Configuration of(List<ConfigOption<?>> known, Map<String, String> options, Path config) {
        return of(SettingsReader.command(known), options, config);
    }

    /** Those of a command that has others read them. */
    public static Configuration of(SettingsReader reader, Map<String, String> options, Path config) {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        arguments.addAll(StackSettings.arguments(options));
        try {
            return JobArguments.parse(reader, arguments.toArray(String[]::new), System.getenv());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
