package io.drey.lake.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.testing.FlinkCluster;
import io.drey.testing.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows past their time leave the lake; what is held, younger, or another's stays. */
@FlinkCluster
class RetentionIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId AUDIT = new DatasetId("acme", "audit");
    private static final DatasetId OTHERS = new DatasetId("globex", "access");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-01-02T10:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T12:00:00Z");
    private static final Retention.Keep THIRTY_DAYS = new Retention.Keep(ACCESS, Duration.ofDays(30));

    @TempDir
    private Path folder;

    private Lake lake;
    private Landing landing;

    @BeforeEach
    void open() {
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        lake = Lake.open(settings);
        lake.init();
        landing = new Landing(settings);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void filesGoWholeWhereAllTheirRowsGoAndAreRewrittenElse() throws Exception {
        landing.logs(event(ACCESS, NEW_YEAR, "1.1.1.1"), event(ACCESS, NEW_YEAR.plusSeconds(1), "1.1.1.2"));
        landing.logs(event(ACCESS, NEXT_DAY, "1.1.1.3"), event(AUDIT, NEXT_DAY, "1.1.1.4"));
        landing.logs(event(ACCESS, MARCH, "1.1.1.5"), event(OTHERS, NEW_YEAR, "1.1.1.6"));
        landing.deadLetters(landing.deadLetter(ACCESS, NEW_YEAR, "old"), landing.deadLetter(ACCESS, MARCH, "new"));
        landing.alerts(
                Landing.alert(ACCESS, NEW_YEAR, "old", "g", "line"), Landing.alert(ACCESS, MARCH, "new", "g", "line"));
        landing.alerts(Landing.alert(ACCESS, NEW_YEAR, "old", "g", "delivered again"));

        List<Retention.Outcome> counted = new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.COUNT);
        assertThat(addresses()).hasSize(6);
        List<Retention.Outcome> outcomes = new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE);

        assertThat(outcomes).isEqualTo(counted);
        assertThat(outcomes.get(0).filesDropped()).isEqualTo(1);
        assertThat(outcomes.get(0).filesRewritten()).isEqualTo(1);
        assertThat(outcomes.get(0).rowsDeleted()).isEqualTo(3);
        assertThat(addresses()).containsExactlyInAnyOrder("1.1.1.4", "1.1.1.5", "1.1.1.6");
        assertThat(Landing.rows(lake, LakeTable.DEAD_LETTERS)).hasSize(1);
        assertThat(Landing.rows(lake, LakeTable.ALERTS))
                .extracting(row -> row.getField("id"))
                .containsExactly("new");
        assertThat(new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE))
                .allMatch(outcome -> outcome.filesDropped() + outcome.filesRewritten() + outcome.rowsDeleted() == 0);
    }

    @Test
    void aRewrittenFileIsWrittenAsTheSinkWritesThem() throws Exception {
        LogEvent line =
                landing.parsed(AUDIT, NEXT_DAY, "json", "{\"@timestamp\":\"2026-01-02T10:00:00Z\",\"message\":\"m\"}");
        landing.logs(event(ACCESS, NEXT_DAY, "1.1.1.3"), line);
        Record before = row("audit");

        new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE);

        assertThat(row("audit")).isEqualTo(before);
        DataFile file = files(lake.table(LakeTable.LOGS)).get(0);
        int line1 =
                lake.table(LakeTable.LOGS).schema().findField("event_original").fieldId();
        int dataset = lake.table(LakeTable.LOGS).schema().findField("dataset").fieldId();
        assertThat(file.lowerBounds()).containsKey(dataset).doesNotContainKey(line1);
        assertThat(file.recordCount()).isEqualTo(1);
    }

    @Test
    void whatIsHeldStaysUntilItIsReleased() throws Exception {
        landing.logs(event(ACCESS, NEW_YEAR, "1.1.1.1"), event(ACCESS, NEW_YEAR, "1.1.1.2"));
        landing.logs(event(ACCESS, NEXT_DAY, "1.1.1.1"));
        landing.deadLetters(
                landing.deadLetter(ACCESS, NEW_YEAR, "from 1.1.1.1: ???"),
                landing.deadLetter(ACCESS, NEW_YEAR, "11.1.1.1"));
        Hold hold = new Hold(
                "case-7",
                "acme",
                Optional.of("access"),
                Optional.of(NEW_YEAR),
                Optional.of(NEW_YEAR.plus(Duration.ofDays(1))),
                Optional.of(Identifier.parse("source.address = '1.1.1.1'")),
                "case 7");
        Holds holds = new Holds(lake);
        assertThat(holds.place(hold, "jo", MARCH)).isEqualTo(Holds.Outcome.DONE);
        assertThat(holds.place(hold, "jo", MARCH)).isEqualTo(Holds.Outcome.UNCHANGED);

        List<Retention.Outcome> outcomes = new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE);
        assertThat(outcomes.get(0).rowsDeleted()).isEqualTo(2);
        assertThat(outcomes.get(0).rowsHeld()).isEqualTo(Map.of("case-7", 1L));
        assertThat(outcomes.get(1).rowsHeld()).isEqualTo(Map.of("case-7", 1L));
        assertThat(addresses()).containsExactly("1.1.1.1");

        assertThat(holds.release("case-7", "jo", "closed", MARCH)).isEqualTo(Holds.Outcome.DONE);
        assertThat(holds.release("case-7", "jo", "closed", MARCH)).isEqualTo(Holds.Outcome.UNCHANGED);
        assertThat(holds.all()).hasSize(1).allMatch(entry -> entry.released().isPresent());
        new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE);
        assertThat(addresses()).isEmpty();
    }

    @Test
    void aHoldOnAnOpenFieldKeepsTheRowsThatHaveIt() throws Exception {
        EventBuilder inMap = event(ACCESS, NEW_YEAR, "1.1.1.1");
        inMap.appendOpen(Landing.EARLIER + "trace.id", "abc");
        inMap.appendOpen("labels.order.id", "17");
        EventBuilder inColumn = event(ACCESS, NEW_YEAR, "1.1.1.2");
        inColumn.append(Field.TRACE_ID, "abc".getBytes(StandardCharsets.UTF_8));
        landing.logs(inMap, inColumn, event(ACCESS, NEW_YEAR, "1.1.1.3"));
        Holds holds = new Holds(lake);
        holds.place(hold("case-order", "labels.order.id=17"), "jo", MARCH);
        holds.place(hold("case-trace", "trace.id=abc"), "jo", MARCH);

        assertThat(holds.active("acme"))
                .extracting(hold -> hold.where().orElseThrow().toString())
                .containsExactlyInAnyOrder("labels.order.id=17", "trace.id=abc");
        new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE);
        assertThat(addresses()).containsExactlyInAnyOrder("1.1.1.1", "1.1.1.2");

        holds.release("case-trace", "jo", "closed", MARCH);
        new Retention(lake).run(THIRTY_DAYS, MARCH, Retention.Mode.DELETE);
        assertThat(addresses()).containsExactly("1.1.1.1");
        assertThat(Landing.rows(lake, LakeTable.LOGS))
                .extracting(row -> row.getField("labels"))
                .containsExactly(Map.of("trace.id", "abc", "labels.order.id", "17"));
    }

    private static Hold hold(String id, String where) {
        return new Hold(
                id,
                "acme",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Identifier.parse(where)),
                "case");
    }

    @Test
    void aFileThatIsCompactedMeanwhileIsNotPutBack() throws Exception {
        landing.logs(event(ACCESS, NEW_YEAR, "1.1.1.1"), event(AUDIT, NEW_YEAR, "1.1.1.2"));
        Table table = lake.table(LakeTable.LOGS);
        List<DataFile> compacted = new ArrayList<>();
        RowRule rule = new RowRule() {
            @Override
            public Expression scope() {
                return org.apache.iceberg.expressions.Expressions.equal("tenant", "acme");
            }

            @Override
            public Collection<String> columns() {
                return List.of("dataset");
            }

            @Override
            public boolean takesWhole(DataFile file) {
                return false;
            }

            @Override
            public Verdict judge(Record row) {
                if (compacted.isEmpty()) {
                    compact(lake.table(LakeTable.LOGS), compacted);
                }
                return row.getField("dataset").equals("access") ? Verdict.DELETE : Verdict.KEEP;
            }
        };

        RowDeletion.Outcome outcome = new RowDeletion(rule, Map.of(), () -> true).apply(table);

        assertThat(compacted).hasSize(1);
        assertThat(outcome.rowsDeleted()).isEqualTo(1);
        assertThat(addresses()).containsExactly("1.1.1.2");
        assertThat(files(table)).doesNotContain(compacted.get(0));
    }

    @Test
    void aMonthsLastSnapshotIsTaggedOnce() throws Exception {
        WallClock.awaitRoomInDay(Duration.ofMinutes(1));
        landing.logs(event(ACCESS, NEW_YEAR, "1.1.1.1"));
        YearMonth now = YearMonth.now(java.time.ZoneOffset.UTC);
        AuditTags tags = new AuditTags(lake);

        AuditTags.Tagged first = tags.tag(now, Duration.ofDays(400)).get(0);
        landing.logs(event(ACCESS, NEW_YEAR, "1.1.1.2"));
        AuditTags.Tagged again = tags.tag(now, Duration.ofDays(400)).get(0);

        assertThat(first.outcome()).isEqualTo(AuditTags.Outcome.TAGGED);
        assertThat(again.outcome()).isEqualTo(AuditTags.Outcome.UNCHANGED);
        assertThat(again.snapshotId()).isEqualTo(first.snapshotId());
        assertThat(lake.table(LakeTable.LOGS).refs().get(AuditTags.name(now)).maxRefAgeMs())
                .isEqualTo(Duration.ofDays(400).toMillis());
        assertThat(tags.tag(now.minusMonths(1), Duration.ofDays(1)))
                .allMatch(tag -> tag.outcome() == AuditTags.Outcome.NO_SNAPSHOT);
    }

    private static void compact(Table table, List<DataFile> compacted) {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            FileScanTask task = tasks.iterator().next();
            ParquetFiles files = new ParquetFiles(table);
            try (CloseableIterable<Record> rows = files.live(task);
                    ParquetFiles.Writing writing =
                            files.write(task.spec(), task.file().partition(), table.sortOrder())) {
                rows.forEach(writing::write);
                DataFile copy = writing.finish();
                compacted.add(copy);
                table.newRewrite().deleteFile(task.file()).addFile(copy).commit();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<DataFile> files(Table table) throws IOException {
        table.refresh();
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().includeColumnStats().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        }
        return files;
    }

    private EventBuilder event(DatasetId dataset, Instant time, String address) {
        return landing.event(dataset, time, address, "-", "/");
    }

    private List<String> addresses() {
        return Landing.rows(lake, LakeTable.LOGS).stream()
                .map(row -> row.getField("source_ip").toString())
                .toList();
    }

    private Record row(String dataset) {
        return Landing.rows(lake, LakeTable.LOGS).stream()
                .filter(row -> row.getField("dataset").equals(dataset))
                .findFirst()
                .orElseThrow();
    }
}
