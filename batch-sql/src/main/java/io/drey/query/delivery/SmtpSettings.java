package io.drey.query.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.event.SecretReference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How mail is sent.
 *
 * @param host the server
 * @param port its port
 * @param tls whether and how the connection is encrypted
 * @param user who logs in; empty for nobody
 * @param password where the password is: {@code env:NAME} or {@code file:/path}; empty for none
 * @param from the sender's address
 * @param maxAttachmentBytes how much is attached to a mail at the most; what is more is named
 */
public record SmtpSettings(
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<String> password,
        String from,
        long maxAttachmentBytes) {

    /** Whether and how the connection is encrypted. */
    public enum Tls {
        /** Not at all. */
        NONE(25),
        /** It begins without, and is refused where the server does not encrypt it then. */
        STARTTLS(587),
        /** From its beginning. */
        TLS(465);

        private final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    public static final ConfigOption<String> SMTP_HOST = ConfigOptions.key("smtp-host")
            .stringType()
            .noDefaultValue()
            .withDescription("Server that mail is sent by, such as smtp.example.com.");

    public static final ConfigOption<Integer> SMTP_PORT = ConfigOptions.key("smtp-port")
            .intType()
            .noDefaultValue()
            .withDescription("Its port; without one 465 with smtp-tls=tls, 587 with starttls, 25 with none.");

    public static final ConfigOption<String> SMTP_TLS = ConfigOptions.key("smtp-tls")
            .stringType()
            .defaultValue("starttls")
            .withDescription("Whether and how the connection is encrypted: none, starttls or tls.");

    public static final ConfigOption<String> SMTP_USER =
            ConfigOptions.key("smtp-user").stringType().noDefaultValue().withDescription("Who logs in at the server.");

    public static final ConfigOption<String> SMTP_PASSWORD = ConfigOptions.key("smtp-password")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the password is: env:NAME or file:/path. The password itself is refused.");

    public static final ConfigOption<String> SMTP_FROM = ConfigOptions.key("smtp-from")
            .stringType()
            .noDefaultValue()
            .withDescription("Address that mail is sent from, such as drey@example.com.");

    public static final ConfigOption<MemorySize> SMTP_MAX_ATTACHMENTS = ConfigOptions.key("smtp-max-attachments")
            .memoryType()
            .defaultValue(MemorySize.parse("10mb"))
            .withDescription("The most that is attached to a mail; files that would be more are named instead.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS =
            List.of(SMTP_HOST, SMTP_PORT, SMTP_TLS, SMTP_USER, SMTP_PASSWORD, SMTP_FROM, SMTP_MAX_ATTACHMENTS);

    private static final int LAST_PORT = 65_535;

    public SmtpSettings {
        requireNonNull(host, "host is null");
        requireNonNull(tls, "tls is null");
        password.ifPresent(reference -> new SecretReference(SMTP_PASSWORD.key(), reference));
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    "%s is %d: write a port from 1 to %d".formatted(SMTP_PORT.key(), port, LAST_PORT));
        }
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException(
                    "one of %s and %s is set: set both, or none".formatted(SMTP_USER.key(), SMTP_PASSWORD.key()));
        }
        if (password.isPresent() && tls == Tls.NONE && !isLocal(host)) {
            throw new IllegalArgumentException("%s is set, but %s is none: a password is sent encrypted only"
                    .formatted(SMTP_PASSWORD.key(), SMTP_TLS.key()));
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static SmtpSettings from(ReadableConfig configuration) {
        Tls tls = tls(configuration.get(SMTP_TLS));
        return new SmtpSettings(
                required(configuration, SMTP_HOST, "the server that mail is sent by, such as smtp.example.com"),
                configuration.getOptional(SMTP_PORT).orElse(tls.port),
                tls,
                configuration.getOptional(SMTP_USER),
                configuration.getOptional(SMTP_PASSWORD),
                required(configuration, SMTP_FROM, "the sender's address, such as drey@example.com"),
                configuration.get(SMTP_MAX_ATTACHMENTS).getBytes());
    }

    private static String required(ReadableConfig configuration, ConfigOption<String> option, String what) {
        return configuration
                .getOptional(option)
                .orElseThrow(
                        () -> new IllegalArgumentException("%s is not set: give %s".formatted(option.key(), what)));
    }

    private static Tls tls(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none" -> Tls.NONE;
            case "starttls" -> Tls.STARTTLS;
            case "tls" -> Tls.TLS;
            default ->
                throw new IllegalArgumentException(
                        "%s is '%s': write none, starttls or tls".formatted(SMTP_TLS.key(), value));
        };
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("::1");
    }
}
