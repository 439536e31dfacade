package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.collect.domain.FoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileUnitTest {

    private static final List<String> LINES =
            IntStream.range(0, 5_000).mapToObj(n -> "line " + n).toList();

    @TempDir
    private Path folder;

    private final ReadReport report = new ReadReport(new UnregisteredMetricsGroup());

    @ParameterizedTest
    @EnumSource(Packing.class)
    void allLinesOfAllPartsComeOnce(Packing packing) throws IOException {
        byte[] parts = joined(packing.pack(text(0, 2_000)), packing.pack(text(2_000, 5_000)));

        // Its name says nothing.
        assertThat(lines(unit(write("access", parts), 0))).isEqualTo(LINES);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void itGoesOnWhereItWas(Packing packing) throws IOException {
        FileSplit split = write("a", joined(packing.pack(text(0, 2_000)), packing.pack(text(2_000, 5_000))));
        List<Fetched> all = read(unit(split, 0));
        for (int n : new int[] {0, 1, 1_999, 2_000, 4_998}) {
            List<Fetched> rest = read(unit(split, all.get(n).position()));
            assertThat(texts(rest)).isEqualTo(LINES.subList(n + 1, LINES.size()));
            assertThat(rest.get(0).line().position()).isEqualTo(all.get(n).position());
            assertThat(rest.get(0).line().source()).isEqualTo(all.get(0).line().source());
        }
    }

    @Test
    void theLastLineNeedsNoEnd() throws IOException {
        assertThat(lines(unit(write("a", "a\nb".getBytes(UTF_8)), 0))).containsExactly("a", "b");
        assertThat(lines(unit(write("empty", new byte[0]), 0))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"PLAIN"},
            mode = EnumSource.Mode.EXCLUDE)
    void ofAFileThatIsCutWhatCanBeReadIsTaken(Packing packing) throws IOException {
        byte[] first = packing.pack(text(0, 2_000));
        byte[] second = packing.pack(text(2_000, 5_000));
        byte[] cut = Arrays.copyOf(joined(first, second), first.length + second.length / 2);

        List<String> taken = lines(unit(write("cut", cut), 0));

        assertThat(taken).hasSizeGreaterThanOrEqualTo(2_000);
        assertThat(taken.subList(0, 2_000)).isEqualTo(LINES.subList(0, 2_000));
    }

    @Test
    void ofAFileWithAWrongChecksumAllLinesAreTaken() throws IOException {
        byte[] bytes = Packing.GZIP.pack(text(0, 5_000));
        bytes[bytes.length - 8] ^= 1;

        assertThat(lines(unit(write("a.gz", bytes), 0))).isEqualTo(LINES);
    }

    @Test
    void whatFollowsAWholeGzipAndIsNoneIsLeft() throws IOException {
        byte[] bytes = joined(Packing.GZIP.pack(text(0, 5_000)), "garbage".getBytes(UTF_8));

        assertThat(lines(unit(write("a.gz", bytes), 0))).isEqualTo(LINES);
    }

    @Test
    void aFileThatIsGoneOrReplacedEnds() throws IOException {
        FileSplit replaced = write("a", "a\n".getBytes(UTF_8));
        Files.writeString(folder.resolve("a"), "other\n");
        assertThat(lines(unit(replaced, 0))).isEmpty();

        FileSplit gone = write("b", "b\n".getBytes(UTF_8));
        Files.delete(folder.resolve("b"));
        assertThat(lines(unit(gone, 0))).isEmpty();
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

    private FileUnit unit(FileSplit split, long position) {
        return new FileUnit(
                new FileSplit(split.topic(), split.file(), position), CollectSettings.MAX_RATIO.defaultValue(), report);
    }

    private static List<Fetched> read(FileUnit unit) throws StorageException {
        List<Fetched> all = new ArrayList<>();
        ReadUnit.Batch batch = unit.read(0);
        all.addAll(batch.fetched());
        while (!batch.isFinished()) {
            batch = unit.read(0);
            all.addAll(batch.fetched());
        }
        return all;
    }

    private static List<String> lines(FileUnit unit) throws StorageException {
        return texts(read(unit));
    }

    private static List<String> texts(List<Fetched> fetched) {
        return fetched.stream()
                .map(one -> new String(one.line().value(), UTF_8))
                .toList();
    }

    private static String text(int from, int to) {
        return String.join("\n", LINES.subList(from, to)) + "\n";
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
