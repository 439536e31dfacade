package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.lake.Lake;
import io.drey.lake.retention.Holds;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Releases a legal hold. */
@Command(
        name = "release",
        description = "Releases a legal hold; that it was there, and who released it and why, stays. Safe to repeat.",
        footerHeading = "%nExample:%n",
        footer = "  drey lake release case-7 --reason 'case closed'")
public final class ReleaseCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "HOLD", description = "The hold; see drey lake hold --list.")
    private String id;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept.")
    private String reason;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ReleaseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Lake lake = Lake.open(option.settings())) {
            Holds.Outcome outcome = Given.read(() -> new Holds(lake).release(id, Given.actor(), reason, Instant.now()));
            new Rows(
                            List.of("hold", "outcome"),
                            List.of(List.of(id, outcome == Holds.Outcome.DONE ? "released" : "unchanged")))
                    .print(format.format(), console.out());
        }
        return ExitCodes.DONE;
    }
}
