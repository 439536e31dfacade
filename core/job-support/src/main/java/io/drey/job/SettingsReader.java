package io.drey.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/**
 * A job or a command, and the settings that it reads.
 *
 * @param name as messages name it: {@code the ingest job}
 * @param keys those of the catalogue that it reads
 * @param flinkKeys what becomes of Flink's own keys
 */
public record SettingsReader(String name, List<String> keys, FlinkKeysAre flinkKeys) {

    /** What becomes of Flink's own keys. */
    public enum FlinkKeysAre {
        /** Flink is given them. */
        HANDED_ON,
        /** Nothing reads them. */
        WITHOUT_EFFECT
    }

    public SettingsReader {
        requireNonNull(name, "name is null");
        requireNonNull(flinkKeys, "flinkKeys is null");
        keys = List.copyOf(keys);
        for (String key : keys) {
            if (SettingsCatalogue.ofDrey().find(key).isEmpty()) {
                throw new IllegalStateException(
                        "the setting '%s' is not in settings.json: write it anew, as the README of job-support says"
                                .formatted(key));
            }
        }
    }

    /**
     * A job.
     *
     * @param shortName as a user calls it
     * @param options all that it reads
     */
    public static SettingsReader job(String shortName, List<ConfigOption<?>> options) {
        return new SettingsReader("the %s job".formatted(shortName), keysOf(options), FlinkKeysAre.HANDED_ON);
    }

    /** A command. */
    public static SettingsReader command(List<ConfigOption<?>> options) {
        return new SettingsReader("this command", keysOf(options), FlinkKeysAre.WITHOUT_EFFECT);
    }

    private static List<String> keysOf(List<ConfigOption<?>> options) {
        return options.stream().map(ConfigOption::key).distinct().toList();
    }
}
