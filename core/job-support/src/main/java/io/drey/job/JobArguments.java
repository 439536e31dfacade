package io.drey.job;

import io.drey.event.SecretReference;
import java.io.File;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * The settings of a job or command, from its arguments and its environment. What is further down wins: environment variables
 * ({@code DREY_KAFKA_BOOTSTRAP_SERVERS} for {@code kafka-bootstrap-servers}), the {@code config.yaml} in the folder of
 * {@code --config DIR}, {@code -Dkey=value}.
 *
 * <p>A key that nothing reads is refused. File and environment may be shared: there the setting of any job or command will do, and
 * Flink's own keys in a file. Which {@code -D} takes, the reader says.
 */
public final class JobArguments {

    /** What divides the key of a setting that has parts from a part's. */
    private static final String PART = ".";

    private JobArguments() {}

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming an argument that is not understood, and the usage; or each key that nothing reads,
     *     where it stands and what may be meant; or a job's secret that is not where its setting says
     */
    public static Configuration parse(SettingsReader reader, String[] arguments, Map<String, String> environment) {
        GivenSettings given = new GivenSettings(reader);
        String directory = null;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--config") && i + 1 < arguments.length) {
                directory = arguments[++i];
                given.file(new File(directory, "config.yaml").getPath(), file(directory));
            } else if (argument.startsWith("-D") && argument.indexOf('=') > 2) {
                int equals = argument.indexOf('=');
                given.option(argument.substring(2, equals), argument.substring(equals + 1));
            } else {
                throw new IllegalArgumentException(
                        "argument '%s' is not understood: use --config DIR and -Dkey=value".formatted(argument));
            }
        }
        given.environment(environment);
        Configuration settings = given.configuration();
        if (reader.takes() == SettingsReader.Takes.ALL) {
            requireSecrets(reader, settings.toMap(), environment);
        }
        return settings;
    }

    /** A job that lacks a secret would come up, and then fail again and again. */
    private static void requireSecrets(
            SettingsReader reader, Map<String, String> settings, Map<String, String> environment) {
        settings.forEach((key, reference) -> {
            boolean isRead = reader.keys().stream().anyMatch(read -> key.equals(read) || key.startsWith(read + PART));
            if (isRead && namesASecret(key) && !reference.isBlank()) {
                try {
                    new SecretReference(key, reference).resolve(environment);
                } catch (IllegalStateException e) {
                    // Of a failure on a cluster users see the innermost cause: that is this sentence, not a file's
                    // name.
                    throw new IllegalArgumentException(e.getMessage());
                }
            }
        });
    }

    private static boolean namesASecret(String key) {
        return key.endsWith("-password") || key.contains("-secrets" + PART);
    }

    private static Configuration file(String directory) {
        if (!new File(directory, "config.yaml").isFile()) {
            throw new IllegalArgumentException(
                    "--config %s: there is no config.yaml in that folder".formatted(directory));
        }
        return GlobalConfiguration.loadConfiguration(directory);
    }
}
