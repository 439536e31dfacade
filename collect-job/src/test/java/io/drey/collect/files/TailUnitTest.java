package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.collect.domain.TailedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailUnitTest {

    private static final Duration AGE = Duration.ofDays(3);

    @TempDir
    private Path folder;

    private long now = System.currentTimeMillis();
    private SplitProgress progress;
    private TailUnit.Asking asking = TailUnit.Asking.YES;
    private TailUnit unit;

    @BeforeEach
    void begin() {
        start(new TailSplit("raw.acme.app", "file://" + folder + "/*.log", List.of()));
    }

    @Test
    void aFileThatGrowsIsReadAsItGrows() throws IOException {
        append("a.log", "one\ntw");
        assertThat(read()).containsExactly("one");
        assertThat(read()).isEmpty();
        append("a.log", "o\nthree\n");
        assertThat(read()).containsExactly("two", "three");
    }

    @Test
    void aFileThatIsRenamedGoesOnAndItsSuccessorBegins() throws IOException {
        append("a.log", "one\n");
        assertThat(read()).containsExactly("one");
        append("a.log", "two\n");
        Files.move(folder.resolve("a.log"), folder.resolve("a.log.1"));
        append("a.log.1", "three\n");
        append("a.log", "four\n");

        assertThat(read()).containsExactlyInAnyOrder("two", "three", "four");
        assertThat(read()).isEmpty();
    }

    @Test
    void aFileThatIsCutInPlaceBeginsAnew() throws IOException {
        append("a.log", "one\ntwo\n");
        List<Fetched> before = fetch();
        Files.writeString(folder.resolve("a.log"), "new\n");
        List<Fetched> after = fetch();

        assertThat(texts(after)).containsExactly("new");
        assertThat(after.get(0).line().position()).isZero();
        assertThat(after.get(0).line().source())
                .as("another source: its positions begin anew")
                .isNotEqualTo(before.get(0).line().source());
    }

    @Test
    void aFileThatIsCutAndGrewBeyondWhereItWasBeginsAnew() throws IOException {
        append("a.log", "one\ntwo\n");
        assertThat(read()).containsExactly("one", "two");
        Files.writeString(folder.resolve("a.log"), "another one\nmore of it\n");

        assertThat(read()).containsExactly("another one", "more of it");
    }

    @Test
    void aRestartGoesOnWhereItWasAndWhatIsReadAgainHasTheSameSourceAndPositions() throws IOException {
        append("a.log", "one\n");
        assertThat(read()).containsExactly("one");
        CollectSplit kept = progress.toSplit();
        append("a.log", "two\n");
        append("b.log", "three\n");
        List<Fetched> lost = fetch();

        start(roundTrip(kept));
        List<Fetched> again = fetch();

        assertThat(texts(again)).containsExactlyInAnyOrder("two", "three");
        assertThat(again)
                .extracting(one -> one.line().source() + one.line().position())
                .containsExactlyInAnyOrderElementsOf(lost.stream()
                        .map(one -> one.line().source() + one.line().position())
                        .toList());
    }

    @Test
    void aFileThatIsCutWhileNobodyReadsBeginsAnewAndOneThatIsRenamedGoesOn() throws IOException {
        append("a.log", "one\ntwo\n");
        append("b.log", "three\n");
        read();
        CollectSplit kept = progress.toSplit();
        Files.writeString(folder.resolve("a.log"), "new\n");
        Files.move(folder.resolve("b.log"), folder.resolve("b.old"));
        append("b.old", "four\n");

        start(roundTrip(kept));

        assertThat(read()).containsExactlyInAnyOrder("new", "four");
    }

    @Test
    void whatHasNoEndForLongIsALine() throws IOException {
        append("a.log", "one\ntwo");
        assertThat(read()).containsExactly("one");
        now += TailUnit.UNFINISHED.toMillis() + 60_000;
        assertThat(read()).containsExactly("two");
        assertThat(read()).isEmpty();
    }

    @Test
    void aFileWithAnotherNameOrCompressedOrTooOldIsNotRead() throws IOException {
        append("a.txt", "no\n");
        append("b.log.gz", "no\n");
        append("c.log", "no\n");
        Files.setLastModifiedTime(folder.resolve("c.log"), FileTime.fromMillis(now - AGE.toMillis() - 60_000));

        assertThat(read()).isEmpty();
    }

    @Test
    void aFileThatIsGoneForLongIsForgotten() throws IOException {
        append("a.log", "one\n");
        read();
        Files.delete(folder.resolve("a.log"));
        now += TailUnit.REMEMBERED.toMillis() - 60_000;
        read();
        assertThat(((TailSplit) progress.toSplit()).files()).hasSize(1);
        now += 120_000;
        read();
        assertThat(((TailSplit) progress.toSplit()).files()).as("state ends").isEmpty();
    }

    @Test
    void manyLinesComeInTurnsAndNoneIsLost() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < 10_000; n++) {
            lines.add("line " + n);
        }
        append("a.log", String.join("\n", lines) + "\n");
        List<String> read = new ArrayList<>();
        List<String> batch = read();
        while (!batch.isEmpty()) {
            read.addAll(batch);
            batch = read();
        }

        assertThat(read).isEqualTo(lines);
    }

    /** With a copy in its place, as some rotate: the copy is no file of the pattern, what is cut begins anew. */
    @Test
    void copyAndCutLosesNothingThatWasRead() throws IOException {
        append("a.log", "one\n");
        assertThat(read()).containsExactly("one");
        Files.copy(folder.resolve("a.log"), folder.resolve("a.log.1"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("a.log"), "");
        assertThat(read()).isEmpty();
        append("a.log", "two\n");

        assertThat(read()).containsExactly("two");
    }

    @Test
    void aFileIsReadForAsLongAsItIsAskedFor() throws IOException {
        asking = TailUnit.Asking.NOT_KNOWN_YET;
        append("a.log", "one\n");
        assertThat(read()).isEmpty();

        asking = TailUnit.Asking.YES;
        assertThat(read()).containsExactly("one");

        asking = TailUnit.Asking.NO;
        append("a.log", "two\n");
        assertThat(read()).isEmpty();

        asking = TailUnit.Asking.YES;
        assertThat(read()).as("where it was").containsExactly("two");

        asking = TailUnit.Asking.NOT_KNOWN_YET;
        now += TailUnit.REMEMBERED.toMillis() + 1;
        fetch();
        assertThat(((TailSplit) progress.toSplit()).files()).hasSize(1);
        asking = TailUnit.Asking.NO;
        fetch();
        assertThat(((TailSplit) progress.toSplit()).files()).isEmpty();
    }

    /** A file system gives an inode again at once: the next file with it may even begin as the one before. */
    @Test
    void anotherFileWithTheInodeOfOneThatIsGoneIsReadFromItsBeginning() throws IOException {
        append("a.log", "one\ntwo\n");
        assertThat(read()).containsExactly("one", "two");
        Object inode = Files.getAttribute(folder.resolve("a.log"), "unix:ino");

        // Written in place, as a file system that reuses inodes would show it: same inode, other content, longer than
        // before.
        Files.writeString(folder.resolve("a.log"), "three\nfour\nfive\n");
        assertThat(Files.getAttribute(folder.resolve("a.log"), "unix:ino")).isEqualTo(inode);

        assertThat(read()).containsExactly("three", "four", "five");
        TailedFile file = ((TailSplit) progress.toSplit()).files().get(0);
        assertThat(file.generation()).isEqualTo(1);
    }

    @Test
    void aFileIsTheSameWhileItsFirstKibibyteFillsUp() throws IOException {
        StringBuilder written = new StringBuilder();
        List<String> expected = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            append("a.log", "line " + i + "\n");
            written.append("line ").append(i).append('\n');
            expected.add("line " + i);
            taken.addAll(read());
        }
        assertThat(written.length()).isGreaterThan(2 * TailedFile.HEAD);
        assertThat(taken).isEqualTo(expected);
        assertThat(((TailSplit) progress.toSplit()).files())
                .singleElement()
                .extracting(TailedFile::generation, TailedFile::headLength)
                .containsExactly(0, TailedFile.HEAD);
    }

    /** Each step of a rotation with several files kept, with a restart of the job at each: all lines come, in order, once. */
    @Test
    void aChainOfRotationsOverRestartsBringsEachLineOnce() throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (int kept = 3; kept > 0; kept--) {
                Path from = folder.resolve(kept == 1 ? "a.log" : "a.log." + (kept - 1));
                if (Files.exists(from)) {
                    Files.move(from, folder.resolve("a.log." + kept), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (round > 0) {
                append("a.log.1", "late " + round + "\n");
                expected.add("late " + round);
            }
            append("a.log", "of round " + round + "\n");
            expected.add("of round " + round);
            if (round % 2 == 0) {
                start(roundTrip(progress.toSplit()));
            }
            taken.addAll(read());
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void start(TailSplit split) {
        progress = new SplitProgress(split);
        unit = new TailUnit(split, AGE, () -> asking, new ReadReport(new UnregisteredMetricsGroup()));
    }

    private static TailSplit roundTrip(CollectSplit split) throws IOException {
        CollectSplitSerializer serializer = CollectSplitSerializer.INSTANCE;
        CollectSplit restored = serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
        assertThat(restored).isEqualTo(split);
        return (TailSplit) restored;
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, CREATE, APPEND);
    }

    private List<String> read() throws StorageException {
        return texts(fetch());
    }

    /** All that there is now, as far as a few turns bring it. */
    private List<Fetched> fetch() throws StorageException {
        List<Fetched> all = new ArrayList<>();
        for (int turn = 0; turn < 4; turn++) {
            unit.read(now).fetched().forEach(one -> {
                progress.advance(one);
                all.add(one);
            });
        }
        return all.stream().filter(one -> one.line() != null).toList();
    }

    private static List<String> texts(List<Fetched> fetched) {
        return fetched.stream()
                .map(Fetched::line)
                .filter(Objects::nonNull)
                .map(line -> new String(line.value(), UTF_8))
                .toList();
    }
}
