package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time and allocation of one combined line: {@code run jmh CombinedParserBenchmark -prof gc}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseParallelGC")
public class CombinedParserBenchmark {

    private static final DatasetId DATASET = new DatasetId("bench", "access");

    private final LineParser parser = Formats.parser("combined");
    private Lines lines;
    private int next;

    @Setup
    public void read() throws IOException {
        Path folder = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        lines = Lines.read(new AccessLogInput(100_000, 7).in(folder), 100_000);
    }

    /** The event alone over a copied line, as a consumer makes it: what parsing comes on top of. */
    @Benchmark
    public EventBuilder event() {
        return new EventBuilder(
                DATASET, "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0, next, 0, 0, lines.record(next));
    }

    /** The event with its fields. */
    @Benchmark
    public LogEvent parse() {
        int line = next;
        EventBuilder event = event();
        next = line + 1 == lines.count() ? 0 : line + 1;
        if (parser.parse(event, 0, event.bytes().length) != null) {
            throw new IllegalStateException("line %d was rejected".formatted(line + 1));
        }
        return event;
    }
}
