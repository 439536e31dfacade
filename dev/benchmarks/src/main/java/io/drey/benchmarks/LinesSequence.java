package io.drey.benchmarks;

import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.rules.book.RuleBook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Ours, from lines of text: each is parsed and then looked at as {@link SequenceEngine} does. */
final class LinesSequence implements Contender {

    private final RuleBook book = SequenceEngine.book();
    private final LineParser parser = Formats.parser("combined");
    private Lines lines;
    private long matches;

    @Override
    public void prepare(Path input, int count) throws IOException {
        lines = Lines.read(input, count);
    }

    @Override
    public void pass() {
        run(lines.count(), line -> matches++);
    }

    @Override
    public long answer(int count) {
        CompletedLines completed = new CompletedLines();
        run(count, completed);
        return completed.answer(lines);
    }

    private void run(int count, IntConsumer completed) {
        SequenceEngine.Groups groups = new SequenceEngine.Groups(book, completed);
        for (int i = 0; i < count; i++) {
            groups.look(Request.parsed(parser, i, lines.record(i)));
        }
    }
}
