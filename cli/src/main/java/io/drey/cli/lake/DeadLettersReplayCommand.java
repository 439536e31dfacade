package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.job.TenantSecrets;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.reparse.Reparse;
import io.drey.lake.reparse.ReparseOrder;
import io.drey.lake.reparse.Reparsed;
import io.drey.lake.restore.RestoreRange;
import io.drey.operations.OperationException;
import io.drey.operations.lake.PublishedDatasets;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes events of dead letters that can be read by now. */
@Command(
        name = "replay",
        description = {
            "Reads a dataset's dead letters once more, as its document in force says, and moves those that are lines of it by now into "
                    + "the lake's logs, in one commit, beside running jobs and queries. Positions, hence ids, and arrivals stay; the "
                    + "epoch, which each replay has of its own, is event_ingested of its rows and stands in the snapshot. What cannot be "
                    + "read still stays a dead letter.",
            "Safe to repeat, also after it was killed: a second replay adds nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey dead-letters replay --tenant acme --dataset access --dry-run",
            "  drey dead-letters replay --tenant acme --dataset access --from 2026-11-01 --to 2026-11-28",
        })
final class DeadLettersReplayCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose lines.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", required = true, description = "The dataset.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "The first day of arrival in UTC (default: from the beginning).")
    private String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The day after the last (default: to the end).")
    private String to;

    @Option(names = "--dry-run", description = "Only count what would be done.")
    private boolean dryRun;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    DeadLettersReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DatasetId id = Given.read(() -> new DatasetId(tenant, dataset));
        RestoreRange range = Given.read(() -> new RestoreRange(id, day("--from", from), day("--to", to)));
        DatasetDocument document = published(id);
        ReparseOrder order = Given.read(() -> new ReparseOrder(
                range,
                document.lines(),
                ReparseOrder.Source.DEAD_LETTERS,
                new TenantSecrets("").forRedaction(tenant, System.getenv())));
        Reparse.Outcome outcome;
        try (Lake lake = Lake.open(option.settings())) {
            outcome = new Reparse(lake)
                    .run(
                            order,
                            Instant.now(),
                            dryRun ? Reparse.Mode.COUNT : Reparse.Mode.REPLACE,
                            lines -> console.err().printf("%,d lines read%n", lines));
        }
        List<List<Object>> rows = new ArrayList<>();
        long replayed = 0;
        for (Reparsed table : outcome.tables()) {
            replayed += table.replaced();
            rows.add(List.of(
                    id.dataset(),
                    table.lines(),
                    table.replaced(),
                    table.refused(),
                    Given.held(table.rowsHeld()),
                    dryRun ? "" : Long.toString(outcome.epoch())));
            RefusedLines.tell(table, console);
        }
        new Rows(List.of("dataset", "lines", "replayed", "refused", "rows_held", "epoch"), rows)
                .print(format.format(), console.out());
        if (dryRun) {
            console.tell("nothing was replayed: --dry-run");
        } else if (replayed > 0) {
            console.tell("they are in the lake; 'drey index rebuild' makes them searchable");
        }
        return ExitCodes.DONE;
    }

    private DatasetDocument published(DatasetId id) {
        KafkaSettings kafka = option.kafka()
                .orElseThrow(
                        () -> OperationException.usage("the document of %s is in Kafka: name it with -D%s=HOST:PORT"
                                .formatted(id, KafkaSettings.BOOTSTRAP_SERVERS.key())));
        try (PublishedDatasets published = PublishedDatasets.open(kafka)) {
            return published
                    .find(id)
                    .orElseThrow(() -> OperationException.failure(
                            "dataset %s has no document: publish one with 'drey apply'".formatted(id)));
        }
    }

    private static Optional<LocalDate> day(String option, String text) {
        return Optional.ofNullable(text).map(given -> GivenTime.day(option, given));
    }
}
