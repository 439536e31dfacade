package io.drey.lake.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines that arrived in three hours, on two partitions, one of them no log line. */
class ArchiveExportIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId SHOP = new DatasetId("acme", "shop");
    private static final Instant ELEVEN = Instant.parse("2026-03-04T23:00:00Z");
    private static final Instant MIDNIGHT = ELEVEN.plus(Duration.ofHours(1));
    private static final Instant TWO = ELEVEN.plus(Duration.ofHours(3));
    private static final ArchiveRange ALL = accessOf("acme");
    private static final String FIRST = "acme/access/2026-03-04-23/";
    private static final String SECOND = "acme/access/2026-03-05-00/";

    /** Tenants of whom a test deletes rows, or lands more. */
    private static final String SHRINKS = "shrinks";

    private static final String GROWS = "grows";

    @TempDir
    private static Path everything;

    private static LakeSettings settings;
    private static Lake lake;

    @TempDir
    private Path archive;

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(everything.toUri().toString());
        lake = Lake.open(settings);
        lake.init();
        List<LogEvent> events = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();
        for (String tenant : List.of("acme", SHRINKS, GROWS)) {
            DatasetId access = new DatasetId(tenant, "access");
            events.add(event(access, 0, 2, ELEVEN.plusSeconds(2)));
            events.add(event(access, 0, 0, ELEVEN));
            letters.add(DeadLetter.of(
                    access,
                    new Position("topic", "raw." + tenant + ".access", 0, 1, 0),
                    ELEVEN.plusSeconds(1).toEpochMilli(),
                    "no log line".getBytes(UTF_8),
                    new Rejection("an address was expected", 1)));
            events.add(event(access, 1, 7, ELEVEN.plusSeconds(3599)));
            events.add(event(access, 0, 3, MIDNIGHT));
            events.add(event(new DatasetId(tenant, "shop"), 2, 9, MIDNIGHT.plusSeconds(1)));
            events.add(event(access, 0, 4, TWO));
        }
        // Each event of a tenant is in a file of its own.
        StreamExecutionEnvironment environment = environment(8);
        LakeSinks sinks = new LakeSinks(settings);
        sinks.logs()
                .accept(environment.fromData(events, LogEventTypeInfo.INSTANCE).rebalance());
        sinks.deadLetters().accept(environment.fromData(letters, TypeInformation.of(DeadLetter.class)));
        environment.execute();
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @ParameterizedTest
    @EnumSource
    void anHourHasAFileForEachPartitionWithItsLinesInOrder(Compression compression) throws Exception {
        List<ArchivedHour> hours = export(ALL, compression);

        assertThat(hours).extracting(ArchivedHour::hour).containsExactly(ELEVEN, MIDNIGHT);
        assertThat(hours).extracting(ArchivedHour::lines).containsExactly(4L, 1L);
        assertThat(hours.get(0).manifest())
                .isEqualTo(archive.resolve(FIRST + "manifest.json").toString());
        String end = compression.extension();
        String zero = "acme.access-topic-0.log" + end;
        String one = "acme.access-topic-1.log" + end;
        assertThat(files().keySet())
                .containsExactly(
                        FIRST + zero, FIRST + one, FIRST + "manifest.json", SECOND + zero, SECOND + "manifest.json");
        assertThat(content(FIRST + zero)).isEqualTo(line(0, 0) + "\nno log line\n" + line(0, 2) + "\n");
        assertThat(content(FIRST + one)).isEqualTo(line(1, 7) + "\n");
        assertThat(content(SECOND + zero)).isEqualTo(line(0, 3) + "\n");
    }

    @Test
    void theManifestTellsLinesHashesAndPositions() throws Exception {
        export(ALL, Compression.GZIP);

        JsonNode manifest = new ObjectMapper()
                .readTree(archive.resolve(FIRST + "manifest.json").toFile());
        assertThat(manifest.path("tenant").asText()).isEqualTo("acme");
        assertThat(manifest.path("dataset").asText()).isEqualTo("access");
        assertThat(manifest.path("event_created_hour").asText()).isEqualTo("2026-03-04T23:00:00Z");
        assertThat(manifest.path("compression").asText()).isEqualTo("gzip");
        assertThat(manifest.path("lines").asLong()).isEqualTo(4);
        JsonNode file = manifest.path("files").get(0);
        byte[] content = content(FIRST + file.path("name").asText()).getBytes(UTF_8);
        assertThat(file.path("lines").asLong()).isEqualTo(3);
        assertThat(file.path("bytes").asLong()).isEqualTo(content.length);
        assertThat(file.path("sha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        assertThat(file.path("raw_topic").asText()).isEqualTo("raw.acme.access");
        assertThat(file.path("raw_topic_id").asText()).isEqualTo("topic");
        assertThat(file.path("raw_partition").asInt()).isZero();
        assertThat(file.path("first").path("raw_offset").asLong()).isZero();
        assertThat(file.path("last").path("raw_offset").asLong()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatGivesTheSameBytes(Compression compression) throws Exception {
        export(ALL, compression);
        Map<String, byte[]> before = files();
        // A file that was damaged since is whole again.
        Path damaged = archive.resolve(FIRST + "acme.access-topic-0.log" + compression.extension());
        Files.writeString(damaged, "damaged");

        export(ALL, compression);

        assertThat(files().keySet()).isEqualTo(before.keySet());
        files().forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
    }

    @Test
    void withoutADatasetAllAreWritten() throws Exception {
        List<ArchivedHour> hours = export(new ArchiveRange("acme", Optional.empty(), ELEVEN, TWO), Compression.NONE);

        assertThat(hours).extracting(ArchivedHour::dataset).containsExactly(ACCESS, ACCESS, SHOP);
        assertThat(content("acme/shop/2026-03-05-00/acme.shop-topic-2.log")).isEqualTo(line(2, 9) + "\n");
    }

    @Test
    void whatIsNoLongerInTheLakeLeavesTheArchive() throws Exception {
        export(accessOf(SHRINKS), Compression.NONE);
        deleteRows(SHRINKS, "raw_partition", 1);
        deleteRows(SHRINKS, "raw_offset", 3L);

        export(accessOf(SHRINKS), Compression.NONE);

        String hour = "shrinks/access/2026-03-04-23/";
        assertThat(files().keySet()).containsExactly(hour + "manifest.json", hour + "shrinks.access-topic-0.log");
        assertThat(Files.readString(archive.resolve(hour + "manifest.json"))).doesNotContain("topic-1");
    }

    @Test
    void anHourIsNotCompleteUntilAllOfItIsThere() throws Exception {
        export(accessOf(GROWS), Compression.NONE);
        StreamExecutionEnvironment environment = environment(1);
        new LakeSinks(settings)
                .logs()
                .accept(environment.fromData(
                        LogEventTypeInfo.INSTANCE, event(new DatasetId(GROWS, "access"), 0, 5, ELEVEN.plusSeconds(4))));
        environment.execute();
        // What cannot be overwritten fails the run between the hour's files.
        String hour = "grows/access/2026-03-04-23/";
        Path obstacle = archive.resolve(hour + ".grows.access-topic-1.log.part/x");
        Files.createDirectories(obstacle);
        assertThatThrownBy(() -> export(accessOf(GROWS), Compression.NONE)).isInstanceOf(IOException.class);
        assertThat(archive.resolve(hour + "manifest.json")).doesNotExist();

        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        export(accessOf(GROWS), Compression.NONE);

        assertThat(content(hour + "grows.access-topic-0.log")).endsWith(line(0, 5) + "\n");
        assertThat(archive.resolve(hour + "manifest.json")).exists();
    }

    @Test
    void anUnknownFileSystemIsNamed() {
        assertThatThrownBy(() -> new ArchiveExport(lake, Compression.NONE).run(ALL, "s4://bucket/x", hour -> {}))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("s4://bucket/x")
                .hasMessageContaining("s3a://");
    }

    @Test
    void aBucketWithoutALoginIsNamedWithTheSettingsThatAreMissing() {
        assertThatThrownBy(() -> new ArchiveExport(lake, Compression.NONE).run(ALL, "s3://bucket/x", hour -> {}))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("there is no login for s3://bucket/x")
                .hasMessageContaining("give dataset acme/access one of its own")
                .hasMessageContaining("lake-archive-secrets.acme.access.s3.secret-access-key=file:/path");
    }

    @Test
    void partsOfHoursAreRefused() {
        assertThatThrownBy(() -> new ArchiveRange("acme", Optional.empty(), ELEVEN.plusSeconds(60), TWO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--from 2026-03-04T23:01:00Z");
        assertThatThrownBy(() -> new ArchiveRange("acme", Optional.empty(), TWO, ELEVEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not before");
    }

    private List<ArchivedHour> export(ArchiveRange range, Compression compression) throws IOException {
        List<ArchivedHour> hours = new ArrayList<>();
        // So little memory that each line is a run on disk.
        new ArchiveExport(lake, compression, ArchiveLogins.NONE, 1).run(range, archive.toString(), hours::add);
        return hours;
    }

    private static void deleteRows(String tenant, String column, Object value) throws IOException {
        var table = lake.table(LakeTable.LOGS);
        var delete = table.newDelete();
        try (var tasks = table.newScan()
                .filter(Expressions.and(
                        Expressions.equal("tenant", tenant),
                        Expressions.equal("dataset", "access"),
                        Expressions.equal(column, value)))
                .planFiles()) {
            tasks.forEach(task -> delete.deleteFile(task.file()));
        }
        delete.commit();
    }

    private static ArchiveRange accessOf(String tenant) {
        return new ArchiveRange(tenant, Optional.of("access"), ELEVEN, TWO);
    }

    private static String line(int partition, long offset) {
        return "192.0.2.%d - - [04/Mar/2026:22:00:00 +0000] \"GET /%d HTTP/1.1\" 200 5 \"-\" \"agent\""
                .formatted(partition, offset);
    }

    private static LogEvent event(DatasetId dataset, int partition, long offset, Instant arrival) {
        byte[] line = line(partition, offset).getBytes(UTF_8);
        Position position =
                new Position("topic", "raw." + dataset.tenant() + "." + dataset.dataset(), partition, offset, 0);
        EventBuilder event = EventBuilder.at(dataset, position, arrival.toEpochMilli(), line);
        event.ingestedMillis(arrival.toEpochMilli());
        assertThat(Formats.parser("combined").parse(event, 0, line.length)).isNull();
        return event;
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        return StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "execution.checkpointing.interval", "1 min",
                "classloader.check-leaked-classloader", "false",
                "parallelism.default", Integer.toString(parallelism))));
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(archive)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(archive.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private String content(String name) throws IOException {
        try (InputStream in = Files.newInputStream(archive.resolve(name));
                InputStream plain = name.endsWith(".gz")
                        ? new GZIPInputStream(in)
                        : name.endsWith(".zst") ? new ZstdInputStream(in) : in) {
            return new String(plain.readAllBytes(), UTF_8);
        }
    }
}
