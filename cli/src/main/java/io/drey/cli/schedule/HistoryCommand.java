package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.query.rows.Rows;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What ran when. */
@Command(
        name = "history",
        description =
                "Shows what became of slots, the latest first: done, failed, lost with its instance, missed, skipped.",
        footerHeading = "%nExamples:%n",
        footer = {"  drey schedule history", "  drey schedule history lake-verify --limit 10 --format json"})
final class HistoryCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "SCHEDULE", description = "Only this schedule (default: all).")
    private String name;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    @Mixin
    private FormatOption format = new FormatOption();

    HistoryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw OperationException.usage("--limit is %d: write 1 or more".formatted(limit));
        }
        try (Database database = Database.open(option.settings())) {
            // The history of a schedule that is gone stays.
            rows(option.store(database).history(Optional.ofNullable(name), limit))
                    .print(format.format(), console.out());
        }
        return ExitCodes.DONE;
    }

    /** Runs as a result. */
    static Rows rows(List<Run> runs) {
        List<List<Object>> rows = new ArrayList<>();
        for (Run run : runs) {
            rows.add(List.of(
                    run.schedule(),
                    run.slot().toString(),
                    run.attempt(),
                    run.cause().name().toLowerCase(Locale.ROOT),
                    run.outcome().word(),
                    run.started().toString(),
                    run.ended().map(Instant::toString).orElse(""),
                    run.instance(),
                    run.detail()));
        }
        return new Rows(
                List.of("schedule", "slot", "attempt", "cause", "outcome", "started", "ended", "instance", "detail"),
                rows);
    }
}
