package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.Rows;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.format.LineLimit;
import io.drey.format.LineSettings;
import io.drey.lake.Lake;
import io.drey.lake.reparse.Refusal;
import io.drey.lake.reparse.Reparse;
import io.drey.lake.reparse.ReparseOrder;
import io.drey.lake.reparse.Reparsed;
import io.drey.lake.restore.RestoreRange;
import io.drey.query.rows.OutputFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
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
        ReparseOrder order = Given.read(() -> new ReparseOrder(
                new RestoreRange(new DatasetId(tenant, dataset), day("--from", from), day("--to", to)),
                LineSettings.of(format).withLimit(new LineLimit(maxLineBytes)),
                source.source));
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
            for (Refusal refusal : table.refusals()) {
                console.tell("%s stays: column %d: %s"
                        .formatted(
                                refusal.position(),
                                refusal.rejection().column(),
                                Printable.of(refusal.rejection().reason())));
            }
        }
        new Rows(List.of("source", "lines", "replaced", "unchanged", "refused", "rows_held", "epoch"), rows)
                .print(output, console.out());
        if (dryRun) {
            console.tell("nothing was replaced: --dry-run");
        }
        return ExitCodes.DONE;
    }

    private static Optional<LocalDate> day(String option, String text) {
        return Optional.ofNullable(text).map(given -> Given.day(option, given));
    }
}
