package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.DatasetKeys;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.GivenTime;
import io.drey.event.DatasetId;
import io.drey.format.LineLimit;
import io.drey.format.Treatment;
import io.drey.job.TenantSecrets;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.reparse.Reparse;
import io.drey.lake.reparse.ReparseOrder;
import io.drey.lake.reparse.Reparsed;
import io.drey.lake.restore.RestoreRange;
import io.drey.operations.lake.PublishedDatasets;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes rows anew of the lines they came from. */
@Command(
        name = "reparse",
        description = {
            "Parses a dataset's lines again, as they came, and replaces their rows in one commit, beside running jobs and queries. "
                    + "Positions, hence ids, and arrivals stay. Rows stay as they are where a legal hold covers them, where the "
                    + "format does not fit, and where it makes the same of them. Dead letters that fit become rows of logs. "
                    + "Safe to repeat, also after it was killed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake reparse --tenant acme --dataset access --format combined --source dead-letters --dry-run",
            "  drey lake reparse --tenant acme --dataset access --from 2026-10-01 --to 2026-11-01 --format json",
        })
public final class ReparseCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose lines.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", required = true, description = "The dataset.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "The first day in UTC: that rows of logs are filed under, on which dead letters arrived "
                    + "(default: from the beginning).")
    private String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The day after the last (default: to the end).")
    private String to;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "The lines' format, as in a dataset's document.")
    private String format;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A key of a dataset's document that says how lines are read, or what is redacted, as "
                    + "time-zone=Europe/Berlin or 'redact=mask card'; may be repeated.")
    private List<String> entries = List.of();

    @Option(
            names = "--source",
            defaultValue = "both",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private From source;

    @Option(
            names = "--max-line-bytes",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "Longer dead letters stay what they are (default: ${DEFAULT-VALUE}).")
    private int maxLineBytes;

    @Option(names = "--dry-run", description = "Only count what would be done.")
    private boolean dryRun;

    @Mixin
    private LakeOption lakeOption = new LakeOption();

    /** {@code --format} is that of the lines here. */
    @Option(
            names = "--output",
            defaultValue = "table",
            description = "What is printed: table, json or csv (default: ${DEFAULT-VALUE}).")
    private OutputFormat output;

    private enum From {
        LOGS("logs", ReparseOrder.Source.LOGS),
        DEAD_LETTERS("dead-letters", ReparseOrder.Source.DEAD_LETTERS),
        BOTH("both", ReparseOrder.Source.BOTH);

        private final String word;
        private final ReparseOrder.Source source;

        From(String word, ReparseOrder.Source source) {
            this.word = word;
            this.source = source;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public ReparseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, String> given = DatasetKeys.of(entries);
        ReparseOrder asked = Given.read(() -> {
            DatasetId id = new DatasetId(tenant, dataset);
            return new ReparseOrder(
                    new RestoreRange(id, day("--from", from), day("--to", to)),
                    DatasetKeys.settings(id, format, given).withLimit(new LineLimit(maxLineBytes)),
                    source.source,
                    new TenantSecrets("").forRedaction(tenant, System.getenv()));
        });
        // What the dataset's document redacts is redacted, unless it is said otherwise: nobody means to undo it.
        ReparseOrder order = given.containsKey("redact")
                ? asked
                : published().map(asked::withTreatment).orElse(asked);
        Reparse.Outcome outcome;
        try (Lake lake = Lake.open(lakeOption.settings())) {
            outcome = new Reparse(lake)
                    .run(
                            order,
                            Instant.now(),
                            dryRun ? Reparse.Mode.COUNT : Reparse.Mode.REPLACE,
                            lines -> console.err().printf("%,d lines read%n", lines));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Reparsed table : outcome.tables()) {
            rows.add(List.of(
                    table.table().tableName(),
                    table.lines(),
                    table.replaced(),
                    table.unchanged(),
                    table.refused(),
                    Given.held(table.rowsHeld()),
                    dryRun ? "" : Long.toString(outcome.epoch())));
            RefusedLines.tell(table, console);
        }
        new Rows(List.of("source", "lines", "replaced", "unchanged", "refused", "rows_held", "epoch"), rows)
                .print(output, console.out());
        if (dryRun) {
            console.tell("nothing was replaced: --dry-run");
        }
        return ExitCodes.DONE;
    }

    /** What the document in force does to events. */
    private Optional<Treatment> published() {
        Optional<KafkaSettings> kafka = lakeOption.kafka();
        if (kafka.isEmpty()) {
            console.tell(
                    "no Kafka is named: what the dataset's document redacts is not known; say it with --set redact=…");
            return Optional.empty();
        }
        try (PublishedDatasets documents = PublishedDatasets.open(kafka.get())) {
            return documents.find(new DatasetId(tenant, dataset)).map(document -> document.lines()
                    .treatment());
        }
    }

    private static Optional<LocalDate> day(String option, String text) {
        return Optional.ofNullable(text).map(given -> GivenTime.day(option, given));
    }
}
