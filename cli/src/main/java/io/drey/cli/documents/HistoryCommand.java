package io.drey.cli.documents;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.stack.KafkaOption;
import io.drey.configuration.Document;
import io.drey.event.Topics;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.HistoryEntry;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = "Lists what was published, oldest first: a tenant's documents, or without --tenant the tenants.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey history --tenant acme",
            "  drey history --tenant acme dataset/access --format json",
            "  drey apply --tenant acme --rollback 12 --dry-run --diff"
        })
public final class HistoryCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "KIND/NAME", description = "Only this document.")
    private String address;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose documents.")
    private String tenant;

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Mixin
    private FormatOption format = new FormatOption();

    HistoryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ApplyCommand.requireTenantName(tenant);
        try (ControlPlane plane = ControlPlane.connect(kafka.settings())) {
            String topic = tenant == null ? Topics.TENANTS : Topics.control(tenant);
            List<List<Object>> rows = new ArrayList<>();
            for (HistoryEntry entry : plane.read(Optional.ofNullable(tenant)).history(topic)) {
                if (address == null || address.equals(entry.address())) {
                    List<Object> row = new ArrayList<>(List.of(
                            entry.revision().version(),
                            entry.revision().time().toString(),
                            entry.revision().author(),
                            entry.address(),
                            entry.document().isPresent() ? "published" : "deleted"));
                    row.add(entry.document()
                            .map(Document::content)
                            .map(Object::toString)
                            .orElse(null));
                    rows.add(row);
                }
            }
            new Rows(List.of("version", "time", "author", "document", "outcome", "content"), rows)
                    .print(format.format(), console.out());
        }
        return ExitCodes.DONE;
    }
}
