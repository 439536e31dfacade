package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.testing.FlinkCluster;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job lands lines and upserts alerts while all is compacted and expired without pause, and a reader counts. */
@FlinkCluster
class ConcurrentMaintenanceIT {

    private static final int EVENTS = 10_000;

    /** Each alert comes this often, each time with another reason. */
    private static final int ALERTS = 100;

    /** Everything that may be done is done; readers have the time of some commits. */
    private static final MaintenanceSettings EAGER = MaintenanceSettings.from(Configuration.fromMap(Map.of(
            "maintenance-small-files", "2",
            "maintenance-keep-snapshots", "40",
            "maintenance-small-manifests", "3")));

    @TempDir
    private Path folder;

    @Test
    @Timeout(900)
    void losesAndDoublesNothingAndNoReaderFails() throws Exception {
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        AtomicBoolean written = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<List<CompactedGroup>> logs =
                    threads.submit(until(written, () -> maintain(settings, LakeTable.LOGS)));
            Future<List<CompactedGroup>> alerts =
                    threads.submit(until(written, () -> maintain(settings, LakeTable.ALERTS)));
            Future<List<Integer>> counts = threads.submit(until(written, () -> List.of(count(settings))));

            write(settings);
            written.set(true);

            assertThat(counts.get()).hasSizeGreaterThan(5).isSorted();
            assertThat(logs.get()).extracting(CompactedGroup::outcome).contains(CompactedGroup.Outcome.REWRITTEN);
            assertThat(alerts.get()).extracting(CompactedGroup::outcome).contains(CompactedGroup.Outcome.REWRITTEN);
            assertThat(count(settings)).isEqualTo(EVENTS);
            assertThat(reasons(settings))
                    .hasSize(ALERTS)
                    .allMatch(reason -> Integer.parseInt(reason) >= EVENTS - ALERTS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void write(LakeSettings settings) throws Exception {
        StreamExecutionEnvironment environment = Landing.environment(2);
        // A local folder has no queue for commits: a writer that always commits would let nobody else do so.
        environment.getCheckpointConfig().setCheckpointInterval(500);
        LakeSinks sinks = new LakeSinks(settings);
        DataStream<Long> numbers = environment
                .fromSource(new NumberSequenceSource(0, EVENTS - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .setParallelism(1)
                .map(ConcurrentMaintenanceIT::slowly)
                .setParallelism(1);
        sinks.logs()
                .accept(numbers.map(number -> Landing.event(number % 2 == 0 ? "access" : "shop", number))
                        .returns(LogEventTypeInfo.INSTANCE));
        sinks.alerts()
                .accept(numbers.map(number -> Landing.alert(number % ALERTS, Long.toString(number)))
                        .returns(TypeInformation.of(Alert.class))
                        .setParallelism(1));
        environment.execute();
    }

    /** Paces the source, so that there are many checkpoints. */
    private static Long slowly(Long number) throws InterruptedException {
        Thread.sleep(2);
        return number;
    }

    private static List<CompactedGroup> maintain(LakeSettings settings, LakeTable table) {
        List<CompactedGroup> groups = new ArrayList<>();
        try (Lake lake = Lake.open(settings)) {
            new Compaction(lake, EAGER, InstantSource.system()).run(table, PartitionScope.ALL, groups::add);
            new LakeExpiry(lake, EAGER, InstantSource.system()).run(table);
        }
        return groups;
    }

    /** The number of lines, of which none is there twice. */
    private static int count(LakeSettings settings) throws Exception {
        Set<Object> offsets = new HashSet<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.LOGS))
                        .select("raw_offset")
                        .build()) {
            for (Record row : rows) {
                assertThat(offsets.add(row.getField("raw_offset")))
                        .as("%s is new", row)
                        .isTrue();
            }
        }
        return offsets.size();
    }

    /** The reasons of the alerts, of which none is there twice. */
    private static List<String> reasons(LakeSettings settings) throws Exception {
        List<String> reasons = new ArrayList<>();
        Set<Object> ids = new HashSet<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> rows =
                        IcebergGenerics.read(lake.table(LakeTable.ALERTS)).build()) {
            for (Record row : rows) {
                assertThat(ids.add(row.getField("id"))).as("%s is new", row).isTrue();
                reasons.add((String) row.getField("reason"));
            }
        }
        return reasons;
    }

    private static <T> Callable<List<T>> until(AtomicBoolean end, Callable<List<T>> step) {
        return () -> {
            List<T> all = new ArrayList<>();
            while (!end.get()) {
                all.addAll(step.call());
            }
            return all;
        };
    }
}
