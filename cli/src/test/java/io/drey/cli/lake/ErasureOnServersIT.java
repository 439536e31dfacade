package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
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
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real storage and a real catalog, while a job writes and queries read. */
@StackTest({Server.POSTGRES, Server.HDFS, Server.S3})
@FlinkCluster
class ErasureOnServersIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId SHOP = new DatasetId("acme", "shop");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ADDRESS = "203.0.113.7";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int WRITTEN_MEANWHILE = 5000;

    /** The writer hurries from here on. */
    private static final AtomicBoolean ERASED = new AtomicBoolean();

    @TempDir
    private Path folder;

    @Test
    @Tag("faults")
    void aSubjectIsErasedOnHdfsWhileAJobWritesAndQueriesRead(LocalStack stack) throws Exception {
        Map<String, String> keys = ServerLake.onHdfs(stack, "erase_hdfs", folder);
        erasesWhileAJobWritesAndQueriesRead(keys);
    }

    @Test
    void aSubjectIsErasedOnS3WhileAJobWritesAndQueriesRead(LocalStack stack) throws Exception {
        Map<String, String> keys = ServerLake.onS3(stack, "erase_s3", folder);
        erasesWhileAJobWritesAndQueriesRead(keys);
    }

    private void erasesWhileAJobWritesAndQueriesRead(Map<String, String> keys) throws Exception {
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(keys));
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            ERASED.set(false);
            land(settings, event(0, ADDRESS), event(1, "198.51.100.1"), event(2, ADDRESS));
            land(settings, event(SHOP, 0, ADDRESS), event(SHOP, 1, "198.51.100.1"));
            long tagged = lake.table(LakeTable.LOGS).currentSnapshot().snapshotId();
            lake.table(LakeTable.LOGS)
                    .manageSnapshots()
                    .createTag("audit-2026-01", tagged)
                    .commit();
            StreamExecutionEnvironment environment = ServerLake.environment("500 ms");
            new LakeSinks(settings)
                    .logs()
                    .accept(environment
                            .fromSequence(1, WRITTEN_MEANWHILE)
                            .map(ErasureOnServersIT::paced)
                            .returns(LogEventTypeInfo.INSTANCE));
            JobClient job = environment.executeAsync("writes meanwhile");
            Await.atLeast("the job's first rows", Duration.ofMinutes(3), 6, () -> lake.rowCount(LakeTable.LOGS));
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Integer> queries = CompletableFuture.supplyAsync(() -> readUntil(stop, lake));

            CommandRun held = ServerLake.drey(
                    keys, "hold", "--id", "case-1", "--tenant", "acme", "--dataset", "shop", "--reason", "court");
            assertThat(held.exitCode()).as(held.err()).isZero();
            retain(keys, "shop");
            assertThat(rowsOf(lake, "shop")).as("retention beside a hold").hasSize(2);
            CommandRun erased = ServerLake.drey(
                    keys,
                    "erase",
                    "--tenant",
                    "acme",
                    "--subject",
                    "source.ip=" + ADDRESS,
                    "--reason",
                    "ticket 9",
                    "--grace",
                    GRACE.toSeconds() + "s",
                    "--format",
                    "csv");

            assertThat(erased.exitCode()).as(erased.err()).isZero();
            assertThat(erased.err()).contains("the subject is in none");
            assertThat(erased.out()).contains("lake logs,erased,2,case-1=1,").contains("audit-2026-01=" + tagged + ">");
            assertThat(rowsOf(lake, "shop")).as("an erasure beside a hold").hasSize(2);
            CommandRun released = ServerLake.drey(keys, "release", "case-1", "--reason", "closed");
            assertThat(released.exitCode()).as(released.err()).isZero();
            retain(keys, "shop");
            assertThat(rowsOf(lake, "shop"))
                    .as("retention when the hold is gone")
                    .isEmpty();
            assertThat(job.getJobStatus().get().isGloballyTerminalState())
                    .as("the job writes beside all that")
                    .isFalse();
            ERASED.set(true);
            job.getJobExecutionResult().get(5, TimeUnit.MINUTES);
            stop.set(true);
            assertThat(queries.get(3, TimeUnit.MINUTES)).as("queries that read").isPositive();
            List<Long> offsets = new ArrayList<>();
            for (Record row : rows(lake)) {
                assertThat(row.getField("source_ip")).isNotEqualTo(ADDRESS);
                offsets.add((Long) row.getField("raw_offset"));
            }
            assertThat(offsets).hasSize(WRITTEN_MEANWHILE + 1).doesNotHaveDuplicates();
            assertThat(lake.table(LakeTable.LOGS).snapshot(tagged)).isNull();

            retain(keys, "access");
            assertThat(rows(lake)).isEmpty();
        }
    }

    private static void retain(Map<String, String> keys, String dataset) {
        CommandRun retained = ServerLake.drey(
                keys, "retain", "--tenant", "acme", "--dataset", dataset, "--keep", "30d", "--format", "csv");
        assertThat(retained.exitCode()).as(retained.err()).isZero();
    }

    private static List<Record> rowsOf(Lake lake, String dataset) {
        return rows(lake).stream()
                .filter(row -> dataset.equals(row.getField("dataset")))
                .toList();
    }

    private static LogEvent paced(Long number) throws InterruptedException {
        // Paces the source, so that the job writes for as long as the erasure takes, and slower the longer that is.
        if (!ERASED.get()) {
            Thread.sleep(number < WRITTEN_MEANWHILE - 500 ? 15 : 500);
        }
        return event(10 + number, "198.51.100." + number % 200);
    }

    private static int readUntil(AtomicBoolean stop, Lake lake) {
        int read = 0;
        while (!stop.get()) {
            long begin = System.nanoTime();
            try {
                assertThat(rows(lake)).isNotEmpty();
                read++;
            } catch (RuntimeException gone) {
                // A query that takes longer than the grace, as on a busy machine, may lose the files that it reads.
                if (System.nanoTime() - begin < GRACE.toNanos()) {
                    throw gone;
                }
            }
        }
        return read;
    }

    private static List<Record> rows(Lake lake) {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(lake.table(LakeTable.LOGS)).build()) {
            records.forEach(rows::add);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return rows;
    }

    private static LogEvent event(long offset, String address) {
        return event(ACCESS, offset, address);
    }

    private static LogEvent event(DatasetId dataset, long offset, String address) {
        byte[] line = "%s - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\""
                .formatted(address)
                .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                dataset,
                new Position("topic-" + dataset.dataset(), "raw.acme." + dataset.dataset(), 0, offset, 0),
                NEW_YEAR.toEpochMilli(),
                line);
        event.ingestedMillis(NEW_YEAR.toEpochMilli());
        assertThat(Formats.parser("combined").parse(event, 0, line.length)).isNull();
        return event;
    }

    private static void land(LakeSettings settings, LogEvent... events) throws Exception {
        StreamExecutionEnvironment environment = ServerLake.environment("1 min");
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        environment.execute();
    }
}
