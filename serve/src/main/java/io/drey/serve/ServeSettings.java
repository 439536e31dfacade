package io.drey.serve;

import io.drey.event.SecretReference;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the service is told.
 *
 * @param listen where it listens; port 0 for any that is free
 * @param keyStore certificate and key for TLS, PKCS #12; empty for none
 * @param keyStorePassword where the key store's password is
 * @param behindProxy whether TLS ends at a proxy in front of it
 * @param concurrentQueries how many queries run at once; more wait
 * @param spoolFolder where rows wait to be fetched; empty for a folder of its own
 * @param resultBytes the most that one result may take there
 * @param resultKept how long a result is kept after its query ended
 * @param peerUrl where other instances reach this one; empty where there are none
 * @param peerAuthority the PEM file of the authority that signed the instances' certificates; empty for those that Java trusts
 */
public record ServeSettings(
        InetSocketAddress listen,
        Optional<Path> keyStore,
        Optional<SecretReference> keyStorePassword,
        boolean behindProxy,
        int concurrentQueries,
        Optional<Path> spoolFolder,
        long resultBytes,
        Duration resultKept,
        Optional<URI> peerUrl,
        Optional<Path> peerAuthority) {

    public static final ConfigOption<String> LISTEN = ConfigOptions.key("serve-listen")
            .stringType()
            .defaultValue("127.0.0.1:8095")
            .withDescription("Address and port at which drey serve listens; port 0 is any that is free.");

    public static final ConfigOption<String> KEY_STORE = ConfigOptions.key("serve-tls-key-store")
            .stringType()
            .noDefaultValue()
            .withDescription("Certificate and private key of drey serve: a PKCS #12 file. With it only TLS is spoken.");

    public static final ConfigOption<String> KEY_STORE_PASSWORD = ConfigOptions.key("serve-tls-key-store-password")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where the password of serve-tls-key-store is: env:NAME or file:/path. The password itself is refused.");

    public static final ConfigOption<Boolean> BEHIND_PROXY = ConfigOptions.key("serve-behind-proxy")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Says that TLS ends at a proxy in front of drey serve. Without it and without TLS, only addresses of this"
                            + " machine are listened at, as tokens would cross the network in clear.");

    public static final ConfigOption<Integer> CONCURRENT_QUERIES = ConfigOptions.key("serve-concurrent-queries")
            .intType()
            .defaultValue(2)
            .withDescription("How many queries and reports drey serve runs at once; more wait for their turn.");

    public static final ConfigOption<String> SPOOL_FOLDER = ConfigOptions.key("serve-spool-folder")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder in which drey serve keeps rows until they are fetched (default: one of its own in the"
                            + " system's folder for temporary files, which goes with it).");

    public static final ConfigOption<MemorySize> RESULT_BYTES = ConfigOptions.key("serve-result-bytes")
            .memoryType()
            .defaultValue(MemorySize.parse("1gb"))
            .withDescription("The most that one result may take in serve-spool-folder before its query is ended.");

    public static final ConfigOption<Duration> RESULT_KEPT = ConfigOptions.key("serve-result-kept")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long drey serve keeps a result after its query has ended.");

    public static final ConfigOption<String> PEER_URL = ConfigOptions.key("serve-peer-url")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where other instances of drey serve reach this one past what balances them, such as https://10.0.0.7:8095. With it,"
                            + " and with the database of schedule-jdbc-url, instances answer for each other's runs.");

    public static final ConfigOption<String> PEER_CA = ConfigOptions.key("serve-peer-ca")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "PEM file of the authority that signed the certificates of other instances; without one those that Java trusts.");

    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            LISTEN,
            KEY_STORE,
            KEY_STORE_PASSWORD,
            BEHIND_PROXY,
            CONCURRENT_QUERIES,
            SPOOL_FOLDER,
            RESULT_BYTES,
            RESULT_KEPT,
            PEER_URL,
            PEER_CA);

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static ServeSettings from(ReadableConfig configuration) {
        InetSocketAddress listen = address(configuration.get(LISTEN));
        Optional<Path> keyStore = configuration.getOptional(KEY_STORE).map(Path::of);
        Optional<SecretReference> password = configuration
                .getOptional(KEY_STORE_PASSWORD)
                .map(reference -> new SecretReference(KEY_STORE_PASSWORD.key(), reference));
        if (keyStore.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException(
                    "%s and %s belong together: set both or none".formatted(KEY_STORE.key(), KEY_STORE_PASSWORD.key()));
        }
        boolean behindProxy = configuration.get(BEHIND_PROXY);
        if (!listen.getAddress().isLoopbackAddress() && keyStore.isEmpty() && !behindProxy) {
            throw new IllegalArgumentException(
                    "%s is %s, which other machines reach, and tokens would cross the network in clear: set %s, or %s where a"
                                    .formatted(
                                            LISTEN.key(),
                                            configuration.get(LISTEN),
                                            KEY_STORE.key(),
                                            BEHIND_PROXY.key() + "=true")
                            + " proxy in front speaks TLS");
        }
        Optional<URI> peerUrl = configuration.getOptional(PEER_URL).map(ServeSettings::peer);
        if (peerUrl.filter(url -> url.getScheme().equals("http") && !HERE.contains(url.getHost()))
                        .isPresent()
                && !behindProxy) {
            throw new IllegalArgumentException(
                    "%s is %s, and tokens would cross the network in clear: write https://, or set %s=true where nobody listens between instances"
                            .formatted(PEER_URL.key(), configuration.get(PEER_URL), BEHIND_PROXY.key()));
        }
        Duration kept = configuration.get(RESULT_KEPT);
        return new ServeSettings(
                listen,
                keyStore,
                password,
                behindProxy,
                atLeastOne(CONCURRENT_QUERIES, configuration.get(CONCURRENT_QUERIES)),
                configuration.getOptional(SPOOL_FOLDER).map(Path::of),
                atLeastOne(RESULT_BYTES, configuration.get(RESULT_BYTES).getBytes()),
                kept,
                peerUrl,
                configuration.getOptional(PEER_CA).map(Path::of));
    }

    private static <T extends Number> T atLeastOne(ConfigOption<?> option, T number) {
        if (number.longValue() < 1) {
            throw new IllegalArgumentException("%s is '%s': it must be at least 1".formatted(option.key(), number));
        }
        return number;
    }

    private static URI peer(String text) {
        try {
            URI url = URI.create(text.endsWith("/") ? text : text + "/");
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw noPeer(text, e);
        }
        throw noPeer(text, null);
    }

    private static IllegalArgumentException noPeer(String text, Exception cause) {
        return new IllegalArgumentException(
                "%s is '%s': write an address such as https://10.0.0.7:8095".formatted(PEER_URL.key(), text), cause);
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            InetSocketAddress address = new InetSocketAddress(text.substring(0, Math.max(0, colon)), port);
            if (colon > 0 && !address.isUnresolved()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // No number, or none that a port can have.
        }
        throw new IllegalArgumentException(
                "%s is '%s': write an address of this machine and a port, such as 127.0.0.1:8095"
                        .formatted(LISTEN.key(), text));
    }
}
