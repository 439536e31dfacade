package io.drey.cli.targets;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.TargetTrial;
import io.drey.event.Printable;
import io.drey.job.TenantSecrets;
import io.drey.operations.OperationException;
import io.drey.operations.control.DocumentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "test",
        description = {
            "Sends one alert through a target's document, from this machine and without any job, and tells what the target "
                    + "answered. The alert says that it is a test; its rule is 'drey-test'. The target's filter does not count.",
            "Ends with 0 if the target took it, with 1 if not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey targets test -f config/oncall.yaml --secrets /etc/drey/secrets",
            "  DREY_SECRET_ACME_SMTP=... drey targets test -f config/ --tenant acme --name oncall --severity critical",
        })
final class TestCommand implements Callable<Integer> {

    /** The levels that an alert may have. */
    enum Severity {
        informational,
        low,
        medium,
        high,
        critical
    }

    private final Console console;

    @Option(
            names = "-f",
            paramLabel = "PATH",
            required = true,
            description = "A file with the target, or a folder with *.yaml; may be repeated.")
    private List<Path> files = List.of();

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose target it is, where files do not say it.")
    private String tenant;

    @Option(names = "--name", paramLabel = "NAME", description = "The target's name, where files hold several.")
    private String name;

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description =
                    "The folder of the tenants' secrets, a file TENANT/NAME each, as delivery-secrets names it (default: "
                            + "environment variables DREY_SECRET_TENANT_NAME).")
    private String secrets = "";

    @Option(
            names = "--severity",
            paramLabel = "LEVEL",
            description = "The alert's level: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "low")
    private Severity severity = Severity.low;

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DocumentFiles read = DocumentFiles.read(files, Optional.ofNullable(tenant));
        if (!read.problems().isEmpty()) {
            read.problems().forEach(problem -> console.tell(problem.toString()));
            return ExitCodes.FAILED;
        }
        TargetDocument target = target(read.sorted());
        try {
            String answer = TargetTrial.send(
                    target, new TenantSecrets(secrets), System.getenv(), severity.name(), Instant.now());
            console.out().println("%s took it: %s".formatted(target.key(), Printable.ofWhole(answer)));
            return ExitCodes.DONE;
        } catch (IOException | IllegalStateException e) {
            throw OperationException.failure(
                    "%s at %s did not take it: %s"
                            .formatted(target.key(), target.address(), Printable.ofWhole(e.getMessage())),
                    e);
        }
    }

    private TargetDocument target(List<Document> documents) {
        List<Document> found = documents.stream()
                .filter(document -> document.kind() == DocumentKind.TARGET)
                .filter(document -> name == null || document.name().equals(name))
                .toList();
        if (found.isEmpty()) {
            throw OperationException.usage(
                    name == null
                            ? "the files hold no 'kind: Target': name one that does with -f"
                            : "the files hold no target '%s': see their 'name:'".formatted(Printable.of(name)));
        }
        if (found.size() > 1) {
            throw OperationException.usage("the files hold several targets: name one with --name and --tenant, of "
                    + found.stream()
                            .map(document -> document.tenant() + "/" + document.name())
                            .collect(Collectors.joining(", ")));
        }
        TargetDocument target = TargetDocument.of(found.get(0));
        if (target.payload() != TargetDocument.Payload.ALERTS) {
            throw OperationException.usage("%s takes events: what is sent is an alert".formatted(target.key()));
        }
        return target;
    }
}
