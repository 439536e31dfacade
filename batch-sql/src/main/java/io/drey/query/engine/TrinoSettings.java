package io.drey.query.engine;

import static java.util.Objects.requireNonNull;

import io.drey.event.SecretReference;
import io.drey.query.QueryException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where Trino is.
 *
 * @param url its address, {@code http://host:8080} or {@code https://host}
 * @param catalog the name that the lake's catalog has there
 * @param user whose queries they are
 * @param password where the password is: {@code env:NAME} or {@code file:/path}; empty for none
 */
public record TrinoSettings(URI url, String catalog, String user, Optional<String> password) {

    public static final ConfigOption<String> TRINO_URL = ConfigOptions.key("trino-url")
            .stringType()
            .noDefaultValue()
            .withDescription("Address of Trino's coordinator, such as https://trino.example.com.");

    public static final ConfigOption<String> TRINO_CATALOG = ConfigOptions.key("trino-catalog")
            .stringType()
            .defaultValue("lake")
            .withDescription("Name of the lake's catalog in Trino.");

    public static final ConfigOption<String> TRINO_USER = ConfigOptions.key("trino-user")
            .stringType()
            .defaultValue("drey")
            .withDescription("User that queries run as.");

    public static final ConfigOption<String> TRINO_PASSWORD = ConfigOptions.key("trino-password")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the password is: env:NAME or file:/path; needs https.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(TRINO_URL, TRINO_CATALOG, TRINO_USER, TRINO_PASSWORD);

    private static final Pattern CATALOG = Pattern.compile("[A-Za-z0-9_-]+");

    public TrinoSettings {
        requireNonNull(url, "url is null");
        requireNonNull(user, "user is null");
        password.ifPresent(reference -> new SecretReference(TRINO_PASSWORD.key(), reference));
        if (!isHttp(url) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "%s is '%s': write an address such as https://trino.example.com".formatted(TRINO_URL.key(), url));
        }
        if (!isCatalog(catalog)) {
            throw new IllegalArgumentException(
                    "%s is '%s': write letters, digits, _ and - only".formatted(TRINO_CATALOG.key(), catalog));
        }
        if (password.isPresent() && !isEncrypted(url)) {
            throw new IllegalArgumentException("%s is set, but %s is '%s': a password is sent by https only"
                    .formatted(TRINO_PASSWORD.key(), TRINO_URL.key(), url));
        }
    }

    /** Whether a text can be the name of a catalog. */
    public static boolean isCatalog(String text) {
        return CATALOG.matcher(text).matches();
    }

    /** Settings of a server without a login. */
    public static TrinoSettings at(URI url) {
        return new TrinoSettings(url, TRINO_CATALOG.defaultValue(), TRINO_USER.defaultValue(), Optional.empty());
    }

    /** The same for another catalog of the server. */
    public TrinoSettings withCatalog(String other) {
        return new TrinoSettings(url, other, user, password);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static TrinoSettings from(ReadableConfig configuration) {
        String url = configuration
                .getOptional(TRINO_URL)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is not set: give Trino's address, such as https://trino.example.com"
                                .formatted(TRINO_URL.key())));
        return new TrinoSettings(
                URI.create(url),
                configuration.get(TRINO_CATALOG),
                configuration.get(TRINO_USER),
                configuration.getOptional(TRINO_PASSWORD));
    }

    String jdbcUrl() {
        int port = url.getPort() >= 0 ? url.getPort() : isEncrypted(url) ? 443 : 80;
        return "jdbc:trino://%s:%d".formatted(url.getHost(), port);
    }

    /** What the driver is told; the only place where the password itself is. */
    Properties login() {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("SSL", Boolean.toString(isEncrypted(url)));
        login.setProperty("source", "drey");
        password.ifPresent(reference -> login.setProperty("password", resolve(reference)));
        return login;
    }

    private static String resolve(String reference) {
        try {
            return new SecretReference(TRINO_PASSWORD.key(), reference).resolve(System.getenv());
        } catch (IllegalStateException e) {
            throw new QueryException(e.getMessage(), e);
        }
    }

    private static boolean isEncrypted(URI url) {
        return "https".equals(url.getScheme());
    }

    private static boolean isHttp(URI url) {
        return isEncrypted(url) || "http".equals(url.getScheme());
    }
}
