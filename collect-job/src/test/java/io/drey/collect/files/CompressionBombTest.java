package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.LineReader;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.job.kafka.OutgoingLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small files that become very large ones: what is taken of them at once is bounded, nothing else waits for them, and all is told. */
class CompressionBombTest {

    private static final String BEFORE =
            "203.0.113.9 - - [05/Jan/2026:10:00:00 +0000] \"GET /before HTTP/1.1\" 200 9 \"-\" \"-\"";
    private static final String BEHIND = BEFORE.replace("before", "behind");
    private static final int MIB = 1 << 20;
    private static final int BOMB_MIBS = 300;
    /** So many pieces of a line are taken. */
    private static final int PIECES = 64;
    /** What a batch may hold: as much as ends it, and one piece more. */
    private static final long MOST_AT_ONCE = (2L << 20) + LineReader.LONGEST;

    @TempDir
    private Path folder;

    private final ReadReport report = new ReadReport(new UnregisteredMetricsGroup());

    /** What came of lines that were taken in. */
    private static final class Intake implements LinePipeline.Output {

        private final LinePipeline pipeline = new LinePipeline(LineSettings.of("combined"));
        private final List<String> paths = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();
        private long deadBytes;
        private long taken;

        void take(OutgoingLine line) {
            pipeline.process(
                    EventBuilder.at(
                            new DatasetId("acme", "access"),
                            new Position("AAAAAAAAAAAAAAAAAAAAAA", "raw.acme.access", 0, taken++, 0),
                            0,
                            line.value()),
                    this);
        }

        @Override
        public void event(EventBuilder event) {
            paths.add(event.text(Field.URL_PATH));
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            throw new AssertionError("dropped by " + reason);
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            reasons.add(rejection.reason());
            deadBytes += to - from;
            for (int i = from; i < to; i += 4_099) {
                assertThat(at.bytes()[i]).as("byte %d as it came", i).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"GZIP", "ZSTD"})
    void ofALineThatNeverEndsPiecesAreDeadLettersAndItsNeighboursComeThrough(Packing packing) throws IOException {
        FileUnit bomb = unit(write("bomb", packed(packing, BOMB_MIBS, "\n")));
        FileUnit neighbour = unit(write("neighbour", (BEFORE + "\n" + BEHIND + "\n").getBytes(UTF_8)));
        Intake ofBomb = new Intake();
        Intake ofNeighbour = new Intake();
        long heapBefore = usedHeap();
        long position = 0;
        boolean isFinished = false;
        boolean isNeighbourFinished = false;
        int rounds = 0;
        while (!isFinished) {
            ReadUnit.Batch batch = bomb.read(0);
            assertThat(batch.fetched().stream()
                            .mapToLong(one -> one.line().value().length)
                            .sum())
                    .as("bytes that are held at once")
                    .isLessThanOrEqualTo(MOST_AT_ONCE);
            for (Fetched one : batch.fetched()) {
                position = one.position();
                ofBomb.take(one.line());
            }
            isFinished = batch.isFinished();
            if (!isNeighbourFinished) {
                // It has its turn after each batch, as in the reader of all files.
                ReadUnit.Batch other = neighbour.read(0);
                other.fetched().forEach(one -> ofNeighbour.take(one.line()));
                isNeighbourFinished = other.isFinished();
            }
            if (rounds++ == 10) {
                assertThat(usedHeap() - heapBefore)
                        .as("memory in the middle of it")
                        .isLessThan(32L * MIB);
            }
        }

        assertThat(ofNeighbour.paths).containsExactly("/before", "/behind");
        assertThat(ofNeighbour.reasons).isEmpty();
        assertThat(isNeighbourFinished).isTrue();
        assertThat(ofBomb.paths).containsExactly("/before", "/behind");
        assertThat(ofBomb.reasons)
                .hasSize(PIECES)
                .allMatch(reason -> reason.contains("the line is longer than 1048576 bytes"));
        // In is what came out and what was skipped, which the task's log and filesDamaged tell.
        assertThat(ofBomb.deadBytes).isEqualTo((long) PIECES * LineReader.LONGEST);
        assertThat(position).isEqualTo(size(BOMB_MIBS, "\n"));
    }

