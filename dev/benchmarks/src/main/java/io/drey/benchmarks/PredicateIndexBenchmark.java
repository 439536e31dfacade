package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.rules.condition.Condition;
import io.drey.rules.index.EventMatcher;
import io.drey.rules.index.RuleIndex;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Which of many rules an event of an access log meets, by the index and by asking each: {@code run jmh
 * PredicateIndexBenchmark -prof gc}. The events are parsed before, so few of them that they stay in the second-level cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class PredicateIndexBenchmark {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("bench", "access"), "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0);
    private static final int EVENTS = 1024;
    private static final long ARRIVAL_MILLIS = 1_775_000_000_000L;

    /** Which public rules, and how many with their variants: those for web servers and proxies, or all. */
    @Param({"web:1", "web:1000", "all:234", "all:1000", "all:3000"})
    public String rules;

    /** The generated log, or a real one of the samples. */
    @Param({"generated", "real"})
    public String lines;

    private final EventBuilder[] events = new EventBuilder[EVENTS];
    private final LineParser parser = Formats.parser("combined");
    private List<Condition> conditions;
    private EventMatcher matcher;
    private int next;
    private long asked;
    private final Counter counter = new Counter();

    @Setup
    public void prepare() throws IOException {
        String[] parts = rules.split(":", -1);
        conditions = conditions(parts[0], Integer.parseInt(parts[1]));
        matcher = RuleIndex.of(conditions).matcher();
        Path file = lines.equals("generated")
                ? new AccessLogInput(100_000, 7)
                        .in(Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs")))
                : Path.of(
                        System.getProperty("drey.home", "../.."), "../shared/samples/access-semicomplete-a/access.log");
        Lines read = Lines.read(file, EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            byte[] line = read.record(i);
            events[i] = new EventBuilder(ORIGIN, i, 0, ARRIVAL_MILLIS, line);
            Rejection rejection = parser.parse(events[i], 0, line.length);
            if (rejection != null) {
                throw new IllegalStateException("line %d: %s".formatted(i + 1, rejection));
            }
        }
    }

    static List<Condition> conditions(String which, int count) throws IOException {
        return new SigmaReader(Placeholders.NONE)
                .read(files(which, count)).rules().stream()
                        .map(SigmaRule::condition)
                        .toList();
    }

    /** Public rules and their variants: {@code web} for those of web servers and proxies, or {@code all}. */
    static List<SigmaFile> files(String which, int count) throws IOException {
        return RuleVariants.ofSamples(text -> which.equals("all")
                        || text.contains("\n    category: webserver\n")
                        || text.contains("\n    category: proxy\n"))
                .first(count);
    }

    /** One event, by the index. */
    @Benchmark
    public long index() {
        asked++;
        matcher.match(events[next++ & (EVENTS - 1)], counter);
        return counter.met;
    }

    /** One line, parsed and then matched by the index. */
    @Benchmark
    public long parseAndIndex() {
        asked++;
        int place = next++ & (EVENTS - 1);
        byte[] line = events[place].bytes();
        EventBuilder event = new EventBuilder(ORIGIN, place, 0, ARRIVAL_MILLIS, line);
        if (parser.parse(event, 0, line.length) != null) {
            throw new IllegalStateException("the line was rejected");
        }
        matcher.match(event, counter);
        return counter.met;
    }

    /** One event, each rule asked. */
    @Benchmark
    public long each() {
        asked++;
        LogEvent event = events[next++ & (EVENTS - 1)];
        for (Condition condition : conditions) {
            if (condition.holds(event)) {
                counter.met++;
            }
        }
        return counter.met;
    }

    /** Says how many rules an event met and, by the index, how many were looked at. */
    @TearDown
    public void report() {
        System.out.printf(
                "%,d rules; an event met %.3f of them; the index looked at %.3f%n",
                conditions.size(), (double) counter.met / asked, (double) matcher.looks() / asked);
    }

    /** Counts what events meet, without an object for each event. */
    static final class Counter implements IntConsumer {

        long met;

        @Override
        public void accept(int rule) {
            met++;
        }
    }
}
