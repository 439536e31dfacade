package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.GivenTime;
import io.drey.event.Sha256;
import io.drey.operations.serve.NewToken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a token for somebody who asks {@code drey serve}. */
@Command(
        name = "token",
        description = {
            "Makes a token, tells it once on the standard error, and prints what belongs under tokens: in the file of roles, which has"
                    + " its SHA-256 and not the token. Nothing is stored.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey serve token grafana --role web-analysts",
            "  drey serve token ann --role security-acme --expires 90d >> access.yaml",
        })
final class ServeTokenCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "Whose it is: stands in the record of who asked what.")
    private String name;

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "A role of the file.")
    private String role;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it is good for, such as 90d (default: until it is taken out of the file).")
    private String expires;

    ServeTokenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String token = NewToken.make();
        StringBuilder entry =
                new StringBuilder("  %s:\n    role: %s\n    sha256: %s\n".formatted(name, role, Sha256.of(token)));
        if (expires != null) {
            Instant end =
                    Instant.now().plus(GivenTime.positive("--expires", expires)).truncatedTo(ChronoUnit.SECONDS);
            entry.append("    expires: ").append(end).append('\n');
        }
        console.out().print(entry);
        console.out().flush();
        console.tell("the token of %s, which nobody can tell again: %s".formatted(name, token));
        return ExitCodes.DONE;
    }
}
