package io.drey.lake.reparse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.format.LineLimit;
import io.drey.format.LineSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.lake.ledger.Finding;
import io.drey.lake.ledger.HourLines;
import io.drey.lake.ledger.LakeOperation;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.ledger.Verification;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.reparse.ReparseOrder.Source;
import io.drey.lake.restore.Compression;
import io.drey.lake.restore.Restore;
import io.drey.lake.restore.RestoreRange;
import io.drey.lake.retention.Hold;
import io.drey.lake.retention.Holds;
import io.drey.lake.retention.Identifier;
import io.drey.lake.retention.Retention;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old parser, which knew no agents, has landed lines; a new one makes rows of them. */
@FlinkCluster
class ReparseIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId SHOP = new DatasetId("acme", "shop");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant A_DAY_LATER = NEW_YEAR.plus(Duration.ofDays(1));
    private static final Instant EPOCH = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private LakeSettings settings;
    private Lake lake;
    private long nextOffset;

    @BeforeEach
    void init() {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        lake = Lake.open(settings);
        lake.init();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void rowsOfTheDatasetAndTheDaysAreReplacedAndAllOthersStay() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR), oldEvent(SHOP, NEW_YEAR), oldEvent(ACCESS, A_DAY_LATER));
        Map<String, LogEvent> before = events();
        byte[] lines = restored();

        Reparse.Outcome outcome = reparse(firstDay(Source.LOGS));

        assertThat(outcome.tables()).extracting(Reparsed::table).containsExactly(LakeTable.LOGS);
        Reparsed logs = outcome.tables().get(0);
        assertThat(logs.lines()).isEqualTo(1);
        assertThat(logs.replaced()).isEqualTo(1);
        Map<String, LogEvent> after = events();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        LogEvent replaced = after.get("topic.0.0.0");
        assertThat(replaced.text(Field.USER_AGENT_ORIGINAL)).isEqualTo("agent");
        assertThat(replaced.ingestedMillis()).isEqualTo(EPOCH.toEpochMilli());
        assertThat(replaced.createdMillis()).isEqualTo(NEW_YEAR.toEpochMilli());
        for (String other : List.of("topic.0.1.0", "topic.0.2.0")) {
            assertThat(after.get(other)).hasToString(before.get(other).toString());
            assertThat(after.get(other).has(Field.USER_AGENT_ORIGINAL)).isFalse();
            assertThat(after.get(other).ingestedMillis())
                    .isEqualTo(before.get(other).ingestedMillis());
        }
        assertThat(restored()).isEqualTo(lines);
    }

    @Test
    void allIsOneCommitUnderTheEpoch() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        land(oldEvent(ACCESS, A_DAY_LATER));
        landLetters(letter(line(NEW_YEAR), NEW_YEAR));
        int snapshots = snapshots(LakeTable.LOGS);

        Reparse.Outcome outcome = reparse(everything(Source.BOTH));

        assertThat(snapshots(LakeTable.LOGS)).isEqualTo(snapshots + 1);
        Snapshot snapshot = lake.table(LakeTable.LOGS).currentSnapshot();
        assertThat(outcome.snapshotId()).hasValue(snapshot.snapshotId());
        assertThat(snapshot.summary())
                .containsEntry(LakeOperation.PROPERTY, LakeOperation.REPARSE)
                .containsEntry("drey.epoch", Long.toString(EPOCH.toEpochMilli()));
        assertThat(lake.table(LakeTable.DEAD_LETTERS).currentSnapshot().summary())
                .containsEntry(LakeOperation.PROPERTY, LakeOperation.REPARSE)
                .containsEntry("drey.epoch", Long.toString(EPOCH.toEpochMilli()));
    }

    @Test
    void aRepeatFindsThatAllIsDone() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        landLetters(letter(line(NEW_YEAR), NEW_YEAR));
        reparse(everything(Source.BOTH));
        int snapshots = snapshots(LakeTable.LOGS) + snapshots(LakeTable.DEAD_LETTERS);

        Reparse.Outcome again =
                new Reparse(lake).run(everything(Source.BOTH), EPOCH.plusSeconds(1), Reparse.Mode.REPLACE, lines -> {});

        assertThat(again.snapshotId()).isEqualTo(OptionalLong.empty());
        assertThat(again.tables().get(0).unchanged()).isEqualTo(2);
        assertThat(again.tables().get(1).lines()).isZero();
        assertThat(snapshots(LakeTable.LOGS) + snapshots(LakeTable.DEAD_LETTERS))
                .isEqualTo(snapshots);
    }

    @Test
    void countingChangesNothing() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        landLetters(letter(line(NEW_YEAR), NEW_YEAR), letter("no log line", NEW_YEAR));
        int snapshots = snapshots(LakeTable.LOGS) + snapshots(LakeTable.DEAD_LETTERS);

        Reparse.Outcome outcome =
                new Reparse(lake).run(everything(Source.BOTH), EPOCH, Reparse.Mode.COUNT, lines -> {});

        assertThat(outcome.tables()).extracting(Reparsed::replaced).containsExactly(1L, 1L);
        assertThat(outcome.tables()).extracting(Reparsed::refused).containsExactly(0L, 1L);
        assertThat(outcome.tables().get(1).refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.position().offset()).isEqualTo(2));
        assertThat(snapshots(LakeTable.LOGS) + snapshots(LakeTable.DEAD_LETTERS))
                .isEqualTo(snapshots);
    }

    @Test
    void aLineThatTheNewParserRefusesStaysAsItWas() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR), bare("no log line", NEW_YEAR));

        Reparsed logs = reparse(everything(Source.LOGS)).tables().get(0);

        assertThat(logs.refused()).isEqualTo(1);
        assertThat(logs.replaced()).isEqualTo(1);
        assertThat(logs.refusals()).hasSize(1);
        LogEvent kept = events().get("topic.0.1.0");
        assertThat(kept.text(Field.EVENT_ORIGINAL)).isEqualTo("no log line");
        assertThat(kept.ingestedMillis()).isEqualTo(NEW_YEAR.toEpochMilli());
    }

    @Test
    void openFieldsAreThoseOfTheNewParserAndAlikeOnesChangeNothing() throws Exception {
        LogEvent known = parsed(ACCESS, NEW_YEAR);
        EventBuilder open = parsed(ACCESS, NEW_YEAR);
        open.appendOpen("labels.order.id", "17");
        EventBuilder other = parsed(SHOP, NEW_YEAR);
        other.appendOpen("labels.order.id", "18");
        land(known, open, other);

        Reparsed logs = reparse(everything(Source.LOGS)).tables().get(0);

        assertThat(logs.lines()).isEqualTo(2);
        assertThat(logs.replaced()).isEqualTo(1);
        Map<String, LogEvent> after = events();
        assertThat(after.get("topic.0.0.0").ingestedMillis()).isEqualTo(known.ingestedMillis());
        assertThat(after.get("topic.0.1.0").openCount()).isZero();
        assertThat(after.get("topic.0.2.0").openText(0)).isEqualTo("18");
        assertThat(verify()).isEmpty();
    }

    @Test
    void rowsUnderALegalHoldStayAsTheyAre() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR, "203.0.113.7"), oldEvent(ACCESS, NEW_YEAR, "198.51.100.1"));
        landLetters(letter(line(NEW_YEAR, "203.0.113.7"), NEW_YEAR), letter(line(NEW_YEAR), NEW_YEAR));
        hold("203.0.113.7");

        Reparse.Outcome outcome = reparse(everything(Source.BOTH));

        assertThat(outcome.tables())
                .extracting(Reparsed::rowsHeld)
                .containsExactly(Map.of("case-7", 1L), Map.of("case-7", 1L));
        assertThat(outcome.tables()).extracting(Reparsed::replaced).containsExactly(1L, 1L);
        assertThat(events().get("topic.0.0.0").has(Field.USER_AGENT_ORIGINAL)).isFalse();
        assertThat(events().get("topic.0.1.0").has(Field.USER_AGENT_ORIGINAL)).isTrue();
        assertThat(letterOffsets()).containsExactly(2L);
    }

    @Test
    void aHoldThatIsPlacedMeanwhileIsRespected() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR, "203.0.113.7"), oldEvent(ACCESS, NEW_YEAR, "198.51.100.1"));
        Reparse disturbed = new Reparse(lake, once(() -> hold("203.0.113.7")), () -> {});

        Reparsed logs = disturbed
                .run(everything(Source.LOGS), EPOCH, Reparse.Mode.REPLACE, lines -> {})
                .tables()
                .get(0);

        assertThat(logs.rowsHeld()).isEqualTo(Map.of("case-7", 1L));
        assertThat(events().get("topic.0.0.0").has(Field.USER_AGENT_ORIGINAL)).isFalse();
        assertThat(events().get("topic.0.1.0").has(Field.USER_AGENT_ORIGINAL)).isTrue();
    }

    @Test
    void aRowMovesToTheDayThatTheNewParserSays() throws Exception {
        EventBuilder event = oldEvent(ACCESS, NEW_YEAR);
        event.timestampMicros(A_DAY_LATER.toEpochMilli() * 1000);
        land(event);

        reparse(everything(Source.LOGS));

        assertThat(rows(LakeTable.LOGS)).singleElement().satisfies(row -> assertThat(row.getField("day"))
                .isEqualTo(LocalDate.parse("2026-01-01")));
    }

    @Test
    void rowsMoveToMoreDaysThanFilesAreOpenAtOnce() throws Exception {
        List<LogEvent> events = new ArrayList<>();
        for (int day = 0; day < 25; day++) {
            EventBuilder event = oldEvent(ACCESS, NEW_YEAR.plus(Duration.ofDays(day % 20)));
            event.timestampMicros(NEW_YEAR.toEpochMilli() * 1000);
            events.add(event);
        }
        land(events.toArray(LogEvent[]::new));

        reparse(everything(Source.LOGS));

        List<Record> rows = rows(LakeTable.LOGS);
        assertThat(rows)
                .extracting(row -> row.getField("raw_offset"))
                .hasSize(25)
                .doesNotHaveDuplicates();
        assertThat(rows).extracting(row -> row.getField("day")).containsOnlyOnce(LocalDate.parse("2026-01-20"));
    }

    @Test
    void deadLettersThatParseBecomeRowsAndTheOthersStay() throws Exception {
        landLetters(
                letter(line(NEW_YEAR) + "\r\n", NEW_YEAR),
                letter("no log line", NEW_YEAR),
                letter(line(A_DAY_LATER), A_DAY_LATER));

        Reparse.Outcome outcome = reparse(firstDay(Source.DEAD_LETTERS));

        Reparsed letters = outcome.tables().get(0);
        assertThat(letters.table()).isEqualTo(LakeTable.DEAD_LETTERS);
        assertThat(letters.replaced()).isEqualTo(1);
        assertThat(letters.refused()).isEqualTo(1);
        LogEvent event = events().get("topic.0.0.0");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(line(NEW_YEAR));
        assertThat(event.createdMillis()).isEqualTo(NEW_YEAR.toEpochMilli());
        assertThat(event.ingestedMillis()).isEqualTo(EPOCH.toEpochMilli());
        assertThat(event.text(Field.LOG_FILE_PATH)).isEqualTo("logs/eu-1/a.log");
        assertThat(events()).hasSize(1);
        assertThat(letterOffsets()).containsExactly(1L, 2L);
    }

    @Test
    void aDeadLetterThatIsTooLongStaysOne() throws Exception {
        landLetters(letter(line(NEW_YEAR), NEW_YEAR));
        ReparseOrder order = new ReparseOrder(
                new RestoreRange(ACCESS, Optional.empty(), Optional.empty()),
                LineSettings.of("combined").withLimit(new LineLimit(20)),
                Source.BOTH);

        assertThat(reparse(order).tables().get(1).refused()).isEqualTo(1);

        assertThat(letterOffsets()).containsExactly(0L);
    }

    @Test
    void whatATargetRefusedIsNoLine() throws Exception {
        landLetters(DeadLetter.ofDelivery(
                ACCESS,
                "opensearch:logs/1",
                NEW_YEAR.toEpochMilli(),
                line(NEW_YEAR).getBytes(UTF_8),
                "mapping"));

        assertThat(reparse(everything(Source.BOTH)).tables().get(1).lines()).isZero();

        assertThat(letterOffsets()).containsExactly(-1L);
    }

    @Test
    void aRunThatEndsBetweenItsCommitsIsCompletedByTheNextAndTheLedgerAgrees() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        landLetters(letter(line(NEW_YEAR), NEW_YEAR), letter("no log line", NEW_YEAR));
        land(oldEvent(ACCESS, NEW_YEAR));
        assertThat(verify()).isEmpty();
        Reparse killed = new Reparse(lake, () -> {}, () -> {
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(() -> killed.run(everything(Source.BOTH), EPOCH, Reparse.Mode.REPLACE, lines -> {}))
                .hasMessage("killed");
        assertThat(events()).containsKey("topic.0.1.0");
        assertThat(letterOffsets()).containsExactly(1L, 2L);
        assertThat(verify()).extracting(Finding::kind).containsExactly(Finding.Kind.DUPLICATE);

        reparse(everything(Source.BOTH));

        assertThat(events().keySet()).containsExactly("topic.0.0.0", "topic.0.1.0", "topic.0.3.0");
        assertThat(letterOffsets()).containsExactly(2L);
        assertThat(verify()).isEmpty();
        assertThat(HourLines.of(lake, dataset -> true, Duration.ZERO, later()))
                .containsExactly(new HourLines(ACCESS, NEW_YEAR, 4, 3, 1, 0, 4, 0, 0));
    }

    @Test
    void aRunThatEndsBeforeItsCommitChangesNothing() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        Reparse killed = new Reparse(
                lake,
                () -> {
                    throw new IllegalStateException("killed");
                },
                () -> {});
        assertThatThrownBy(() -> killed.run(everything(Source.BOTH), EPOCH, Reparse.Mode.REPLACE, lines -> {}))
                .hasMessage("killed");

        assertThat(events().get("topic.0.0.0").has(Field.USER_AGENT_ORIGINAL)).isFalse();
        assertThat(reparse(everything(Source.BOTH)).tables().get(0).replaced()).isEqualTo(1);
    }

    @Test
    void compactionThatIsFasterCostsNoRow() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        land(oldEvent(ACCESS, NEW_YEAR));
        Reparse disturbed = new Reparse(lake, once(this::compact), () -> {});

        disturbed.run(everything(Source.LOGS), EPOCH, Reparse.Mode.REPLACE, lines -> {});

        assertThat(rows(LakeTable.LOGS))
                .extracting(row -> row.getField("raw_offset"))
                .containsExactlyInAnyOrder(0L, 1L);
        assertThat(events().values()).allSatisfy(event -> assertThat(event.has(Field.USER_AGENT_ORIGINAL))
                .isTrue());
    }

    @Test
    void linesThatLandMeanwhileStay() throws Exception {
        land(oldEvent(ACCESS, NEW_YEAR));
        Reparse disturbed = new Reparse(lake, once(() -> land(oldEvent(ACCESS, NEW_YEAR))), () -> {});

        disturbed.run(everything(Source.LOGS), EPOCH, Reparse.Mode.REPLACE, lines -> {});

        assertThat(events().get("topic.0.0.0").has(Field.USER_AGENT_ORIGINAL)).isTrue();
        assertThat(events().get("topic.0.1.0").has(Field.USER_AGENT_ORIGINAL)).isFalse();
    }

    @Test
    void twoRunsAtOnceMoveADeadLetterOnce() throws Exception {
        landLetters(letter(line(NEW_YEAR), NEW_YEAR));
        Reparse faster = new Reparse(lake, () -> {}, () -> {});
        Reparse disturbed = new Reparse(
                lake,
                once(() -> faster.run(
                        everything(Source.DEAD_LETTERS), EPOCH.minusSeconds(1), Reparse.Mode.REPLACE, lines -> {})),
                () -> {});

        disturbed.run(everything(Source.DEAD_LETTERS), EPOCH, Reparse.Mode.REPLACE, lines -> {});

        assertThat(rows(LakeTable.LOGS)).hasSize(1);
        assertThat(letterOffsets()).isEmpty();
    }

    @Test
    void aDeadLetterThatIsDeletedMeanwhileDoesNotComeBack() throws Exception {
        landLetters(letter(line(NEW_YEAR), NEW_YEAR));
        Reparse disturbed = new Reparse(
                lake,
                once(() -> new Retention(lake)
                        .run(
                                new Retention.Keep(ACCESS, Duration.ofDays(1)),
                                A_DAY_LATER.plus(Duration.ofDays(9)),
                                Retention.Mode.DELETE)),
                () -> {});

        disturbed.run(everything(Source.DEAD_LETTERS), EPOCH, Reparse.Mode.REPLACE, lines -> {});

        assertThat(rows(LakeTable.LOGS)).isEmpty();
        assertThat(letterOffsets()).isEmpty();
    }

    @Test
    void aFormatThatIsNoneIsRefused() {
        RestoreRange range = new RestoreRange(ACCESS, Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> new ReparseOrder(range, LineSettings.of("combind"), Source.BOTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("combind")
                .hasMessageContaining("combined");
    }

    private Reparse.Outcome reparse(ReparseOrder order) {
        return new Reparse(lake).run(order, EPOCH, Reparse.Mode.REPLACE, lines -> {});
    }

    private static ReparseOrder everything(Source source) {
        return new ReparseOrder(
                new RestoreRange(ACCESS, Optional.empty(), Optional.empty()), LineSettings.of("combined"), source);
    }

    private static ReparseOrder firstDay(Source source) {
        LocalDate day = LocalDate.parse("2026-01-01");
        return new ReparseOrder(
                new RestoreRange(ACCESS, Optional.of(day), Optional.of(day.plusDays(1))),
                LineSettings.of("combined"),
                source);
    }

    private interface Disturbance {
        void happen() throws Exception;
    }

    private static Runnable once(Disturbance disturbance) {
        boolean[] done = new boolean[1];
        return () -> {
            if (done[0]) {
                return;
            }
            done[0] = true;
            try {
                disturbance.happen();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private void hold(String address) {
        new Holds(lake)
                .place(
                        new Hold(
                                "case-7",
                                "acme",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Identifier(FieldName.of(Field.SOURCE_IP), address)),
                                "case 7"),
                        "test",
                        NEW_YEAR);
    }

    private void compact() {
        List<Object> groups = new ArrayList<>();
        new Compaction(
                        lake,
                        MaintenanceSettings.from(Configuration.fromMap(Map.of("maintenance-small-files", "1"))),
                        InstantSource.fixed(Instant.now().plus(Duration.ofDays(1))))
                .run(LakeTable.LOGS, PartitionScope.ALL, groups::add);
        assertThat(groups).isNotEmpty();
    }

    private List<Finding> verify() {
        Ledger ledger = Ledger.of(lake, LedgerSettings.defaults());
        ledger.update(progress -> {});
        return Verification.run(ledger, Verification.Scope.everything(Duration.ZERO), later(), files -> {})
                .findings()
                .stream()
                .filter(finding -> finding.kind() != Finding.Kind.SILENT)
                .toList();
    }

    private static Instant later() {
        return Instant.now().plusSeconds(60);
    }

    private static String line(Instant time) {
        return line(time, "192.0.2.1");
    }

    private static String line(Instant time, String address) {
        return "%s - - [%s] \"GET /a?b HTTP/1.1\" 200 5 \"-\" \"agent\"".formatted(address, TIME.format(time));
    }

    /** What a parser made that knew no agents. */
    private EventBuilder oldEvent(DatasetId dataset, Instant time) {
        return oldEvent(dataset, time, "192.0.2.1");
    }

    private EventBuilder oldEvent(DatasetId dataset, Instant time, String address) {
        byte[] bytes = line(time, address).getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(dataset, nextPosition(), time.toEpochMilli(), bytes);
        event.ingestedMillis(time.toEpochMilli());
        assertThat(Formats.parser("combined").parse(event, 0, bytes.length)).isNull();
        event.remove(Field.USER_AGENT_ORIGINAL);
        return event;
    }

    /** What the new parser makes. */
    private EventBuilder parsed(DatasetId dataset, Instant time) {
        byte[] bytes = line(time).getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(dataset, nextPosition(), time.toEpochMilli(), bytes);
        event.ingestedMillis(time.toEpochMilli());
        assertThat(Formats.parser("combined").parse(event, 0, bytes.length)).isNull();
        return event;
    }

    private LogEvent bare(String line, Instant time) {
        byte[] bytes = line.getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(ACCESS, nextPosition(), time.toEpochMilli(), bytes);
        event.put(Field.EVENT_ORIGINAL, 0, bytes.length);
        event.timestampMicros(time.toEpochMilli() * 1000);
        event.ingestedMillis(time.toEpochMilli());
        return event;
    }

    private DeadLetter letter(String line, Instant time) {
        return DeadLetter.of(
                ACCESS,
                nextPosition(),
                "logs/eu-1/a.log",
                time.toEpochMilli(),
                line.getBytes(UTF_8),
                new Rejection("the parser had a bad day", 1));
    }

    private Position nextPosition() {
        return new Position("topic", "raw.acme.access", 0, nextOffset++, 0);
    }

    private void land(LogEvent... events) throws Exception {
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        environment.execute();
    }

    private void landLetters(DeadLetter... letters) throws Exception {
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(TypeInformation.of(DeadLetter.class), letters));
        environment.execute();
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "execution.checkpointing.interval", "1 min",
                "classloader.check-leaked-classloader", "false",
                "parallelism.default", "1")));
    }

    private int snapshots(LakeTable table) {
        int count = 0;
        for (Snapshot unused : lake.table(table).snapshots()) {
            count++;
        }
        return count;
    }

    /** All events by their id. */
    private Map<String, LogEvent> events() {
        Map<String, LogEvent> events = new TreeMap<>();
        rows(LakeTable.LOGS).forEach(row -> {
            LogEvent event = LakeReader.event(row);
            assertThat(events.put(event.id(), event)).as(event.id()).isNull();
        });
        return events;
    }

    private List<Long> letterOffsets() {
        return rows(LakeTable.DEAD_LETTERS).stream()
                .map(row -> (Long) row.getField("raw_offset"))
                .sorted()
                .toList();
    }

    private List<Record> rows(LakeTable table) {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(lake.table(table)).build()) {
            records.forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private byte[] restored() throws IOException {
        Path out = Files.createTempDirectory(folder, "restored");
        return Files.readAllBytes(
                new Restore(lake, new RestoreRange(ACCESS, Optional.empty(), Optional.empty()), Compression.NONE)
                        .into(out, lines -> {})
                        .get(0)
                        .path());
    }
}
