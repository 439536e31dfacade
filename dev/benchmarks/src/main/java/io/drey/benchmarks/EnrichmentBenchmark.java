package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Treatment;
import io.drey.format.enrich.EnrichRule;
import io.drey.format.enrich.Enrichment;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.LookupTable;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.format.redact.RedactionSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * What a rule of {@code enrich} adds to a combined line, beside {@code none}: lists of 100,000 networks, and the database that
 * {@code -Ddrey.benchmarks.geo-database=FILE} names. {@code run jmh EnrichmentBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class EnrichmentBenchmark {

    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final String NONE = "none";
    private static final int NETWORKS = 100_000;

    @Param({NONE, "geo", "user-agent", "bots networks", "threats networks", "lookup networks by source.ip"})
    private String rule;

    private LinePipeline pipeline;
    private GeoFinder geo;
    private Lines lines;
    private int next;
    private LogEvent last;

    @Setup
    public void prepare() throws IOException {
        Path folder = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        lines = Lines.read(new AccessLogInput(100_000, 7).in(folder), 100_000);
        String database = System.getProperty("drey.benchmarks.geo-database");
        geo = GeoFinder.open(Stream.ofNullable(database).map(Path::of).toList(), problem -> {
            throw new IllegalStateException(problem);
        });
        Random random = new Random(7);
        Map<String, Map<String, String>> rows = new HashMap<>();
        while (rows.size() < NETWORKS) {
            rows.put(
                    "%d.%d.%d.0/%d"
                            .formatted(
                                    random.nextInt(224),
                                    random.nextInt(256),
                                    random.nextInt(256),
                                    16 + random.nextInt(9)),
                    Map.of("owner", "platform"));
        }
        LookupTable table = new LookupTable("networks", rows);
        List<EnrichRule> rules = Stream.of(rule)
                .filter(each -> !each.equals(NONE))
                .map(EnrichRule::parse)
                .toList();
        EnrichmentSources sources = new EnrichmentSources(geo, new UserAgentFinder(), name -> table);
        new Enrichment(rules).problems(sources).forEach(problem -> {
            throw new IllegalStateException(problem);
        });
        pipeline = new LinePipeline(
                LineSettings.of("combined").withTreatment(Treatment.NONE.withEnrichment(new Enrichment(rules))),
                RedactionSecrets.NONE,
                sources);
    }

    @TearDown
    public void close() {
        geo.close();
    }

    @Benchmark
    public LogEvent parse() {
        int line = next;
        next = line + 1 == lines.count() ? 0 : line + 1;
        EventBuilder event = new EventBuilder(
                DATASET, "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0, line, 0, 0, lines.record(line));
        pipeline.process(event, new LinePipeline.Output() {
            @Override
            public void event(EventBuilder made) {
                last = made;
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                throw new IllegalStateException("line %d was dropped".formatted(at.offset()));
            }

            @Override
            public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                throw new IllegalStateException("line %d was rejected".formatted(at.offset()));
            }
        });
        return last;
    }
}
