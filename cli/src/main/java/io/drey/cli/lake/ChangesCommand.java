package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.DatasetId;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.audit.DocumentChanges;
import io.drey.operations.lake.RecordedChanges;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes changes of documents into the lake, and shows them. */
@Command(
        name = "changes",
        description = {
            "Shows who published or deleted which document, oldest first, from the lake's table document_changes.",
            "Takes what was published since into the lake first, where a Kafka is named. A schedule does so every hour."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake changes --tenant acme",
            "  drey lake changes --format csv",
            "  drey report run configuration-changes --tenant acme --since 30d"
        })
public final class ChangesCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's documents (default: all).")
    private String tenant;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ChangesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<String> only =
                Optional.ofNullable(tenant).map(name -> Given.read(() -> DatasetId.requireTenant(name)));
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.settings())) {
            Optional<KafkaSettings> kafka = option.kafka();
            if (kafka.isPresent()) {
                int added = RecordedChanges.update(lake, kafka.get(), only);
                console.tell("changes that were not in the lake yet: %,d".formatted(added));
            } else {
                console.tell("no Kafka is named: these are the changes that were recorded; set %s to add later ones"
                        .formatted(KafkaSettings.BOOTSTRAP_SERVERS.key()));
            }
            for (DocumentChanges.Change change : DocumentChanges.of(lake, only)) {
                rows.add(new ArrayList<>(Arrays.asList(
                        change.time().toString(),
                        change.author(),
                        change.tenant(),
                        change.kind() + "/" + change.name(),
                        change.version(),
                        change.outcome(),
                        change.content().orElse(null))));
            }
        }
        new Rows(List.of("time", "author", "tenant", "document", "version", "outcome", "content"), rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
