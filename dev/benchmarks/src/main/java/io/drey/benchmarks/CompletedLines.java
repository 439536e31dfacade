package io.drey.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** The lines that complete a match: the answer of an engine, whatever the order in which it gives them. */
final class CompletedLines implements IntConsumer {

    private final List<Integer> lines = new ArrayList<>();

    @Override
    public void accept(int line) {
        lines.add(line);
    }

    long answer() {
        Answer answer = new Answer();
        lines.stream().sorted().forEach(answer::with);
        return answer.with(lines.size()).hash();
    }

    /** The same by what the lines say, where an engine does not number them. */
    long answer(Lines texts) {
        return answer(lines.stream().map(texts::text));
    }

    static long answer(Stream<String> texts) {
        Answer answer = new Answer();
        texts.sorted().forEach(answer::with);
        return answer.hash();
    }
}
