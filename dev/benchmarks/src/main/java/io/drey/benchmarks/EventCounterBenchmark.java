package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.metrics.domain.BuiltInMetrics;
import io.drey.metrics.domain.EventCounter;
import io.drey.metrics.domain.PlansByStatus;
import io.drey.metrics.domain.WindowTally;
import java.io.IOException;
import java.nio.file.Path;
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
 * Time and allocation of counting one event by all metrics that come along: {@code run jmh EventCounterBenchmark -prof gc}. With
 * {@code geo} each event says where its caller is; with {@code balancer} it says what a load balancer's line does, so that
 * percentiles are counted, too.
 */
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

    private static final int PLACES = 2_000;
    private static final int TARGETS = 20;
    private static final int BALANCERS = 3;

    @Param({"access", "geo", "balancer"})
    public String events;

    private final EventCounter counter = new EventCounter();
    private final PlansByStatus plans = new PlansByStatus(BuiltInMetrics.PLANS);
    private EventBuilder[] prepared;
    private WindowTally tally;
    private int next;

    @Setup
    public void read() throws IOException {
        Path folder = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Lines lines = Lines.read(new AccessLogInput(EVENTS, 7).in(folder), EVENTS);
        LineParser parser = Formats.parser("combined");
        DatasetId datasetId = new DatasetId("bench", "access");
        prepared = new EventBuilder[EVENTS];
        Random random = new Random(7);
        for (int i = 0; i < EVENTS; i++) {
            byte[] line = lines.record(i);
            EventBuilder event =
                    new EventBuilder(datasetId, "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0, i, 0, 0, line);
            if (parser.parse(event, 0, line.length) != null) {
                throw new IllegalStateException("line %d was rejected".formatted(i + 1));
            }
            switch (events) {
                case "geo" -> locate(event, random);
                case "balancer" -> balance(event, random);
                default -> {
                    // As it was read.
                }
            }
            prepared[i] = event;
        }
    }

    /** Adds a place; few of them are frequent. */
    private static void locate(EventBuilder event, Random random) {
        int place = (int) (PLACES * Math.pow(random.nextDouble(), 3));
        event.appendOpen("source.geo.country_iso_code", "%c%c".formatted('A' + place % 20, 'A' + place % 3));
        event.appendOpen("source.geo.city_name", "City " + place);
        event.appendOpen("source.geo.location", "%d.%d,%d.25".formatted(place % 90, place % 10, place % 180));
    }

    /** Adds who answered and how long it took. */
    private static void balance(EventBuilder event, Random random) {
        int target = random.nextInt(TARGETS);
        event.append(
                Field.AWS_ELB_NAME,
                "app/web-%d/50dc6c495c0c9188".formatted(target % BALANCERS).getBytes(US_ASCII));
        event.append(Field.AWS_ELB_BACKEND_IP, "10.0.0.%d".formatted(target).getBytes(US_ASCII));
        event.put(Field.AWS_ELB_BACKEND_PROCESSING_TIME, (long) (20_000 * Math.exp(random.nextGaussian())));
    }

    /** One event into its window; every so many events a new window begins. */
    @Benchmark
    public WindowTally count() {
        if (next % EVENTS_PER_WINDOW == 0) {
            tally = new WindowTally(EXACT_VALUES);
        }
        counter.count(prepared[next], plans, tally);
        next = next + 1 == EVENTS ? 0 : next + 1;
        return tally;
    }
}