    /** Where it is cut depends on the file alone, so that who reads it again after a failure comes as far. */
    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"GZIP", "ZSTD"})
    void whatBecomesTooLargeIsTakenAsFarAsItIsAllowed(Packing packing) throws IOException {
        byte[] stored = packed(packing, BOMB_MIBS, "\n");
        int maxRatio = 100;
        long most = Math.max(BoundedBytes.FREE, (long) maxRatio * stored.length);
        assertThat(most).isLessThan(size(BOMB_MIBS, "\n"));
        FileSplit split = write("bomb", stored);
        List<Long> ends = new ArrayList<>();
        long from = 0;
        for (int run = 0; run < 2; run++) {
            FileUnit unit = new FileUnit(new FileSplit(split.topic(), split.file(), from), maxRatio, report);
            List<Fetched> all = new ArrayList<>();
            ReadUnit.Batch batch;
            do {
                batch = unit.read(0);
                all.addAll(batch.fetched());
            } while (!batch.isFinished());
            ends.add(all.get(all.size() - 1).position());
            assertThat(new String(all.get(0).line().value(), UTF_8).equals(BEFORE))
                    .as("begins with the first line")
                    .isEqualTo(run == 0);
            from = all.get(3).position();
        }
        assertThat(ends).containsExactly(most, most);
    }

    @Test
    void whatLogsBecomeIsTakenWhole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int lines = 1_000_000;
        long size = 0;
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < lines; i++) {
                byte[] line =
                        BEFORE.replace("before", "page/" + i % 1000 + "\n").getBytes(UTF_8);
                out.write(line);
                size += line.length;
            }
        }
        assertThat(size).isGreaterThan(BoundedBytes.FREE);
        FileUnit unit =
                new FileUnit(write("alike", bytes.toByteArray()), CollectSettings.MAX_RATIO.defaultValue(), report);
        long position = 0;
        ReadUnit.Batch batch;
        do {
            batch = unit.read(0);
            position = batch.fetched().isEmpty()
                    ? position
                    : batch.fetched().get(batch.fetched().size() - 1).position();
        } while (!batch.isFinished());
        assertThat(position).isEqualTo(size);
    }

    @Test
    void aFileWithinAFileIsNotUnpackedTwice() throws IOException {
        byte[] inner = packed(Packing.GZIP, 1, "\n");
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(outer)) {
            out.write(inner);
        }
        List<Fetched> all = new ArrayList<>();
        FileUnit unit = unit(write("nested", outer.toByteArray()));
        ReadUnit.Batch batch;
        do {
            batch = unit.read(0);
            all.addAll(batch.fetched());
        } while (!batch.isFinished());

        // Its bytes are lines as they are, each of them once.
        byte[] firstLine = Arrays.copyOf(inner, firstEnd(inner));
        assertThat(all.get(0).line().value()).isEqualTo(firstLine);
        assertThat(all.get(all.size() - 1).position()).isEqualTo(inner.length);
        assertThat(all.stream()
                        .map(one -> new String(one.line().value(), UTF_8))
                        .toList())
                .noneMatch(line -> line.contains("HTTP/1.1"));
    }

    private static int firstEnd(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i > 0 && bytes[i - 1] == '\r' ? i - 1 : i;
            }
        }
        return bytes.length;
    }

    private static long size(int mibs, String end) {
        return BEFORE.length() + 1L + (long) mibs * MIB + end.length() + BEHIND.length() + 1;
    }

    /** A good line, a very long one of zeros, and another good one. */
    private static byte[] packed(Packing packing, int mibs, String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packing.pack(bytes)) {
            out.write((BEFORE + "\n").getBytes(UTF_8));
            byte[] zeros = new byte[MIB];
            for (int i = 0; i < mibs; i++) {
                out.write(zeros);
            }
            out.write((end + BEHIND + "\n").getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private FileSplit write(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        return new FileSplit(
                "raw.acme.access",
                new FoundFile(
                        "file://" + file,
                        bytes.length,
                        Files.getLastModifiedTime(file).toMillis()),
                0);
    }

    /** Without a bound, as it is where somebody has raised it. */
    private FileUnit unit(FileSplit split) {
        return new FileUnit(split, Integer.MAX_VALUE, report);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
