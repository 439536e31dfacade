package io.drey.cli.stack;

import io.drey.job.JobArguments;
import io.drey.job.SettingsReader;
import io.drey.operations.OperationException;
import io.drey.operations.stack.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Option;

/** The settings that a command is given: by {@code -D}, whose description a subclass has, by {@code --config}, by the environment. */
public abstract class SettingsOption {

    private Map<String, String> settings = Map.of();
    private Map<String, String> environment = System.getenv();

    @Option(names = "--config", paramLabel = "DIR", description = "A folder whose config.yaml has the settings.")
    private Path config;

    /** Takes those of {@code -D}. */
    protected final void give(Map<String, String> options) {
        settings = options;
    }

    /** Has the settings of a folder, and of nothing else. */
    protected final void only(Path folder) {
        config = folder;
        settings = Map.of();
        environment = Map.of();
    }

    /** The file that has the settings; empty where they are given otherwise. */
    public final Optional<Path> file() {
        return Optional.ofNullable(config).map(folder -> folder.resolve("config.yaml"));
    }

    /** All that the command may read, of which it reads a part at a time. */
    protected abstract SettingsReader reader();

    /**
     * Refuses what nothing reads, also where the command would ask for no setting.
     *
     * @throws OperationException if nothing reads a key, or there is no file
     */
    public final void requireKnown() {
        if (!settings.isEmpty() || config != null) {
            read(reader());
        }
    }

    /**
     * The settings of a command.
     *
     * @throws OperationException if nothing reads a key, or there is no file
     */
    protected final Configuration read() {
        return read(reader());
    }

    /** Those that somebody reads. */
    protected final Configuration read(SettingsReader reader) {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        arguments.addAll(StackSettings.arguments(settings));
        try {
            return JobArguments.parse(reader, arguments.toArray(String[]::new), environment);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
