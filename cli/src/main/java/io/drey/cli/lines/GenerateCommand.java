package io.drey.cli.lines;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.GivenTime;
import io.drey.cli.console.StandardOutput;
import io.drey.operations.OperationException;
import io.drey.operations.generate.LineFormat;
import io.drey.operations.generate.TrafficGenerator;
import io.drey.operations.generate.TrafficSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "generate",
        description = {
            "Writes the access log of a made-up web shop: few callers and pages make most of the traffic, visitors come in "
                    + "sessions, some guess passwords, some scan for weak spots, and some lines are damaged.",
            "The same seed, start, rate and format give the same bytes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey generate --lines 1000000 --seed 7 --start 2026-01-01T00:00:00Z --out access.log",
            "  drey generate --lines 100 --format json | drey parse --format json -",
        })
public final class GenerateCommand implements Callable<Integer> {

    private static final int BUFFER_BYTES = 1 << 18;

    private final Console console;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many lines (default: ${DEFAULT-VALUE}).")
    private long lines;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-f", "--format"},
            defaultValue = "combined",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LineFormat format;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "500",
            description = "How many lines make a second of the log's time (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "When the first request happens, such as 2026-01-01T00:00:00Z (default: now).")
    private String start;

    @Option(
            names = "--malformed-one-in",
            paramLabel = "N",
            defaultValue = "" + TrafficSettings.DEFAULT_MALFORMED_ONE_IN,
            description = "One damaged line in so many; 0 for none (default: ${DEFAULT-VALUE}).")
    private int malformedOneIn;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to; - for standard output, the default.")
    private String out;

    GenerateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (lines < 0) {
            throw OperationException.usage("--lines %d: give a number of lines, 0 or more".formatted(lines));
        }
        TrafficGenerator traffic = new TrafficGenerator(settings());
        try (OutputStream target = open()) {
            for (long i = 0; i < lines; i++) {
                target.write(traffic.nextLine());
                target.write('\n');
            }
        }
        return ExitCodes.DONE;
    }

    private TrafficSettings settings() {
        try {
            return new TrafficSettings(seed, format, startTime(), rate, malformedOneIn);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private Instant startTime() {
        return start == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : GivenTime.moment("--start", start);
    }

    private OutputStream open() throws IOException {
        if (out.equals("-")) {
            return new BufferedOutputStream(new StandardOutput(console.out()), BUFFER_BYTES);
        }
        try {
            return new BufferedOutputStream(Files.newOutputStream(Path.of(out)), BUFFER_BYTES);
        } catch (NoSuchFileException e) {
            throw OperationException.usage("--out %s: there is no such folder; make it first".formatted(out), e);
        } catch (AccessDeniedException e) {
            throw OperationException.usage("--out %s may not be written: choose another place".formatted(out), e);
        }
    }
}
