package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.lake.ledger.Finding;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.ledger.Verification;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningS3;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real storage and a real catalog, while a job writes, compaction runs and queries read. */
@StackTest({Server.POSTGRES, Server.HDFS, Server.S3})
@FlinkCluster
class ReparseOnServersIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    /** Lines of a parser that knew no agents, then some it did not take, then those that are written meanwhile. */
    private static final int OLD = 200;

    private static final int LETTERS = 10;
    private static final int WRITTEN_MEANWHILE = 6000;
    private static final int ALL = OLD + LETTERS + WRITTEN_MEANWHILE;

    /** The job, which runs in this JVM, takes its time for as long as the command runs, and no longer. */
    private static volatile boolean commandRuns;

    @TempDir
    private Path folder;

    @Test
    @Tag("faults")
    void linesAreParsedAnewAndArchivedOnHdfsWhileAJobWritesAndQueriesRead(LocalStack stack) throws Exception {
        Map<String, String> keys = ServerLake.onHdfs(stack, "reparse_hdfs", folder);
        parsesAnewWhileAJobWrites(keys);
        archives(keys, stack.hdfs().uri() + "/archive");
    }

    @Test
    void linesAreParsedAnewAndArchivedOnS3WhileAJobWritesAndQueriesRead(LocalStack stack) throws Exception {
        Map<String, String> keys = ServerLake.onS3(stack, "reparse_s3", folder);
        parsesAnewWhileAJobWrites(keys);
        archives(keys, "s3://" + stack.s3().bucket() + "/archive");
        archivesWithTheTenantsLogin(keys, stack.s3OfTenant());
    }

    /** The bucket is the tenant's: the lake's own login does not get in, and neither does a wrong one. */
    private void archivesWithTheTenantsLogin(Map<String, String> lake, RunningS3 tenant) throws Exception {
        Path secret = Files.writeString(folder.resolve("tenant"), tenant.secretKey());
        Path wrong = Files.writeString(folder.resolve("wrong"), "n0t-the-key");
        String place = "s3://" + tenant.bucket() + "/archive";
        String[] command = {
            "export",
            "--tenant",
            "acme",
            "--from",
            "2026-01-01",
            "--to",
            "2026-01-02",
            "--out",
            place,
            "--format",
            "csv"
        };

        CommandRun withTheLakes = ServerLake.drey(lake, command);
        assertThat(withTheLakes.exitCode()).as(withTheLakes.err()).isEqualTo(1);
        assertThat(withTheLakes.err())
                .contains("bucket " + tenant.bucket() + " refuses " + place + "/acme/access/")
                .contains("give dataset acme/access one of its own")
                .contains("lake-archive-secrets.acme.access.s3.secret-access-key=file:/path");

        Map<String, String> keys = new TreeMap<>(lake);
        tenant.icebergProperties().forEach((key, value) -> keys.put("lake-archive-properties.acme.*." + key, value));
        keys.put("lake-archive-secrets.acme.*.s3.secret-access-key", "file:" + secret);
        keys.put("lake-archive-secrets.acme.access.s3.secret-access-key", "file:" + wrong);
        CommandRun withAWrongOne = ServerLake.drey(keys, command);
        assertThat(withAWrongOne.exitCode()).as(withAWrongOne.err()).isEqualTo(1);
        assertThat(withAWrongOne.err())
                .contains("bucket " + tenant.bucket() + " refuses " + place + "/acme/access/")
                .contains("lake-archive-secrets.acme.access.s3.secret-access-key those of dataset acme/access")
                .doesNotContain("n0t-the-key");

        keys.remove("lake-archive-secrets.acme.access.s3.secret-access-key");
        CommandRun run = ServerLake.drey(keys, command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("acme,access,2026-01-01T00:00:00Z,1,%d,".formatted(ALL));
        assertThat(run.err()).doesNotContain(tenant.secretKey());
        CommandRun again = ServerLake.drey(keys, command);
        assertThat(again.out()).isEqualTo(run.out());
    }

    private void parsesAnewWhileAJobWrites(Map<String, String> keys) throws Exception {
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(keys));
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            landOldLines(settings);
            commandRuns = true;
            StreamExecutionEnvironment environment = ServerLake.environment("200 ms");
            new LakeSinks(settings)
                    .logs()
                    .accept(environment
                            .fromSequence(OLD + LETTERS, ALL - 1)
                            .map(ReparseOnServersIT::paced)
                            .returns(LogEventTypeInfo.INSTANCE));
            JobClient job = environment.executeAsync("writes meanwhile");
            Await.until("the job's first rows", Duration.ofMinutes(3), () -> lake.rowCount(LakeTable.LOGS) > OLD);
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Integer> queries = CompletableFuture.supplyAsync(() -> readUntil(stop, lake));
            CompletableFuture<CommandRun> compaction =
                    CompletableFuture.supplyAsync(() -> ServerLake.drey(keys, "compact", "--tenant", "acme"));

            CommandRun run = ServerLake.drey(
                    keys,
                    "reparse",
                    "--tenant",
                    "acme",
                    "--dataset",
                    "access",
                    "--format",
                    "combined",
                    "--from",
                    "2026-01-01",
                    "--to",
                    "2026-01-02",
                    "--output",
                    "csv");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("\r\ndead_letters,%d,%d,0,0,".formatted(LETTERS, LETTERS));
            assertThat(run.out()).containsPattern("logs,\\d+,%d,\\d+,0,".formatted(OLD));
            CommandRun compacted = compaction.get(3, TimeUnit.MINUTES);
            assertThat(compacted.exitCode()).as(compacted.err()).isZero();
            assertThat(job.getJobStatus().get().isGloballyTerminalState())
                    .as("the job writes beside it")
                    .isFalse();
            commandRuns = false;
            job.getJobExecutionResult().get(5, TimeUnit.MINUTES);
            stop.set(true);
            assertThat(queries.get(3, TimeUnit.MINUTES)).as("queries that read").isPositive();
            List<Record> rows = rows(lake, LakeTable.LOGS);
            assertThat(rows)
                    .extracting(row -> row.getField("raw_offset"))
                    .hasSize(ALL)
                    .doesNotHaveDuplicates();
            assertThat(rows).allSatisfy(row -> assertThat(row.getField("user_agent_original"))
                    .isEqualTo("agent"));
            assertThat(rows(lake, LakeTable.DEAD_LETTERS)).isEmpty();
            assertThat(verify(lake)).isEmpty();
        }
    }

    private static void landOldLines(LakeSettings settings) throws Exception {
        StreamExecutionEnvironment environment = ServerLake.environment("1 min");
        LakeSinks sinks = new LakeSinks(settings);
        LogEvent[] events = LongStream.range(0, OLD)
                .mapToObj(offset -> {
                    EventBuilder event = event(offset);
                    event.remove(Field.USER_AGENT_ORIGINAL);
                    return event;
                })
                .toArray(LogEvent[]::new);
        DeadLetter[] letters = LongStream.range(OLD, OLD + LETTERS)
                .mapToObj(offset -> DeadLetter.of(
                        ACCESS,
                        position(offset),
                        NEW_YEAR.toEpochMilli(),
                        line(offset).getBytes(UTF_8),
                        new Rejection("no agent was expected", 1)))
                .toArray(DeadLetter[]::new);
        sinks.logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        sinks.deadLetters().accept(environment.fromData(TypeInformation.of(DeadLetter.class), letters));
        environment.execute();
    }

    private static List<Finding> verify(Lake lake) {
        Ledger ledger = Ledger.of(lake, LedgerSettings.defaults());
        ledger.update(progress -> {});
        return Verification.run(
                        ledger,
                        Verification.Scope.everything(Duration.ZERO),
                        Instant.now().plusSeconds(60),
                        files -> {})
                .findings()
                .stream()
                .filter(finding -> finding.kind() != Finding.Kind.SILENT)
                .toList();
    }

    private void archives(Map<String, String> keys, String place) throws Exception {
        String[] command = {
            "export",
            "--tenant",
            "acme",
            "--from",
            "2026-01-01",
            "--to",
            "2026-01-02",
            "--out",
            place,
            "--prefix",
            "plain"
        };
        CommandRun first = ServerLake.drey(keys, command);
        assertThat(first.exitCode()).as(first.err()).isZero();
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(keys)))) {
            FileIO files = lake.table(LakeTable.LOGS).io();
            String hour = place + "/plain/acme/access/2026-01-01-00/";
            byte[] manifest = read(files, hour + "manifest.json");
            JsonNode json = new ObjectMapper().readTree(manifest);
            assertThat(json.path("lines").asLong()).isEqualTo(ALL);
            String file = hour + json.path("files").get(0).path("name").asText();
            byte[] archived = read(files, file);
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(archived))) {
                assertThat(new String(plain.readAllBytes(), UTF_8))
                        .isEqualTo(LongStream.range(0, ALL)
                                .mapToObj(offset -> line(offset) + "\n")
                                .collect(Collectors.joining()));
            }

            CommandRun again = ServerLake.drey(keys, command);

            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.out()).isEqualTo(first.out());
            assertThat(read(files, file)).isEqualTo(archived);
            assertThat(read(files, hour + "manifest.json")).isEqualTo(manifest);
        }
    }

    private static byte[] read(FileIO files, String address) throws IOException {
        try (InputStream in = files.newInputFile(address).newStream()) {
            return in.readAllBytes();
        }
    }

    private static LogEvent paced(Long offset) throws InterruptedException {
        if (commandRuns) {
            Thread.sleep(offset < ALL - 500 ? 20 : 500);
        }
        return event(offset);
    }

    /** Each query sees all of the old rows or all of the new ones, and no position twice. */
    private static int readUntil(AtomicBoolean stop, Lake lake) {
        int read = 0;
        while (!stop.get()) {
            List<Record> rows = rows(lake, LakeTable.LOGS);
            assertThat(rows).extracting(row -> row.getField("raw_offset")).doesNotHaveDuplicates();
            List<Record> old = rows.stream()
                    .filter(row -> (Long) row.getField("raw_offset") < OLD)
                    .toList();
            assertThat(old).hasSize(OLD);
            assertThat(old.stream().filter(row -> row.getField("user_agent_original") != null))
                    .satisfiesAnyOf(renewed -> assertThat(renewed).isEmpty(), renewed -> assertThat(renewed)
                            .hasSize(OLD));
            read++;
        }
        return read;
    }

    private static List<Record> rows(Lake lake, LakeTable table) {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(lake.table(table)).build()) {
            records.forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static Position position(long offset) {
        return new Position("topic", "raw.acme.access", 0, offset, 0);
    }

    private static String line(long offset) {
        return "192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] \"GET /%d HTTP/1.1\" 200 5 \"-\" \"agent\""
                .formatted(offset);
    }

    private static EventBuilder event(long offset) {
        byte[] line = line(offset).getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(ACCESS, position(offset), NEW_YEAR.toEpochMilli(), line);
        event.ingestedMillis(NEW_YEAR.toEpochMilli());
        assertThat(Formats.parser("combined").parse(event, 0, line.length)).isNull();
        return event;
    }
}
