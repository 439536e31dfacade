package io.drey.search;

import static java.util.Objects.requireNonNull;

import io.drey.event.SecretReference;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where OpenSearch is and how one logs in; see {@link OpenSearchOptions} for what each means. Carries a reference to the
 * password, never the password.
 *
 * @param urls at least one {@code http} or {@code https} address
 * @param user the user; empty for no login
 * @param password where the user's password is; null for no login
 * @param certificateAuthority the PEM file of the authority that signed the nodes' certificates; empty for those that Java
 *     trusts
 * @param requestTimeout positive
 */
public record OpenSearchConnection(
        List<URI> urls, String user, SecretReference password, String certificateAuthority, Duration requestTimeout)
        implements Serializable {

    public OpenSearchConnection {
        urls = List.copyOf(requireNonNull(urls, "urls is null"));
        requireNonNull(user, "user is null");
        requireNonNull(certificateAuthority, "certificateAuthority is null");
        require(!urls.isEmpty(), OpenSearchOptions.URLS, urls, "name at least one address");
        for (URI url : urls) {
            require(
                    ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null,
                    OpenSearchOptions.URLS,
                    url,
                    "write addresses such as http://search.example:9200");
            require(
                    url.getUserInfo() == null,
                    OpenSearchOptions.URLS,
                    url.getScheme() + "://…@" + url.getHost(),
                    "write user and password into opensearch-user and opensearch-password");
        }
        require(
                user.isEmpty() == (password == null),
                OpenSearchOptions.USER,
                user,
                "set both it and " + OpenSearchOptions.PASSWORD.key() + ", or none");
        require(
                requestTimeout.toMillis() > 0,
                OpenSearchOptions.REQUEST_TIMEOUT,
                requestTimeout,
                "use a millisecond or more");
    }

    /** A connection without a login. */
    public static OpenSearchConnection to(URI... urls) {
        return new OpenSearchConnection(List.of(urls), "", null, "", OpenSearchOptions.REQUEST_TIMEOUT.defaultValue());
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static OpenSearchConnection from(ReadableConfig config) {
        return new OpenSearchConnection(
                config.get(OpenSearchOptions.URLS).stream()
                        .map(OpenSearchConnection::url)
                        .toList(),
                config.get(OpenSearchOptions.USER),
                config.getOptional(OpenSearchOptions.PASSWORD)
                        .map(reference -> new SecretReference(OpenSearchOptions.PASSWORD.key(), reference))
                        .orElse(null),
                config.get(OpenSearchOptions.CA),
                config.get(OpenSearchOptions.REQUEST_TIMEOUT));
    }

    private static URI url(String text) {
        try {
            return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s is '%s': write addresses such as http://search.example:9200"
                            .formatted(OpenSearchOptions.URLS.key(), text),
                    e);
        }
    }

    static void require(boolean holds, ConfigOption<?> option, Object value, String remedy) {
        if (!holds) {
            throw new IllegalArgumentException("%s is '%s': %s".formatted(option.key(), value, remedy));
        }
    }
}
