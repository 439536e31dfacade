package io.drey.benchmarks;

import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time and allocation of one event of the rule "five failures, then a success, by one address", its address's state kept
 * as an object in a map: {@code run jmh SequenceShapeBenchmark -prof gc}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseParallelGC")
public class SequenceShapeBenchmark {

    private static final int EVENTS = 1 << 20;
    private static final int ADDRESSES = 10_000;
    private static final int ENTRY_LIMIT = 1_000;
    private static final int EVENTS_PER_MILLISECOND = 10;

    private final Shape shape = new Sequence(
            List.of(new Sequence.Step(0, 5), new Sequence.Step(1, 1)),
            60_000,
            Sequence.NO_UNTIL,
            Sequence.Taking.LATEST);
    private final Map<String, io.drey.rules.shape.State> states = new HashMap<>();
    private Occurrence[] occurrences;
    private String[] addresses;
    private int next;
    private long matches;

    /** Of a hundred events, how many are failures; the others are successes. */
    @Param({"5", "50"})
    public int failures;

    @Setup
    public void fill() {
        Random random = new Random(7);
        occurrences = new Occurrence[EVENTS];
        addresses = new String[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            addresses[i] = "192.0.2." + random.nextInt(ADDRESSES);
            EventReference event = new EventReference(i / EVENTS_PER_MILLISECOND, "AAAAAAAAAAAAAAAAAAAAAA", 0, i, 0);
            occurrences[i] = new Occurrence(event, random.nextInt(100) < failures ? 1 : 2);
        }
    }

    /** One event; after the last one all begins anew. */
    @Benchmark
    public long process() {
        if (next == EVENTS) {
            next = 0;
            states.clear();
        }
        Occurrence occurrence = occurrences[next];
        String address = addresses[next];
        next++;
        io.drey.rules.shape.State state = states.get(address);
        if (state == null) {
            if (!shape.begins(occurrence)) {
                return matches;
            }
            state = shape.start(ENTRY_LIMIT);
            states.put(address, state);
        }
        state.process(occurrence, match -> matches++);
        if (state.isEmpty()) {
            states.remove(address);
        }
        return matches;
    }
}
