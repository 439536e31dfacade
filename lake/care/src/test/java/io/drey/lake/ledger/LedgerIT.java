package io.drey.lake.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.lake.landing.Samples;
import io.drey.lake.ledger.Finding.Kind;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptionUtil;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real lines, landed by the sinks; then what nobody should do to a lake. */
@FlinkCluster
class LedgerIT {

    private static final Instant NEW_YEAR = Samples.NEW_YEAR;

    @TempDir
    private static Path everything;

    private static Path folder;
    private static LakeSettings settings;

    private Lake lake;
    private Ledger ledger;

    @BeforeAll
    static void land() throws Exception {
        folder = everything.resolve("lake");
        settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake created = Lake.open(settings)) {
            created.init();
        }
        landLogs(LongStream.rangeClosed(100, 119).filter(offset -> offset != 105));
        landDeadLetters(105);
        landLogs(LongStream.rangeClosed(120, 139));
        copy(folder, everything.resolve("landed"));
    }

    /** The tables know their folder, so each test gets the lake where it was made. */
    @BeforeEach
    void restore() throws IOException {
        delete(folder);
        copy(everything.resolve("landed"), folder);
        lake = Lake.open(settings);
        ledger = Ledger.of(lake, LedgerSettings.defaults());
        assertThat(update()).isEqualTo(new Ledger.Update(3, 6));
        assertThat(verify()).isEmpty();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void tellsWhatEachHourReceived() {
        List<HourLines> hours = HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now());
        assertThat(hours).containsExactly(new HourLines(Samples.ACME_ACCESS, NEW_YEAR, 40, 39, 1, 0, 40, 0, 0));
        assertThat(HourLines.of(lake, dataset -> false, Duration.ZERO, Instant.now()))
                .isEmpty();
    }

    @Test
    void aRepeatedRunChangesNothing() throws IOException {
        long rows = lake.rowCount(LakeTable.LEDGER);
        List<Path> anchors = anchors();
        assertThat(update()).isEqualTo(new Ledger.Update(0, 0));
        assertThat(lake.rowCount(LakeTable.LEDGER)).isEqualTo(rows).isEqualTo(6);
        assertThat(anchors()).isEqualTo(anchors).hasSize(1);
    }

    @Test
    void aRunThatEndsBeforeItsAnchorIsCompletedByTheNext() throws Exception {
        landLogs(LongStream.range(140, 150));
        Anchors broken = new Anchors() {
            @Override
            public void write(long number, String hash) {
                if (number > 5) {
                    throw new IllegalStateException("killed");
                }
            }

            @Override
            public Map<Long, List<String>> all() {
                return ledger.anchors().all();
            }
        };
        Ledger killed = Ledger.disturbed(lake, broken, () -> {});
        assertThatThrownBy(() -> killed.update(progress -> {})).hasMessage("killed");
        assertThat(anchors()).hasSize(1);

        assertThat(update()).isEqualTo(new Ledger.Update(0, 0));
        assertThat(anchors()).hasSize(2);
        assertThat(verify()).isEmpty();
    }

    @Test
    void aRunThatEndsBeforeItsCommitIsRepeated() throws Exception {
        landLogs(LongStream.range(140, 150));
        Ledger killed = Ledger.disturbed(lake, ledger.anchors(), () -> {
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(() -> killed.update(progress -> {})).hasMessage("killed");

        assertThat(update()).isEqualTo(new Ledger.Update(1, 2));
        assertThat(verify()).isEmpty();
    }

    @Test
    void twoRunsAtOnceWriteEachSnapshotOnce() throws Exception {
        landLogs(LongStream.range(140, 150));
        Ledger.Update[] other = new Ledger.Update[1];
        Ledger slow = Ledger.disturbed(lake, ledger.anchors(), () -> other[0] = update());

        assertThat(slow.update(progress -> {})).isEqualTo(new Ledger.Update(0, 0));
        assertThat(other[0]).isEqualTo(new Ledger.Update(1, 2));
        assertThat(verify()).isEmpty();
    }

    @Test
    void endsBesideAWriterThatIsFaster() throws Exception {
        landLogs(LongStream.range(140, 150));
        AtomicInteger commits = new AtomicInteger();
        Ledger slow = Ledger.disturbed(lake, ledger.anchors(), () -> {
            if (commits.incrementAndGet() <= 3) {
                long first = 140 + 10L * commits.get();
                try {
                    landLogs(LongStream.range(first, first + 10));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        assertThat(slow.update(progress -> {})).isEqualTo(new Ledger.Update(1, 2));
        assertThat(update()).isEqualTo(new Ledger.Update(1, 2));
        assertThat(verify()).isEmpty();
    }

    @Test
    void aRowThatWasRewrittenAwayIsNamedAndNothingElse() throws IOException {
        rewrite(LakeTable.LOGS, 112, row -> null, Map.of());
        List<Finding> findings = verify();
        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.LOST);
        Finding lost = findings.get(0);
        assertThat(lost.position()).isEqualTo("raw.acme.access[3]@112");
        assertThat(lost.hour()).contains(NEW_YEAR);
        assertThat(lost.table()).isEqualTo("logs");
        assertThat(lost.snapshotId()).isPresent();
        assertThat(lost.message())
                .contains("1 line that landed in this snapshot: gone")
                .contains(lake.snapshotId(LakeTable.LOGS).getAsLong() + " (overwrite)");
    }

    @Test
    void rowsThatWereAppendedAgainAreNamedAndNothingElse() throws IOException {
        Table table = lake.table(LakeTable.LOGS);
        FileScanTask file = fileWith(table, 112);
        DataFile copy = write(table, file.file(), rows(table, file));
        table.newAppend().appendFile(copy).commit();
        List<Finding> findings = verify();
        assertThat(findings)
                .extracting(Finding::kind, Finding::position, Finding::file)
                .containsExactly(
                        tuple(Kind.DUPLICATE, "raw.acme.access[3]@100-104", copy.location()),
                        tuple(Kind.DUPLICATE, "raw.acme.access[3]@106-119", copy.location()));
        assertThat(findings.get(0).snapshotId()).isEqualTo(lake.snapshotId(LakeTable.LOGS));
    }

    @Test
    void aRowWithOtherContentIsNamedAndNothingElse() throws IOException {
        DataFile changed = rewrite(
                LakeTable.LOGS,
                112,
                row -> {
                    row.setField("event_original", java.nio.ByteBuffer.wrap("forged".getBytes(UTF_8)));
                    return row;
                },
                Map.of());
        List<Finding> findings = verify();
        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.CHANGED);
        assertThat(findings.get(0).file()).isEqualTo(changed.location());
        assertThat(findings.get(0).snapshotId()).isEqualTo(lake.snapshotId(LakeTable.LOGS));
        assertThat(findings.get(0).position()).isEqualTo("raw.acme.access[3]");
        assertThat(findings.get(0).message()).isEqualTo("the content of 39 lines is not what landed");
    }

    @Test
    void aDeadLetterWithOtherContentIsNamed() throws IOException {
        rewrite(
                LakeTable.DEAD_LETTERS,
                105,
                row -> {
                    row.setField("error_reason", "none");
                    return row;
                },
                Map.of());
        assertThat(verify())
                .extracting(Finding::kind, Finding::table)
                .containsExactly(tuple(Kind.CHANGED, "dead_letters"));
    }

    @Test
    void rewritingTheSameRowsIsNoFinding() throws IOException {
        rewrite(LakeTable.LOGS, 112, row -> row, Map.of(LakeOperation.PROPERTY, LakeOperation.COMPACT));
        rewrite(LakeTable.DEAD_LETTERS, 105, row -> row, Map.of());
        assertThat(verify()).isEmpty();
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now())
                        .get(0)
                        .landed())
                .isEqualTo(40);
    }

    @Test
    void anOpenFieldThatSomeoneChangedIsNoticed() throws IOException {
        rewrite(
                LakeTable.LOGS,
                112,
                row -> {
                    Record changed = row.copy();
                    changed.setField("labels", Map.of("labels.order.id", "999"));
                    return changed;
                },
                Map.of(LakeOperation.PROPERTY, LakeOperation.COMPACT));

        assertThat(verify()).extracting(Finding::kind).containsExactly(Kind.CHANGED);
    }

    @Test
    void linesThatWereErasedAreNeitherLostNorMissing() throws IOException {
        rewrite(LakeTable.LOGS, 112, row -> null, Map.of(LakeOperation.PROPERTY, LakeOperation.ERASE));
        assertThat(verify()).isEmpty();
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now()))
                .containsExactly(new HourLines(Samples.ACME_ACCESS, NEW_YEAR, 40, 39, 1, 0, 39, 1, 0));
        rewrite(LakeTable.LOGS, 113, row -> null, Map.of());
        assertThat(verify()).extracting(Finding::position).containsExactly("raw.acme.access[3]@113");
    }

    @Test
    void wholeFilesThatWereTooOldAreNeitherLostNorMissing() throws IOException {
        Table table = lake.table(LakeTable.LOGS);
        table.newDelete()
                .deleteFromRowFilter(Expressions.equal("tenant", "acme"))
                .set(LakeOperation.PROPERTY, LakeOperation.RETAIN)
                .commit();
        assertThat(verify()).isEmpty();
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now())
                        .get(0)
                        .deleted())
                .isEqualTo(39);
    }

    @Test
    void droppedLinesAreEntriesAndNoGap() throws Exception {
        landDropped(LongStream.rangeClosed(140, 142));
        landLogs(LongStream.of(143, 144));

        assertThat(verify()).isEmpty();
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now()))
                .containsExactly(new HourLines(Samples.ACME_ACCESS, NEW_YEAR, 45, 41, 1, 3, 42, 0, 0));
    }

    @Test
    void aLossBesideDroppedLinesIsFound() throws Exception {
        landDropped(LongStream.of(140, 142));
        landLogs(LongStream.of(143));

        assertThat(verify())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(Kind.MISSING, "raw.acme.access[3]@141"));
    }

    @Test
    void whatLandedSinceASavepointLandsNoSecondTime() throws Exception {
        Instant savepoint = Instant.now();
        // The last one was repeated, and overtook lines that waited for others.
        landDropped(LongStream.of(140, 145));
        landLogs(LongStream.of(141));
        update();
        landLogs(LongStream.of(142));

        assertThat(LandedSince.tell(lake, savepoint.plusSeconds(600))).containsEntry(LakeTable.LOGS, 0L);
        assertThat(LandedSince.tell(lake, savepoint))
                .containsEntry(LakeTable.LOGS, 2L)
                .containsEntry(LakeTable.DEAD_LETTERS, 0L)
                .containsEntry(LakeTable.DROPPED, 2L);
        landLogs(LongStream.rangeClosed(141, 143));
        landDropped(LongStream.of(140, 144, 145, 146));

        assertThat(verify()).isEmpty();
        assertThat(lake.rowCount(LakeTable.LOGS)).isEqualTo(39 + 3);
        assertThat(lake.rowCount(LakeTable.DROPPED)).isEqualTo(4);
        LandedSince.tell(lake, Instant.now().plusSeconds(600));
        landLogs(LongStream.of(143));
        assertThat(lake.rowCount(LakeTable.LOGS))
                .as("the tables are told once more, of nothing")
                .isEqualTo(39 + 4);
    }

    @Test
    void anEntryOfADroppedLineThatIsGoneIsFound() throws Exception {
        landDropped(LongStream.rangeClosed(140, 142));
        landLogs(LongStream.of(143));
        assertThat(verify()).isEmpty();

        rewrite(LakeTable.DROPPED, 141, row -> null, Map.of());

        assertThat(verify())
                .extracting(Finding::kind, Finding::position)
                .contains(tuple(Kind.LOST, "raw.acme.access[3]@141"));
    }

    @Test
    void offsetsThatNeverLandedAreNamed() throws Exception {
        landLogs(LongStream.of(143, 144));
        assertThat(verify())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(Kind.MISSING, "raw.acme.access[3]@140-142"));
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now())
                        .get(0)
                        .received())
                .isEqualTo(45);
        // While the other table may still get them.
        assertThat(Verification.run(
                                ledger,
                                Verification.Scope.everything(Duration.ofMinutes(1)),
                                NEW_YEAR.plusSeconds(1),
                                files -> {})
                        .findings())
                .isEmpty();
    }

    @Test
    void snapshotsThatWereExpiredUnreadAreCountedFromWhatIsLeft() throws Exception {
        landLogs(LongStream.range(140, 145));
        landLogs(LongStream.range(145, 150));
        Table table = lake.table(LakeTable.LOGS);
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();
        assertThat(update().snapshots()).isEqualTo(1);
        assertThat(verify()).isEmpty();
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, Instant.now())
                        .get(0)
                        .landed())
                .isEqualTo(50);
    }

    @Test
    void aFileThatIsGoneIsNamed() throws IOException {
        FileScanTask file = fileWith(lake.table(LakeTable.LOGS), 125);
        lake.table(LakeTable.LOGS).io().deleteFile(file.file().location());
        List<Finding> findings = verify();
        assertThat(findings)
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(Kind.UNREADABLE, ""), tuple(Kind.LOST, "raw.acme.access[3]@120-139"));
        assertThat(findings.get(0).file()).isEqualTo(file.file().location());
    }

    @Test
    void aForgedLedgerIsNamed() throws IOException {
        Table table = lake.table(LakeTable.LEDGER);
        FileScanTask file = file(table);
        List<Record> rows = rows(table, file);
        rows.get(0).setField("line_count", 1L);
        table.newOverwrite()
                .deleteFile(file.file())
                .addFile(write(table, file.file(), rows))
                .commit();
        assertThat(verify()).extracting(Finding::kind).contains(Kind.CHAIN);
        assertThat(verify().get(0).message()).startsWith("entry 0 was changed");
    }

    @Test
    void aLedgerThatWasDroppedAndWrittenAnewIsToldByItsAnchors() throws Exception {
        landLogs(LongStream.range(140, 145));
        update();
        var catalog = settings.catalogLoader().loadCatalog();
        catalog.dropTable(LakeTable.LEDGER.identifier());
        lake.init();
        rewrite(LakeTable.LOGS, 112, row -> null, Map.of(LakeOperation.PROPERTY, LakeOperation.ERASE));
        lake.table(LakeTable.LOGS)
                .expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .commit();
        assertThat(verify()).extracting(Finding::kind).contains(Kind.CHAIN);
    }

    private Ledger.Update update() {
        return ledger.update(progress -> {});
    }

    private List<Finding> verify() {
        update();
        return Verification.run(
                        ledger, Verification.Scope.everything(Duration.ZERO), laterThanAllCommits(), files -> {})
                .findings()
                .stream()
                .filter(finding -> finding.kind() != Kind.SILENT)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static Instant laterThanAllCommits() {
        return Instant.now().plusSeconds(1);
    }

    private List<Path> anchors() throws IOException {
        try (var files = Files.list(folder.resolve("ledger-anchors"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static void landLogs(LongStream offsets) throws Exception {
        LogEvent[] events = offsets.mapToObj(LedgerIT::event).toArray(LogEvent[]::new);
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        environment.execute();
    }

    /** Lines whose row holds the line, and lines whose row does not; some with open fields. */
    private static LogEvent event(long offset) {
        byte[] line = "1.2.3.4 - - [01/Jan/2026:00:00:00 +0000] \"GET /%d HTTP/1.1\" 200 5 \"-\" \"x\""
                .formatted(offset)
                .getBytes(UTF_8);
        EventBuilder event = offset % 2 == 0 ? Samples.bare(offset, line) : Samples.parsed("combined", offset, line);
        if (offset % 4 == 0) {
            event.appendOpen("labels.order.id", Long.toString(offset));
            event.appendOpen("trace.state", "a=1");
        }
        return event;
    }

    private static void landDeadLetters(long offset) throws Exception {
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(TypeInformation.of(DeadLetter.class), Samples.deadLetter(offset)));
        environment.execute();
    }

    private static void landDropped(LongStream offsets) throws Exception {
        DroppedLine[] lines = offsets.mapToObj(Samples::deadLetter)
                .map(letter -> new DroppedLine(
                        letter.tenant(),
                        letter.dataset(),
                        letter.topicId(),
                        letter.topic(),
                        letter.partition(),
                        letter.offset(),
                        letter.index(),
                        "url.path = /health",
                        letter.createdMillis()))
                .toArray(DroppedLine[]::new);
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).dropped().accept(environment.fromData(TypeInformation.of(DroppedLine.class), lines));
        environment.execute();
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                        "pipeline.generic-types", "false",
                        "pipeline.object-reuse", "true",
                        // Long enough that a few lines land in one snapshot.
                        "execution.checkpointing.interval", "1 s")));
        environment.setParallelism(1);
        return environment;
    }

    /** Writes the file with an offset anew, as nobody should. */
    private DataFile rewrite(LakeTable name, long offset, UnaryOperator<Record> change, Map<String, String> summary)
            throws IOException {
        Table table = lake.table(name);
        FileScanTask file = fileWith(table, offset);
        List<Record> rows = new ArrayList<>();
        for (Record row : rows(table, file)) {
            Record kept = row.getField("raw_offset").equals(offset) ? change.apply(row) : row;
            if (kept != null) {
                rows.add(kept);
            }
        }
        DataFile written = write(table, file.file(), rows);
        OverwriteFiles overwrite = table.newOverwrite().deleteFile(file.file()).addFile(written);
        summary.forEach(overwrite::set);
        overwrite.commit();
        return written;
    }

    private static FileScanTask fileWith(Table table, long offset) throws IOException {
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().filter(Expressions.equal("raw_offset", offset)).planFiles()) {
            List<FileScanTask> all = new ArrayList<>();
            tasks.forEach(all::add);
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static FileScanTask file(Table table) throws IOException {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            return tasks.iterator().next();
        }
    }

    private static List<Record> rows(Table table, FileScanTask task) {
        List<Record> rows = new ArrayList<>();
        FileRows.forEachLive(table, task, table.schema(), row -> rows.add(row.copy()));
        return rows;
    }

    private static DataFile write(Table table, DataFile like, List<Record> rows) throws IOException {
        String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
        DataWriter<Record> writer = FormatModelRegistry.<Record, Schema>dataWriteBuilder(
                        FileFormat.PARQUET,
                        Record.class,
                        EncryptionUtil.plainAsEncryptedOutput(table.io().newOutputFile(location)))
                .schema(table.schema())
                .spec(table.spec())
                .partition(like.partition())
                .setAll(new HashMap<>(table.properties()))
                .build();
        try (writer) {
            rows.forEach(writer::write);
        }
        return writer.toDataFile();
    }
}
