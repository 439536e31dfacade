package io.drey.lake.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.event.metric.MetricPoint;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeSettings.Distribution;
import io.drey.lake.LakeTable;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@FlinkCluster
class LakeSinksIT {

    private static final int EVENTS = 4000;

    @TempDir
    private Path folder;

    @BeforeEach
    void reset() {
        FailsOnceAfterACheckpoint.FAILED.set(false);
        FailsOnceAfterACheckpoint.CHECKPOINTED.set(false);
    }

    @ParameterizedTest
    @EnumSource(Distribution.class)
    void landsEveryEventOnceThoughTheJobFailsInTheMiddle(Distribution distribution) throws Exception {
        LakeSettings settings = initialised(distribution);
        StreamExecutionEnvironment environment = environment();
        DataStream<LogEvent> events = environment
                .fromSource(new NumberSequenceSource(0, EVENTS - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(new FailsOnceAfterACheckpoint())
                .returns(Types.LONG)
                .map(offset -> offset % 2 == 0 ? Samples.full(offset) : Samples.bare(offset, new byte[] {(byte) 0xFF}))
                .returns(LogEventTypeInfo.INSTANCE);

        new LakeSinks(settings).logs().accept(events);
        environment.execute();

        assertThat(FailsOnceAfterACheckpoint.FAILED).isTrue();
        List<Record> rows = rows(settings, LakeTable.LOGS);
        Set<Object> offsets = new HashSet<>();
        rows.forEach(row -> offsets.add(row.getField("raw_offset")));
        assertThat(rows).hasSize(EVENTS);
        assertThat(offsets).hasSize(EVENTS).contains(0L, (long) EVENTS - 1);
        Record odd = row(rows, 1L);
        assertThat(odd.getField("event_original")).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xFF}));
        assertThat(odd.getField("source_ip")).isNull();
        Record even = row(rows, 2L);
        assertThat(even.getField("source_ip")).isEqualTo("source.ip");
        assertThat(even.getField("ts")).hasToString("2026-01-01T00:00:00.000002Z");
        assertThat(even.getField("day")).hasToString("2026-01-01");
    }

    /** So classes of rows may move between versions: what a sink keeps is files that are written and not yet committed. */
    @ParameterizedTest
    @EnumSource(Distribution.class)
    void aSavepointNamesNoClassOfOurs(Distribution distribution) throws Exception {
        LakeSettings settings = initialised(distribution);
        StreamExecutionEnvironment environment = environment();
        DataStream<LogEvent> events = environment
                .fromSource(
                        new NumberSequenceSource(0, Long.MAX_VALUE - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(Samples::full)
                .returns(LogEventTypeInfo.INSTANCE);
        new LakeSinks(settings).logs().accept(events);

        JobClient job = environment.executeAsync();
        try (Lake lake = Lake.open(settings)) {
            Await.atLeast("rows are committed", Duration.ofMinutes(3), 1, () -> lake.rowCount(LakeTable.LOGS));
        }
        String savepoint = job.stopWithSavepoint(
                        false, folder.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                .get(3, TimeUnit.MINUTES);

        String state =
                Files.readString(Path.of(URI.create(savepoint)).resolve("_metadata"), StandardCharsets.ISO_8859_1);
        assertThat(Pattern.compile("org\\.apache\\.flink\\.[\\w.$]+")
                        .matcher(state)
                        .results())
                .as("it is the file that names classes")
                .isNotEmpty();
        assertThat(Pattern.compile("io\\.drey\\.[\\w.$]+")
                        .matcher(state)
                        .results()
                        .map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void keepsOneRowForAnAlertThatIsDeliveredAgain() throws Exception {
        LakeSettings settings = initialised(Distribution.NONE);

        deliver(settings, Samples.alert("a1", "first"), Samples.alert("a2", "other"), Samples.alert("a1", "second"));
        deliver(settings, Samples.alert("a1", "third"));

        List<Record> rows = rows(settings, LakeTable.ALERTS);
        assertThat(rows)
                .extracting(row -> row.getField("id") + " " + row.getField("reason"))
                .containsExactlyInAnyOrder("a1 third", "a2 other");
        List<?> evidence = (List<?>) rows.get(0).getField("evidence");
        assertThat(evidence).hasSize(2);
        assertThat(((Record) evidence.get(0)).getField("event_original"))
                .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xFF, 0}));
    }

    @Test
    void keepsTheLastCorrectionOfAMetric() throws Exception {
        LakeSettings settings = initialised(Distribution.NONE);

        for (List<MetricPoint> points : List.of(
                List.of(Samples.metric(1, 5), Samples.metric(2, 3), Samples.metric(1, 6)),
                List.of(Samples.metric(1, 7)))) {
            StreamExecutionEnvironment environment = environment();
            new LakeSinks(settings)
                    .metrics()
                    .accept(environment.fromData(
                            TypeInformation.of(MetricPoint.class), points.toArray(MetricPoint[]::new)));
            environment.execute();
        }

        List<Record> rows = rows(settings, LakeTable.METRICS);
        assertThat(rows)
                .extracting(row -> List.of(
                        row.getField("id"),
                        row.getField("attribute_value"),
                        row.getField("count"),
                        row.getField("version")))
                .containsExactlyInAnyOrder(
                        List.of(Samples.metric(1, 7).id(), "192.0.2.1", 7L, 7L),
                        List.of(Samples.metric(2, 3).id(), "192.0.2.2", 3L, 3L));
        assertThat(rows)
                .extracting(row -> row.getField("ts"))
                .hasToString("[2026-01-01T00:00:10Z, 2026-01-01T00:00:10Z]");
    }

    @Test
    void keepsDeadLettersByteForByte() throws Exception {
        LakeSettings settings = initialised(Distribution.NONE);
        StreamExecutionEnvironment environment = environment();

        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(
                        TypeInformation.of(DeadLetter.class), Samples.deadLetter(1), Samples.deadLetter(2)));
        environment.execute();

        List<Record> rows = rows(settings, LakeTable.DEAD_LETTERS);
        assertThat(rows).extracting(row -> row.getField("raw_offset")).containsExactlyInAnyOrder(1L, 2L);
        assertThat(rows.get(0).getField("raw")).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xC0, 0, 27}));
        assertThat(rows.get(0).getField("error_reason")).isEqualTo("expected an address");
        assertThat(rows.get(0).getField("raw_length")).isEqualTo(3);
    }

    @Test
    void saysBeforeTheJobStartsThatATableIsMissing() {
        StreamExecutionEnvironment environment = environment();
        LakeSinks sinks = new LakeSinks(LakeSettings.inFolder(folder.toUri().toString()));

        assertThatThrownBy(() -> sinks.alerts()
                        .accept(environment.fromData(TypeInformation.of(Alert.class), Samples.alert("a", "b"))))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("drey lake init");
    }

    @Test
    void saysBeforeTheJobStartsThatATableIsPartitionedOtherwise() {
        LakeSettings settings = initialised(Distribution.NONE);
        try (Lake lake = Lake.open(settings)) {
            lake.table(LakeTable.ALERTS).updateSpec().removeField("ts_day").commit();
        }
        StreamExecutionEnvironment environment = environment();

        assertThatThrownBy(() -> new LakeSinks(settings)
                        .alerts()
                        .accept(environment.fromData(TypeInformation.of(Alert.class), Samples.alert("a", "b"))))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("partitioned by")
                .hasMessageContaining("alerts");
    }

    private LakeSettings initialised(Distribution distribution) {
        LakeSettings inFolder = LakeSettings.inFolder(folder.toUri().toString());
        LakeSettings settings = new LakeSettings(
                inFolder.catalogType(),
                inFolder.catalogUri(),
                inFolder.catalogUser(),
                inFolder.catalogPassword(),
                inFolder.warehouse(),
                inFolder.catalogProperties(),
                inFolder.catalogSecrets(),
                inFolder.hadoopProperties(),
                distribution);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        return settings;
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "pipeline.object-reuse", "true",
                "execution.checkpointing.interval", "100 ms",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "3",
                "restart-strategy.fixed-delay.delay", "10 ms",
                "parallelism.default", "2"));
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private static void deliver(LakeSettings settings, Alert... alerts) throws Exception {
        StreamExecutionEnvironment environment = environment();
        environment.setParallelism(1);
        new LakeSinks(settings).alerts().accept(environment.fromData(TypeInformation.of(Alert.class), alerts));
        environment.execute();
    }

    private static List<Record> rows(LakeSettings settings, LakeTable table) throws IOException {
        try (Lake lake = Lake.open(settings)) {
            List<Record> rows = new ArrayList<>();
            try (CloseableIterable<Record> read =
                    IcebergGenerics.read(lake.table(table)).build()) {
                read.forEach(rows::add);
            }
            return rows;
        }
    }

    private static Record row(List<Record> rows, long offset) {
        return rows.stream()
                .filter(row -> row.getField("raw_offset").equals(offset))
                .findFirst()
                .orElseThrow();
    }

    /** Reads on slowly until a checkpoint has completed, then fails once. */
    private static final class FailsOnceAfterACheckpoint extends RichMapFunction<Long, Long>
            implements CheckpointListener {

        static final AtomicBoolean FAILED = new AtomicBoolean();
        static final AtomicBoolean CHECKPOINTED = new AtomicBoolean();

        @Override
        public Long map(Long number) throws InterruptedException {
            if (CHECKPOINTED.get() && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("a failure in the middle");
            }
            // Paces the source, so that checkpoints complete before its end.
            Thread.sleep(1);
            return number;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            CHECKPOINTED.set(true);
        }
    }
}
