package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Simple Event Correlator, as Debian has it, which reads the file itself: a context for each address with so many failures, and a
 * success that asks for it. Each pass is a process of its own, which costs a tenth of a second.
 */
final class SecSequence implements Contender {

    private static final String RULES =
            """
            type=SingleWithThreshold
            ptype=RegExp
            pattern=^(\\S+) \\S+ \\S+ \\[[^\\]]*\\] "[^"]*" 40[13]\\s
            desc=failures of $1
            action=create GUESSED_$1 %2$d
            window=%2$d
            thresh=%1$d

            type=Single
            ptype=RegExp
            pattern=^(\\S+) \\S+ \\S+ \\[[^\\]]*\\] "[^"]*" [23]\\d\\d\\s.*
            context=GUESSED_$1
            desc=success of $1
            action=delete GUESSED_$1; reset -1 failures of $1; write - $0
            """
                    .formatted(SequenceContest.FAILURES, SequenceContest.SPAN_MILLIS / 1_000);

    /** Runs what follows and says at the end what CPU time it took: Perl is there, since SEC is written in it. */
    private static final String TIMED =
            "system(@ARGV) == 0 or die \"sec: $?\"; my @t = times; printf STDERR \"cpu %f\\n\", $t[2] + $t[3]";

    private Path input;
    private Path folder;
    private double cpuSeconds;

    @Override
    public void prepare(Path file, int lines) throws IOException {
        if (Lines.read(file, lines).count() != lines) {
            throw new IOException("%s has fewer than %,d lines: delete it".formatted(file, lines));
        }
        input = file;
        folder = Files.createTempDirectory("sec");
        Files.writeString(folder.resolve("rules"), RULES);
    }

    @Override
    public void pass() throws IOException {
        run();
    }

    @Override
    public long answer(int lines) throws IOException {
        run();
        try (Stream<String> found = Files.lines(folder.resolve("found"), US_ASCII)) {
            return CompletedLines.answer(found);
        }
    }

    @Override
    public double cpuSecondsOfOthers() {
        return cpuSeconds;
    }

    private void run() throws IOException {
        List<String> command = List.of(
                "perl",
                "-e",
                TIMED,
                "sec",
                "--conf=" + folder.resolve("rules"),
                "--input=" + input,
                "--notail",
                "--debug=2");
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("found").toFile())
                .redirectError(said.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("sec failed: " + Files.readString(said).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sec ran", e);
        }
        String last = Files.readAllLines(said).stream()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .orElseThrow(() -> new IOException("no CPU time in " + said));
        cpuSeconds += Double.parseDouble(last.substring("cpu ".length()));
    }
}
