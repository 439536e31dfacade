package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A benchmark of ours against peers. To add one, write its contenders and an entry in {@link BenchmarkRun}.
 *
 * @param name what {@code run} is asked for
 * @param input makes the input, once
 * @param ours the entry that is compared with each peer
 * @param peers who it is compared with
 * @param comparedLines over how many lines the answers are compared
 */
record Contest(String name, Input input, Entry ours, List<Peer> peers, int comparedLines) {

    /** Makes an input's file in a folder, unless it is there. */
    @FunctionalInterface
    interface Input {
        Path in(Path folder) throws IOException;
    }

    /**
     * A contender.
     *
     * @param name as in the table
     * @param lines over how many lines of the input one pass goes: fewer for the slow
     * @param contender makes it
     */
    record Entry(String name, int lines, Supplier<Contender> contender) {}

    /**
     * A peer and the goal.
     *
     * @param entry who
     * @param goal how many times its lines per CPU-second ours are to reach
     */
    record Peer(Entry entry, double goal) {}

    /** Ours, then the peers. */
    List<String> names() {
        return Stream.concat(Stream.of(ours), peers.stream().map(Peer::entry))
                .map(Entry::name)
                .toList();
    }

    /** The entry of a name. */
    Entry entry(String wanted) {
        if (ours.name.equals(wanted)) {
            return ours;
        }
        return peers.stream()
                .map(Peer::entry)
                .filter(e -> e.name.equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown contender '%s' of benchmark '%s'".formatted(wanted, name)));
    }
}
