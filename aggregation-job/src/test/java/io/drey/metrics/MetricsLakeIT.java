package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.metric.MetricPoint;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same counts in the lake as in OpenSearch. */
@FlinkCluster
class MetricsLakeIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void nothingGoesToTheLakeUnlessItIsAskedFor() {
        assertThat(MetricEnds.lake(new Configuration())).isEmpty();
    }

    /** Late events correct windows, so that many rows are written more than once; and the second run writes all again. */
    @Test
    void theLakeHasEachCountOnceThoughItIsCorrectedAndWrittenAgain() throws Exception {
        String warehouse = folder.toUri().toString();
        Configuration configuration = Configuration.fromMap(
                Map.of("metrics-lake", "true", "lake-catalog-type", "hadoop", "lake-warehouse", warehouse));
        try (Lake lake = Lake.open(LakeSettings.from(configuration))) {
            lake.init();
        }

        aggregate(MetricEnds.lake(configuration).orElseThrow(), 8_000);
        assertThat(lines(configuration)).isEqualTo(GeneratedEvents.expected());

        aggregate(MetricEnds.lake(configuration).orElseThrow(), 100_000);
        assertThat(lines(configuration)).isEqualTo(GeneratedEvents.expected());
    }

    /** The day's bytes, as a tenant measures them, are what Drey itself counts. */
    @Test
    void theLakeHasWhatTenantsMeasure() throws Exception {
        Configuration configuration = Configuration.fromMap(Map.of(
                "metrics-lake",
                "true",
                "lake-catalog-type",
                "hadoop",
                "lake-warehouse",
                folder.toUri().toString()));
        try (Lake lake = Lake.open(LakeSettings.from(configuration))) {
            lake.init();
        }

        aggregate(
                MetricEnds.lake(configuration).orElseThrow(),
                100_000,
                new GeneratedEvents("acme")
                        .directory()
                        .withMetrics(ChangingMetrics.document(
                                "{kind: Metric, tenant: acme, name: sizes, function: sum, field:"
                                        + " http.response.body.bytes, windows: [1d]}")));

        long measured = day(configuration, "sizes", "sum");
        assertThat(measured).isPositive().isEqualTo(day(configuration, "total", "bytes"));
    }

    private static long day(Configuration configuration, String type, String metric) throws IOException {
        try (Lake lake = Lake.open(LakeSettings.from(configuration));
                CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.METRICS))
                        .where(Expressions.and(
                                Expressions.equal("attribute_type", type),
                                Expressions.equal("metric", metric),
                                Expressions.equal("window_seconds", 86_400)))
                        .build()) {
            List<Record> found = new ArrayList<>();
            rows.forEach(found::add);
            assertThat(found).hasSize(1);
            return (Long) found.get(0).getField("value");
        }
    }

    private static void aggregate(Consumer<DataStream<MetricPoint>> sink, double eventsPerSecond) throws Exception {
        aggregate(sink, eventsPerSecond, new GeneratedEvents("acme").directory());
    }

    private static void aggregate(
            Consumer<DataStream<MetricPoint>> sink, double eventsPerSecond, FixedDatasets directory) throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(Configuration.fromMap(
                Map.of("execution.checkpointing.interval", "200 ms", "classloader.check-leaked-classloader", "false")));
        environment.setParallelism(2);
        GeneratedEvents events = new GeneratedEvents("acme");
        AggregationTopology.build(
                environment,
                events.source(eventsPerSecond),
                directory,
                AggregationSettings.from(new Configuration()),
                damaged -> {},
                sink);
        environment.execute();
    }

    private static SortedSet<String> lines(Configuration configuration) throws IOException {
        SortedSet<String> lines = new TreeSet<>();
        try (Lake lake = Lake.open(LakeSettings.from(configuration));
                CloseableIterable<Record> rows =
                        IcebergGenerics.read(lake.table(LakeTable.METRICS)).build()) {
            for (Record row : rows) {
                assertThat(row.getField("tenant")).isEqualTo("acme");
                if (!"late".equals(row.getField("metric"))) {
                    assertThat(lines.add(TestingIndex.line(document(row)))).isTrue();
                }
            }
        }
        return lines;
    }

    private static ObjectNode document(Record row) {
        ObjectNode document = JSON.createObjectNode();
        document.put(
                "@timestamp", ((OffsetDateTime) row.getField("ts")).toInstant().toString());
        row.struct().fields().forEach(column -> {
            Object value = row.getField(column.name());
            if (value instanceof Long number) {
                document.put(column.name(), number);
            } else if (value instanceof Integer number) {
                document.put(column.name(), number);
            } else if (value != null) {
                document.put(column.name(), value.toString());
            }
        });
        return document;
    }
}
