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

    private OtherProgram sec;
    private Path input;

    @Override
    public void prepare(Path file, int lines) throws IOException {
        input = Lines.requireCount(file, lines);
        sec = new OtherProgram();
        Files.writeString(sec.file("rules"), RULES);
    }

    @Override
    public void pass() throws IOException {
        run();
    }

    @Override
    public long answer(int lines) throws IOException {
        run();
        try (Stream<String> found = Files.lines(sec.file("found"), US_ASCII)) {
            return CompletedLines.answer(found);
        }
    }

    @Override
    public double cpuSecondsOfOthers() {
        return sec.cpuSeconds();
    }

    private void run() throws IOException {
        sec.run(
                sec.file("found"),
                List.of("sec", "--conf=" + sec.file("rules"), "--input=" + input, "--notail", "--debug=2"));
    }
}
