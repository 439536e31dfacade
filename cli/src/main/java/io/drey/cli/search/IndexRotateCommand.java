package io.drey.cli.search;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexCare;
import io.drey.operations.search.domain.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rotate",
        description = {
            "Makes the coming day's and month's indices, with their aliases, where there are current ones, and settles old "
                    + "ones: read-only, merged, with fewer replicas. Safe to repeat, also after it was killed.",
            "A settled index takes no late document: what comes after --settle is kept as refused, and is in the lake."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  drey index rotate --dry-run", "  drey index rotate --settle 3d --replicas 1 --tenant acme"})
final class IndexRotateCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--settle",
            paramLabel = "DAYSd",
            defaultValue = "7d",
            description = "How long after its day or month, and after it was made, an index may get late documents "
                    + "(default: ${DEFAULT-VALUE}).")
    private String settle;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many copies a settled index keeps (default: ${DEFAULT-VALUE}; the lake has everything, "
                    + "and drey index rebuild refills a lost one).")
    private int replicas;

    @Mixin
    private IndexScope scope = new IndexScope();

    IndexRotateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Rotation rotation = rotation();
        String patterns = scope.patterns();
        scope.print(new IndexCare(scope.actions()).rotate(patterns, rotation, Instant.now()), console);
        return ExitCodes.DONE;
    }

    private Rotation rotation() {
        if (!settle.matches("\\d{1,4}d")) {
            throw OperationException.usage("--settle '%s' is no number of days: write it like 7d".formatted(settle));
        }
        try {
            return new Rotation(Duration.ofDays(Long.parseLong(settle.substring(0, settle.length() - 1))), replicas);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
