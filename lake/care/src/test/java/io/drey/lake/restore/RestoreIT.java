package io.drey.lake.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.testing.FlinkCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that were landed come back byte for byte and in order. */
@FlinkCluster
class RestoreIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final String TOPIC_ID = "b8jt2m5jQ5a8ZTzJk0Tz1w";
    private static final Instant ARRIVAL = Instant.parse("2026-03-04T05:06:07Z");
    private static final RestoreRange ALL = new RestoreRange(ACCESS, Optional.empty(), Optional.empty());
    private static final long LITTLE_MEMORY = 200_000;

    @TempDir
    private Path folder;

    private LakeSettings settings;

    @BeforeEach
    void init() {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "access-semicomplete-a/access.log, combined, NONE",
        "access-hackers/access.log, combined, GZIP",
        "access-nginx-synthetic/access.log, combined, ZSTD",
        "webreadr-samples/combined_log.clf, combined, NONE",
        "webreadr-samples/log.clf, common, NONE",
    })
    void aSampleFileComesBackWithItsHash(String file, String format, Compression compression) throws Exception {
        byte[] original = sample(file);
        land(format, lines(original));

        RestoredFile restored = restore(ALL, compression).get(0);

        byte[] content = content(restored.path());
        assertThat(new String(content, ISO_8859_1)).isEqualTo(new String(original, ISO_8859_1));
        assertThat(restored.sha256()).isEqualTo(sha256(original));
        assertThat(restored.bytes()).isEqualTo(original.length);
        assertThat(restored.lines()).isEqualTo(restored.lastOffset() + 1);
    }

    @Test
    void linesThatCouldNotBeParsedStandWhereTheyStood() throws Exception {
        List<byte[]> lines = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            byte[] line = hostile(random, i);
            lines.add(line);
        }
        land("combined", lines);

        List<RestoredFile> restored = restore(ALL, Compression.NONE);

        assertThat(restored).hasSize(1);
        assertThat(lines(Files.readAllBytes(restored.get(0).path())))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(lines);
    }

    /** Generated lines, one in three of them damaged; the hash and the order are those of the lines that were sent. */
    @ParameterizedTest
    @CsvSource({
        "elb, 1500",
        "alb, 1500",
        "json, 1500",
        "syslog, 0",
    })
    void generatedLinesComeBackWithTheirHash(String format, int fewestRendered) throws Exception {
        Random random = new Random(format.hashCode());
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            byte[] line = GeneratedLines.of(format, random).getBytes(UTF_8);
            lines.add(i % 3 == 0 ? GeneratedLines.damaged(line, random) : line);
        }
        land(format, lines);

        List<RestoredFile> restored = restore(ALL, Compression.NONE);

        assertThat(restored).hasSize(1);
        assertThat(lines(Files.readAllBytes(restored.get(0).path())))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(lines);
        assertThat(restored.get(0).sha256()).isEqualTo(sha256(content(lines)));
        assertThat(rendered()).isGreaterThanOrEqualTo(fewestRendered).isLessThan(3000);
        assertThat(restored.get(0).lines()).isEqualTo(3000);
    }

    /** How many rows have no line, or only what their fields have not of it. */
    private long rendered() throws IOException {
        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.LOGS))
                        .select("event_renderer")
                        .build()) {
            long count = 0;
            for (Record row : rows) {
                count += row.getField("event_renderer") == null ? 0 : 1;
            }
            return count;
        }
    }

    private static byte[] content(List<byte[]> lines) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        lines.forEach(line -> {
            content.writeBytes(line);
            content.write('\n');
        });
        return content.toByteArray();
    }

    @Test
    void linesOfJsonComeBackAsTheyWere() throws Exception {
        List<byte[]> lines = List.of(
                "{\"remote_addr\":\"1.2.3.4\", \"status\": 200,\"time_local\":\"17/May/2015:10:05:03 +0000\"}"
                        .getBytes(UTF_8),
                "{ }".getBytes(UTF_8),
                "{\"message\":\"1.2.3.4 - - [17/May/2015:10:05:03 +0000] \\\"GET / HTTP/1.1\\\" 200 7\"}"
                        .getBytes(UTF_8),
                "{\"broken\":".getBytes(UTF_8));
        land("json", lines);

        assertThat(lines(
                        Files.readAllBytes(restore(ALL, Compression.NONE).get(0).path())))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(lines);
    }

    @Test
    void aRangeHasItsDaysOnly() throws Exception {
        land(
                "common",
                List.of(
                        "a - - [01/Mar/2026:10:00:00 +0000] \"GET /1 HTTP/1.1\" 200 7".getBytes(UTF_8),
                        "a - - [02/Mar/2026:00:30:00 +0100] \"GET /2 HTTP/1.1\" 200 7".getBytes(UTF_8),
                        "a - - [02/Mar/2026:10:00:00 +0000] \"GET /3 HTTP/1.1\" 200 7".getBytes(UTF_8),
                        "no log line".getBytes(UTF_8)));
        LocalDate first = LocalDate.parse("2026-03-01");

        assertThat(restore(
                        new RestoreRange(ACCESS, Optional.of(first), Optional.of(first.plusDays(1))), Compression.NONE))
                .extracting(RestoredFile::lines)
                .containsExactly(2L);
        assertThat(restore(
                        new RestoreRange(new DatasetId("acme", "other"), Optional.empty(), Optional.empty()),
                        Compression.NONE))
                .isEmpty();
    }

    @Test
    void aFileThatIsThereIsNotTouched() throws Exception {
        land("common", List.of("a - - [01/Mar/2026:10:00:00 +0000] \"GET /1 HTTP/1.1\" 200 7".getBytes(UTF_8)));
        Path file = restore(ALL, Compression.NONE).get(0).path();
        Files.writeString(file, "mine");

        assertThatThrownBy(() -> restore(ALL, Compression.NONE)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(file).hasContent("mine");
        assertThat(file.getParent().toFile().list()).hasSize(1);
    }

    @Test
    void aLineThatIsThereTwiceIsNamed() throws Exception {
        land("common", List.of("a - - [01/Mar/2026:10:00:00 +0000] \"GET /1 HTTP/1.1\" 200 7".getBytes(UTF_8)));
        try (Lake lake = Lake.open(settings)) {
            Table logs = lake.table(LakeTable.LOGS);
            DataFile file;
            try (CloseableIterable<FileScanTask> files = logs.newScan().planFiles()) {
                file = files.iterator().next().file();
            }
            Path copy = Path.of(java.net.URI.create(file.location())).resolveSibling("copy.parquet");
            Files.copy(Path.of(java.net.URI.create(file.location())), copy);
            logs.newAppend()
                    .appendFile(org.apache.iceberg.DataFiles.builder(logs.spec())
                            .copy(file)
                            .withPath(copy.toUri().toString())
                            .build())
                    .commit();
        }

        assertThatThrownBy(() -> restore(ALL, Compression.NONE))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("raw.acme.access[0]@0")
                .hasMessageContaining("more than once");
    }

    private List<RestoredFile> restore(RestoreRange range, Compression compression) throws IOException {
        try (Lake lake = Lake.open(settings)) {
            return new Restore(lake, range, compression, LITTLE_MEMORY).into(folder.resolve("out"), lines -> {});
        }
    }

    private void land(String format, List<byte[]> lines) throws Exception {
        LineParser parser = Formats.parser(format);
        List<LogEvent> events = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            Position position = new Position(TOPIC_ID, "raw.acme.access", 0, i, 0);
            EventBuilder event = EventBuilder.at(ACCESS, position, ARRIVAL.toEpochMilli(), line);
            Rejection rejection = parser.parse(event, 0, line.length);
            if (rejection == null) {
                events.add(event);
            } else {
                letters.add(DeadLetter.of(ACCESS, position, ARRIVAL.toEpochMilli(), line, rejection));
            }
        }
        LakeSinks sinks = new LakeSinks(settings);
        StreamExecutionEnvironment environment = environment();
        if (!events.isEmpty()) {
            sinks.logs().accept(environment.fromData(events, LogEventTypeInfo.INSTANCE));
        }
        if (!letters.isEmpty()) {
            sinks.deadLetters().accept(environment.fromData(letters, TypeInformation.of(DeadLetter.class)));
        }
        environment.execute();
    }

    private static byte[] hostile(Random random, int number) {
        byte[] line = "1.2.3.%d - %s [17/May/2015:10:05:%02d %s] \"GET /a?%d HTTP/1.%d\" %d %d \"-\" \"agent %d\""
                .formatted(
                        number % 256,
                        number % 7 == 0 ? "\"\"" : "frank",
                        number % 61,
                        number % 3 == 0 ? "+0000" : "-0330",
                        number,
                        number % 2,
                        200 + number % 300,
                        number,
                        number % 5)
                .getBytes(UTF_8);
        for (int i = random.nextInt(4); i > 1; i--) {
            byte any = (byte) random.nextInt(256);
            line[random.nextInt(line.length)] = any == '\n' ? 0 : any;
        }
        return line;
    }

    private static byte[] sample(String name) throws IOException {
        Path file = Path.of(System.getProperty("drey.home", ".."))
                .resolve("../shared/samples")
                .resolve(name);
        assumeTrue(System.getenv("CI") != null || Files.exists(file), () -> "skipped: no sample data at %s"
                .formatted(file.normalize()));
        byte[] bytes = Files.readAllBytes(file);
        // Lines are shipped without their ends, which come back as one line feed each.
        String text = new String(bytes, ISO_8859_1).replace("\r\n", "\n");
        return (text.endsWith("\n") ? text : text + "\n").getBytes(ISO_8859_1);
    }

    private static List<byte[]> lines(byte[] content) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                lines.add(Arrays.copyOfRange(content, from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    private static byte[] content(Path file) throws IOException {
        String name = file.getFileName().toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = name.endsWith(".gz")
                        ? new GZIPInputStream(in)
                        : name.endsWith(".zst") ? new ZstdInputStream(in) : in) {
            plain.transferTo(out);
        }
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "pipeline.object-reuse", "true",
                "execution.checkpointing.interval", "100 ms"));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(1);
        return environment;
    }
}
