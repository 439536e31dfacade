package io.drey.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/**
 * A job or a command, and the settings that it reads.
 *
 * @param name as messages name it: {@code the ingest job}
 * @param keys those of the catalogue that it reads
 * @param takes which keys of {@code -D} are taken
 */
public record SettingsReader(String name, List<String> keys, Takes takes) {

    /** Which keys of {@code -D} are taken. */
    public enum Takes {
        /** Those that it reads: nothing is handed on to Flink. */
        OWN,
        /** Those and Flink's own. */
        OWN_AND_FLINKS,
        /** Those of any of our jobs and commands, and Flink's own: who starts several jobs hands them all the same. */
        ALL
    }

    public SettingsReader {
        requireNonNull(name, "name is null");
        requireNonNull(takes, "takes is null");
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
        return new SettingsReader("the %s job".formatted(shortName), keysOf(options), Takes.ALL);
    }

    /** A command. */
    public static SettingsReader command(List<ConfigOption<?>> options) {
        return new SettingsReader("this command", keysOf(options), Takes.OWN);
    }

    private static List<String> keysOf(List<ConfigOption<?>> options) {
        return options.stream().map(ConfigOption::key).distinct().toList();
    }
}
