package io.drey.job;

import java.io.File;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * A job's settings from its arguments and its environment. What is further down wins: environment variables
 * ({@code DREY_KAFKA_BOOTSTRAP_SERVERS} for {@code kafka-bootstrap-servers}), the {@code config.yaml} in the folder of
 * {@code --config DIR}, {@code -Dkey=value}.
 */
public final class JobArguments {

    private static final String ENVIRONMENT_PREFIX = "DREY_";

    private JobArguments() {}

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming an argument that is not understood, and the usage
     */
    public static Configuration parse(String[] arguments, Map<String, String> environment) {
        Configuration configuration = new Configuration();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                String key = name.substring(ENVIRONMENT_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
                configuration.setString(key, value);
            }
        });
        Configuration given = new Configuration();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--config") && i + 1 < arguments.length) {
                configuration.addAll(file(arguments[++i]));
            } else if (argument.startsWith("-D") && argument.indexOf('=') > 2) {
                int equals = argument.indexOf('=');
                given.setString(argument.substring(2, equals), argument.substring(equals + 1));
            } else {
                throw new IllegalArgumentException(
                        "argument '%s' is not understood: use --config DIR and -Dkey=value".formatted(argument));
            }
        }
        configuration.addAll(given);
        return configuration;
    }

    private static Configuration file(String directory) {
        if (!new File(directory, "config.yaml").isFile()) {
            throw new IllegalArgumentException(
                    "--config %s: there is no config.yaml in that folder".formatted(directory));
        }
        return GlobalConfiguration.loadConfiguration(directory);
    }
}
