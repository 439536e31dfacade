package io.drey.cli.lake;

import io.drey.cli.console.GivenTime;
import io.drey.lake.deadletters.DeadLetters;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class DeadLettersOption {

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Of which dataset (default: all).")
    private String dataset;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Only those whose reason has this in it.")
    private String reason;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first arrival: a time or a day (UTC), such as 2026-03-01T10:00:00Z or 2026-03-01.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The moment behind the last arrival.")
    private String to;

    DeadLetters.Selection selection() {
        return Given.read(() -> new DeadLetters.Selection(
                tenant,
                Optional.ofNullable(dataset),
                Optional.ofNullable(reason),
                Optional.ofNullable(from).map(text -> GivenTime.moment("--from", text)),
                Optional.ofNullable(to).map(text -> GivenTime.moment("--to", text))));
    }
}
