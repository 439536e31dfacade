package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RuleSet;
import io.drey.rules.shape.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/**
 * Time and allocation of asking the rules that come along of one event, up to what is sent to their groups:
 * {@code run jmh RuleSetBenchmark -prof gc}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseParallelGC")
public class RuleSetBenchmark {

    private static final int EVENTS = 100_000;

    private final RuleBook book = RuleBook.builtIn();
    private final Count count = new Count();
    private EventBuilder[] events;
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

    /** One event. */
    @Benchmark
    public long look() {
        LogEvent event = events[next];
        book.at(event.timestampMillis()).look(event, count);
        next = next + 1 == EVENTS ? 0 : next + 1;
        return count.length;
    }

    private static final class Count implements RuleSet.Findings {

        private long length;

        @Override
        public void match(RuleHeader rule) {
            length++;
        }

        @Override
        public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {
            length += group.get(0).length() + values.size();
        }
    }
}
