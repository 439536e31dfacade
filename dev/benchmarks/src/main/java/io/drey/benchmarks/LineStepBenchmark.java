package io.drey.benchmarks;

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

/**
 * Time and allocation of a round of a format's or a step's lines: {@code run jmh LineStepBenchmark -p 'step=rfc5424' -prof gc}. {@link
 * LineRates} compares all, by CPU time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class LineStepBenchmark {

    /** Any name that {@link LineRates} shows. */
    @Param({"rfc3164", "rfc5424", "syslog repaired", "redact: mask card", "envelope: docker", "multiline: java"})
    public String step;

    private LineStep prepared;

    @Setup
    public void prepare() {
        prepared = LineStep.all().stream()
                .filter(each -> each.name().equals(step))
                .findFirst()
                .orElseThrow();
    }

    /** All lines once. */
    @Benchmark
    public void round(Blackhole blackhole) {
        prepared.round(blackhole::consume);
    }
}
