package io.drey.cli.jobs;

import io.drey.event.SecretReference;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkAccess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how one is let in at the endpoint of a Flink cluster. */
public final class FlinkAccessOption {

    private static final String VARIABLES = "DREY_FLINK_";

    @Option(
            names = "--flink-ca",
            paramLabel = "FILE",
            description =
                    "The PEM file of the authority that signed the endpoint's certificate (default: those that Java"
                            + " trusts; $DREY_FLINK_CA).")
    private Path authority;

    @Option(
            names = "--flink-certificate",
            paramLabel = "FILE",
            description = "The PEM file of a client's certificate, where the endpoint asks for one"
                    + " ($DREY_FLINK_CERTIFICATE).")
    private Path certificate;

    @Option(
            names = "--flink-key",
            paramLabel = "FILE",
            description = "The PEM file of that certificate's key, in PKCS #8 ($DREY_FLINK_KEY).")
    private Path key;

    @Option(
            names = "--flink-token",
            paramLabel = "REFERENCE",
            description = "Where the token is that the endpoint asks for: env:NAME or file:/path ($DREY_FLINK_TOKEN).")
    private String token;

    @Option(
            names = "--flink-user",
            paramLabel = "NAME",
            description = "Who logs in at the endpoint ($DREY_FLINK_USER).")
    private String user;

    @Option(
            names = "--flink-password",
            paramLabel = "REFERENCE",
            description = "Where that user's password is: env:NAME or file:/path ($DREY_FLINK_PASSWORD).")
    private String password;

    /**
     * What is given, or else what the environment says.
     *
     * @throws OperationException if parts of it do not go together
     */
    public FlinkAccess access() {
        return access(System.getenv());
    }

    private FlinkAccess access(Map<String, String> environment) {
        try {
            return new FlinkAccess(
                    file(authority, "CA", environment),
                    file(certificate, "CERTIFICATE", environment),
                    file(key, "KEY", environment),
                    text(token, "TOKEN", environment).map(reference -> new SecretReference("--flink-token", reference)),
                    text(user, "USER", environment),
                    text(password, "PASSWORD", environment)
                            .map(reference -> new SecretReference("--flink-password", reference)));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private static Optional<Path> file(Path given, String variable, Map<String, String> environment) {
        return text(given == null ? null : given.toString(), variable, environment)
                .map(Path::of);
    }

    /** What was given, or else what the environment says: each command would have to repeat it. */
    private static Optional<String> text(String given, String variable, Map<String, String> environment) {
        return Optional.ofNullable(given != null ? given : environment.get(VARIABLES + variable))
                .filter(text -> !text.isBlank());
    }
}
