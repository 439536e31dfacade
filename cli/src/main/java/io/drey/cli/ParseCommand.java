package io.drey.cli;

import io.drey.cli.console.CommandException;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.StandardOutput;
import io.drey.format.Formats;
import io.drey.format.LineParseRun;
import io.drey.format.ParseCounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "parse",
        description = {
            "Writes what each line becomes, one line of JSON for each, in order: the event with its ECS fields, or the dead "
                    + "letter with the reason, the place and the line's bytes.",
            "Needs no server, and little memory whatever the input's size."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey parse --format combined /var/log/apache2/access.log",
            "  tail -f access.log | drey parse --format combined - | jq .source.ip",
        })
final class ParseCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = {"-f", "--format"},
            required = true,
            completionCandidates = FormatNames.class,
            description = "The lines' format: ${COMPLETION-CANDIDATES}.")
    private String format;

    @Parameters(paramLabel = "FILE", defaultValue = "-", description = "The lines; - for standard input, the default.")
    private String file;

    ParseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        LineParseRun run;
        try {
            run = new LineParseRun(format, file);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage(), e);
        }
        ParseCounts counts;
        try (InputStream in = open();
                StandardOutput out = new StandardOutput(console.out())) {
            counts = run.run(in, out);
        }
        if (counts.deadLetters() > 0) {
            console.tell("%,d of %,d lines are not %s: see their dead letters"
                    .formatted(counts.deadLetters(), counts.lines(), format));
        }
        return ExitCodes.DONE;
    }

    private InputStream open() throws IOException {
        if (file.equals("-")) {
            return console.in();
        }
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw CommandException.usage("%s: there is no such file".formatted(file));
        }
        if (Files.isDirectory(path)) {
            throw CommandException.usage("%s is a folder: give a file of lines".formatted(file));
        }
        if (!Files.isReadable(path)) {
            throw CommandException.usage("%s may not be read: mend its permissions".formatted(file));
        }
        return Files.newInputStream(path);
    }

    /** The names of all formats. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Formats.names().iterator();
        }
    }
}
