package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.SampleLines;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Time and allocation of the lines that a format brings, the odd ones too, one round a call: {@code run formats}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class SampleLinesBenchmark {

    private static final DatasetId DATASET = new DatasetId("bench", "lines");
    private static final long ARRIVAL_MILLIS = 1_775_000_000_000L;

    /** Set to every format there is by {@link #main}. */
    @Param("combined")
    public String format;

    private LineParser parser;
    private final List<byte[]> lines = new ArrayList<>();

    /** Runs it with every format there is. */
    public static void main(String[] arguments) throws Exception {
        new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .include(SampleLinesBenchmark.class.getName())
                        .param("format", Formats.names().toArray(String[]::new))
                        .build())
                .run();
    }

    @Setup
    public void prepare() {
        parser = Formats.parser(format);
        lines.addAll(SampleLines.of(Formats.of(format)));
    }

    /** Events and rejections of all lines. */
    @Benchmark
    public void parse(Blackhole blackhole) {
        for (byte[] line : lines) {
            EventBuilder event = new EventBuilder(
                    DATASET, "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.lines", 0, 7, 0, ARRIVAL_MILLIS, line);
            blackhole.consume(parser.parse(event, 0, line.length));
            blackhole.consume(event);
        }
    }
}
