package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.metrics.domain.BuiltInMetrics;
import io.drey.metrics.domain.EventCounter;
import io.drey.metrics.domain.PlansByStatus;
import io.drey.metrics.domain.WindowTally;
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

/** Time and allocation of counting one event by all metrics that come along: {@code run jmh EventCounterBenchmark -prof gc}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseParallelGC")
public class EventCounterBenchmark {

    private static final int EVENTS = 100_000;
    private static final int EVENTS_PER_WINDOW = 20_000;
    private static final int EXACT_VALUES = 65_536;

    private final EventCounter counter = new EventCounter();
    private final PlansByStatus plans = new PlansByStatus(BuiltInMetrics.PLANS);
    private EventBuilder[] events;
    private WindowTally tally;
    private int next;

    @Setup
    public void read() throws IOException {
        Path folder = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Lines lines = Lines.read(new AccessLogInput(EVENTS, 7).in(folder), EVENTS);
        LineParser parser = Formats.parser("combined");
        DatasetId datasetId = new DatasetId("bench", "access");
        events = new EventBuilder[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            events[i] =
                    new EventBuilder(datasetId, "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0, i, 0, 0, lines.bytes);
            if (parser.parse(events[i], lines.starts[i], lines.end(i)) != null) {
                throw new IllegalStateException("line %d was rejected".formatted(i + 1));
            }
        }
    }

    /** One event into its window; every so many events a new window begins. */
    @Benchmark
    public WindowTally count() {
        if (next % EVENTS_PER_WINDOW == 0) {
            tally = new WindowTally(EXACT_VALUES);
        }
        counter.count(events[next], plans, tally);
        next = next + 1 == EVENTS ? 0 : next + 1;
        return tally;
    }
}
