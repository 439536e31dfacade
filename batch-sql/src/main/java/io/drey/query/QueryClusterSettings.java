package io.drey.query;

import io.drey.event.SecretReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * On which Flink cluster queries run. Carries references to secrets, never the secrets.
 *
 * @param url its REST endpoint; empty to run them in the process that asks
 * @param parallelism with how many tasks at once a query runs there
 * @param authority the PEM file of the authority that signed the endpoint's certificate
 * @param certificate the PEM file of a client's certificate
 * @param key the PEM file of that certificate's key
 * @param token where the token is that the endpoint asks for
 * @param user who logs in
 * @param password where the user's password is
 */
public record QueryClusterSettings(
        Optional<URI> url,
        int parallelism,
        Optional<Path> authority,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<SecretReference> token,
        Optional<String> user,
        Optional<SecretReference> password) {

    public static final ConfigOption<String> QUERY_FLINK_URL = ConfigOptions.key("query-flink-url")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "REST endpoint of a Flink session cluster that runs queries and reports of the engine flink, such as"
                            + " http://jobmanager:8081; without one they run in the process that asks.");

    public static final ConfigOption<Integer> QUERY_FLINK_PARALLELISM = ConfigOptions.key("query-flink-parallelism")
            .intType()
            .defaultValue(2)
            .withDescription(
                    "With how many tasks at once a query runs on a cluster; so many slots must be free there.");

    public static final ConfigOption<String> QUERY_FLINK_CA = ConfigOptions.key("query-flink-ca")
            .stringType()
            .noDefaultValue()
            .withDescription("PEM file of the authority that signed the certificate of query-flink-url; without one"
                    + " those that Java trusts.");

    public static final ConfigOption<String> QUERY_FLINK_CERTIFICATE = ConfigOptions.key("query-flink-certificate")
            .stringType()
            .noDefaultValue()
            .withDescription("PEM file of a client's certificate, where query-flink-url asks for one.");

    public static final ConfigOption<String> QUERY_FLINK_KEY = ConfigOptions.key("query-flink-key")
            .stringType()
            .noDefaultValue()
            .withDescription("PEM file of the key of query-flink-certificate, in PKCS #8.");

    public static final ConfigOption<String> QUERY_FLINK_TOKEN = ConfigOptions.key("query-flink-token")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the token is that query-flink-url asks for: env:NAME or file:/path.");

    public static final ConfigOption<String> QUERY_FLINK_USER = ConfigOptions.key("query-flink-user")
            .stringType()
            .noDefaultValue()
            .withDescription("Who logs in at query-flink-url.");

    public static final ConfigOption<String> QUERY_FLINK_PASSWORD = ConfigOptions.key("query-flink-password")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the password of query-flink-user is: env:NAME or file:/path.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            QUERY_FLINK_URL,
            QUERY_FLINK_PARALLELISM,
            QUERY_FLINK_CA,
            QUERY_FLINK_CERTIFICATE,
            QUERY_FLINK_KEY,
            QUERY_FLINK_TOKEN,
            QUERY_FLINK_USER,
            QUERY_FLINK_PASSWORD);

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    static QueryClusterSettings from(ReadableConfig configuration) {
        int parallelism = configuration.get(QUERY_FLINK_PARALLELISM);
        if (parallelism < 1) {
            throw new IllegalArgumentException("%s is '%d': write a number of tasks, at least 1"
                    .formatted(QUERY_FLINK_PARALLELISM.key(), parallelism));
        }
        return new QueryClusterSettings(
                configuration.getOptional(QUERY_FLINK_URL).map(QueryClusterSettings::address),
                parallelism,
                configuration.getOptional(QUERY_FLINK_CA).map(Path::of),
                configuration.getOptional(QUERY_FLINK_CERTIFICATE).map(Path::of),
                configuration.getOptional(QUERY_FLINK_KEY).map(Path::of),
                secret(configuration, QUERY_FLINK_TOKEN),
                configuration.getOptional(QUERY_FLINK_USER),
                secret(configuration, QUERY_FLINK_PASSWORD));
    }

    private static URI address(String text) {
        try {
            URI url = URI.create(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw noAddress(text, e);
        }
        throw noAddress(text, null);
    }

    private static IllegalArgumentException noAddress(String text, Exception cause) {
        return new IllegalArgumentException(
                "%s is '%s': write an address such as http://jobmanager:8081".formatted(QUERY_FLINK_URL.key(), text),
                cause);
    }

    private static Optional<SecretReference> secret(ReadableConfig configuration, ConfigOption<String> option) {
        return configuration.getOptional(option).map(reference -> new SecretReference(option.key(), reference));
    }
}
