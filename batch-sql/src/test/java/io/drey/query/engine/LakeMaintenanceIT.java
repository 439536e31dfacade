package io.drey.query.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.lake.maintenance.CompactedGroup;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.ExpiredTable;
import io.drey.lake.maintenance.LakeExpiry;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.maintenance.TableHealth;
import io.drey.query.StackLakes;
import io.drey.query.catalog.QueryRequest;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lake is compacted and expired on real storage while a job writes and queries are asked. */
@FlinkCluster(slots = 2)
@StackTest({Server.POSTGRES, Server.HDFS, Server.S3})
class LakeMaintenanceIT {

    private static final int EVENTS = 20_000;

    /** The writer hurries from here on: all that is to happen while it writes has happened. */
    private static final AtomicBoolean SEEN = new AtomicBoolean();

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private static final MaintenanceSettings EAGER = MaintenanceSettings.from(Configuration.fromMap(Map.of(
            "maintenance-small-files", "3",
            "maintenance-keep-snapshots", "30",
            "maintenance-small-manifests", "3")));

    private enum Storage {
        HDFS,
        S3
    }

    @TempDir
    private Path secrets;

    @ParameterizedTest
    @EnumSource(Storage.class)
    @Timeout(900)
    void compactsAndExpiresBesideAJobThatWritesAndQueriesThatRead(Storage storage, LocalStack stack) throws Exception {
        LakeSettings settings = lake(storage, stack);
        List<CompactedGroup> groups = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            Compaction compaction = new Compaction(lake, EAGER, InstantSource.system());
            LakeExpiry expiry = new LakeExpiry(lake, EAGER, InstantSource.system());

            SEEN.set(false);
            Future<Void> job = threads.submit(() -> write(settings));
            Future<List<Object>> counts = threads.submit(() -> countUntil(job, settings));
            while (!job.isDone()) {
                OptionalLong seen = lake.snapshotId(LakeTable.LOGS);
                Await.until(
                        "a commit",
                        Duration.ofMinutes(1),
                        () -> job.isDone() || !lake.snapshotId(LakeTable.LOGS).equals(seen));
                compaction.run(LakeTable.LOGS, PartitionScope.ALL, groups::add);
                expiry.run(LakeTable.LOGS);
                SEEN.set(groups.stream().anyMatch(group -> group.outcome() == CompactedGroup.Outcome.REWRITTEN));
            }
            job.get();

            assertThat(groups).extracting(CompactedGroup::outcome).contains(CompactedGroup.Outcome.REWRITTEN);
            assertThat(counts.get()).isSortedAccordingTo((one, other) -> Long.compare((Long) one, (Long) other));
            assertThat(count(settings)).isEqualTo((long) EVENTS);

            InstantSource tomorrow = InstantSource.offset(InstantSource.system(), Duration.ofDays(10));
            new Compaction(lake, EAGER, tomorrow).run(LakeTable.LOGS, PartitionScope.ALL, groups::add);
            ExpiredTable expired = new LakeExpiry(lake, EAGER, tomorrow).run(LakeTable.LOGS);

            assertThat(new Compaction(lake, EAGER, tomorrow).plan(LakeTable.LOGS, PartitionScope.ALL))
                    .isEmpty();
            assertThat(expired.keptSnapshots()).isEqualTo(1);
            // One for each dataset.
            assertThat(TableHealth.of(lake.table(LakeTable.LOGS)).files()).isEqualTo(2);
            assertThat(count(settings)).isEqualTo((long) EVENTS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void write(LakeSettings settings) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                        "execution.checkpointing.interval", "500 ms",
                        // Iceberg's worker threads outlive the job and are met again in this process.
                        "classloader.check-leaked-classloader", "false",
                        "pipeline.generic-types", "false",
                        "parallelism.default", "1")));
        new LakeSinks(settings)
                .logs()
                .accept(environment
                        .fromSource(
                                new NumberSequenceSource(0, EVENTS - 1), WatermarkStrategy.noWatermarks(), "numbers")
                        .map(LakeMaintenanceIT::event)
                        .returns(LogEventTypeInfo.INSTANCE));
        environment.execute();
        return null;
    }

    private static LogEvent event(long offset) throws InterruptedException {
        // Paces the source, so that there are many checkpoints.
        if (!SEEN.get()) {
            Thread.sleep(2);
        }
        String dataset = offset % 2 == 0 ? "access" : "shop";
        byte[] line = "10.0.0.%d - - [01/Jan/2026:00:00:00 +0000] \"GET /page/%d HTTP/1.1\" 200 5 \"-\" \"x\""
                .formatted(offset % 250, offset)
                .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", dataset),
                new Position("topicid", "raw.acme." + dataset, 0, offset, 0),
                NEW_YEAR.toEpochMilli(),
                line);
        event.ingestedMillis(NEW_YEAR.toEpochMilli());
        if (Formats.parser("combined").parse(event, 0, line.length) != null) {
            throw new IllegalArgumentException(new String(line, UTF_8));
        }
        return event;
    }

    private static List<Object> countUntil(Future<Void> end, LakeSettings settings) throws Exception {
        List<Object> counts = new ArrayList<>();
        do {
            counts.add(count(settings));
        } while (!end.isDone());
        return counts;
    }

    private static Object count(LakeSettings settings) throws Exception {
        try (QueryResult result = new FlinkQueryEngine(settings)
                .run(QueryRequest.ofSql(
                        "SELECT COUNT(DISTINCT raw_offset) AS offsets, COUNT(*) AS n FROM logs",
                        Map.of("tenant", "acme")))) {
            List<Object> row = result.next();
            assertThat(row.get(0)).as("lines, each once").isEqualTo(row.get(1));
            return row.get(1);
        }
    }

    private LakeSettings lake(Storage storage, LocalStack stack) throws Exception {
        String database = "maintenance_" + storage.name().toLowerCase(Locale.ROOT);
        try (Connection connection = DriverManager.getConnection(
                        stack.postgres().jdbcUrl(),
                        stack.postgres().user(),
                        stack.postgres().password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        Map<String, String> keys = StackLakes.jdbcOnS3Keys(stack, secrets);
        keys.put("lake-catalog-uri", stack.postgres().jdbcUrl().replaceAll("/drey$", "/" + database));
        switch (storage) {
            case S3 -> keys.put("lake-warehouse", "s3://" + stack.s3().bucket() + "/maintenance");
            case HDFS -> {
                keys.keySet().removeIf(key -> key.contains("s3."));
                keys.put("lake-warehouse", stack.hdfs().uri() + "/maintenance");
                keys.put("lake-hadoop-properties.dfs.replication", "1");
            }
        }
        return LakeSettings.from(Configuration.fromMap(keys));
    }
}
