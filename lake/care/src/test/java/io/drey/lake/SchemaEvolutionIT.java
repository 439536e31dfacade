package io.drey.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.LineSettings;
import io.drey.lake.Lake.Outcome;
import io.drey.lake.landing.LakeSinks;
import io.drey.lake.landing.Samples;
import io.drey.lake.ledger.Finding;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.ledger.Verification;
import io.drey.lake.maintenance.CompactedGroup;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.reparse.Reparse;
import io.drey.lake.reparse.ReparseOrder;
import io.drey.lake.restore.Compression;
import io.drey.lake.restore.Restore;
import io.drey.lake.restore.RestoreRange;
import io.drey.lake.restore.RestoredFile;
import io.drey.lake.retention.RowDeletion;
import io.drey.lake.retention.RowRule;
import io.drey.lake.retention.Verdict;
import io.drey.lake.table.LogsTable;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A later version, or somebody else, changes the tables' columns while jobs of this version write to them. */
@FlinkCluster
class SchemaEvolutionIT {

    private static final int LINES = 1500;
    private static final int ALERTS = 50;
    private static final Type LONG = Types.LongType.get();

    /** The writer hurries from here on. */
    private static final AtomicBoolean EVOLVED = new AtomicBoolean();

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

    @Test
    @Timeout(900)
    void jobsGoOnWhileALaterVersionAddsWidensAndRenamesColumns() throws Exception {
        EVOLVED.set(false);
        JobClient job = write(0, LINES);
        Await.atLeast("rows have landed", Duration.ofMinutes(3), 1, () -> rowCount(LakeTable.LOGS));
        try (Lake lake = Lake.open(settings)) {
            for (LakeTable.Layout layout : laterVersion()) {
                assertThat(lake.evolve(layout).outcome()).isEqualTo(Outcome.EXTENDED);
            }
            assertThat(job.getJobStatus().get().isGloballyTerminalState())
                    .as("the job writes meanwhile")
                    .isFalse();
        }
        EVOLVED.set(true);
        job.getJobExecutionResult().get();
        // One that starts now finds tables of the later version.
        write(LINES, LINES + 200).getJobExecutionResult().get();

        try (Lake lake = Lake.open(settings)) {
            assertThat(lake.init()).extracting(Lake.TableState::outcome).containsOnly(Outcome.UNCHANGED);
            for (LakeTable.Layout layout : laterVersion()) {
                assertThat(lake.evolve(layout).outcome()).isEqualTo(Outcome.UNCHANGED);
            }
            List<String> expected = LongStream.range(0, LINES + 200)
                    .filter(SchemaEvolutionIT::isLine)
                    .mapToObj(offset -> "3 %d null ref %d agent".formatted(offset, offset))
                    .toList();
            assertThat(laterRows(lake)).containsExactlyInAnyOrderElementsOf(expected);
            assertThatThrownBy(() -> lake.table(LakeTable.LOGS))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("table drey.logs cannot be read by this version")
                    .hasMessageContaining("http_request_referrer was renamed to referrer");

            // Files of both versions become one, with the columns of the later.
            compact(lake, LakeTable.LOGS);
            compact(lake, LakeTable.DEAD_LETTERS);
            compact(lake, LakeTable.ALERTS);
            assertThat(laterRows(lake)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rows(lake, LakeTable.ALERTS))
                    .hasSize(ALERTS)
                    .allSatisfy(row -> {
                        assertThat(row.getField("owner")).isNull();
                        assertThat(row.getField("rule_version")).isEqualTo(1L);
                        assertThat((List<?>) row.getField("evidence")).hasSize(2);
                    })
                    .extracting(row -> row.getField("cause").toString())
                    .allMatch(cause -> Integer.parseInt(cause) >= LINES + 200 - ALERTS);
            assertThat(rows(lake, LakeTable.DEAD_LETTERS))
                    .hasSize((LINES + 200) / 10)
                    .allSatisfy(row -> {
                        assertThat(row.getField("byte_at")).isEqualTo(1L);
                        assertThat(row.getField("raw_length")).isEqualTo(3);
                    });
        }
    }

    @Test
    @Timeout(900)
    void whatReadsAndDeletesWorksOnFilesOfSeveralSchemas() throws Exception {
        write(0, 40).getJobExecutionResult().get();
        try (Lake lake = Lake.open(settings)) {
            byOthers(lake);
            write(40, 80).getJobExecutionResult().get();
            Ledger ledger = Ledger.of(lake, LedgerSettings.defaults());
            ledger.update(progress -> {});
            List<String> lines = lines(0, 80);
            assertThat(restored(lake, "before")).isEqualTo(lines);
            assertThat(events(lake)).hasSize(72).containsAllEntriesOf(Map.of(3L, "ref 3", 77L, "ref 77"));

            compact(lake, LakeTable.LOGS);
            ledger.update(progress -> {});

            assertThat(restored(lake, "compacted")).isEqualTo(lines);
            assertThat(Verification.run(ledger, Verification.Scope.everything(Duration.ZERO), Instant.now(), n -> {})
                            .findings())
                    .filteredOn(finding -> finding.kind() != Finding.Kind.SILENT)
                    .isEmpty();

            write(80, 100).getJobExecutionResult().get();
            RowDeletion.Outcome outcome =
                    new RowDeletion(new BelowOffset(60), Map.of(), () -> true).apply(lake.table(LakeTable.LOGS));

            assertThat(outcome.rowsDeleted()).isEqualTo(54);
            assertThat(restored(lake, "deleted")).isEqualTo(lines(60, 100));
            assertThatThrownBy(() -> new Reparse(lake)
                            .run(
                                    new ReparseOrder(range(), LineSettings.of("combined"), ReparseOrder.Source.LOGS),
                                    Instant.now(),
                                    Reparse.Mode.REPLACE,
                                    n -> {}))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("columns that this version does not know: note");
        }
    }

    @Test
    void aJobIsRefusedBeforeItStartsWhereItsRowsWouldBeLost() {
        try (Lake lake = Lake.open(settings)) {
            lake.asItIs(LakeTable.LOGS).updateSchema().deleteColumn("user_name").commit();
            assertThatThrownBy(lake::init)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("table drey.logs cannot be used: column user_name (id 16) was dropped");
        }
        assertThatThrownBy(() -> write(0, 1))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("column user_name (id 16) was dropped by someone");
    }

    @Test
    void initRenamesWithWhatHangsOnTheName() {
        Map<String, String> renames = Map.of("source_ip", "client_ip");
        try (Lake lake = Lake.open(settings)) {
            assertThat(lake.evolve(later(LakeTable.LOGS, renames, Map.of(), "order_id"))
                            .outcome())
                    .isEqualTo(Outcome.EXTENDED);

            Table logs = lake.asItIs(LakeTable.LOGS);
            assertThat(logs.schema().findField("client_ip").fieldId()).isEqualTo(13);
            assertThat(logs.schema().findField("source_ip")).isNull();
            assertThat(logs.properties()).containsEntry("write.parquet.bloom-filter-enabled.column.client_ip", "true");
        }
    }

    @Test
    @Timeout(900)
    void initGivesTablesOfAnEarlierVersionTheColumnOfOpenFields() throws Exception {
        write(0, 100).getJobExecutionResult().get();
        try (Lake lake = Lake.open(settings)) {
            asBeforeOpenFields(lake);
            assertThatThrownBy(() -> write(100, 101))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("column labels is missing: run 'drey lake init'");
            Ledger ledger = Ledger.of(lake, LedgerSettings.defaults());
            ledger.update(update -> {});

            assertThat(lake.init())
                    .filteredOn(state -> state.table() == LakeTable.LOGS)
                    .extracting(Lake.TableState::outcome)
                    .containsExactly(Outcome.EXTENDED);

            write(100, 200).getJobExecutionResult().get();
            LogEvent event = Samples.full(200);
            StreamExecutionEnvironment environment = environment();
            new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, event));
            environment.execute();
            assertThat(verified(lake)).isEmpty();
            compact(lake, LakeTable.LOGS);
            assertThat(verified(lake)).isEmpty();
            assertThat(rows(lake, LakeTable.LOGS))
                    .filteredOn(row -> row.getField(LogsTable.LABELS) != null)
                    .singleElement()
                    .extracting(row -> row.getField(LogsTable.LABELS))
                    .isEqualTo(Map.of("labels.order.id", "17", "trace.state", "ünï=1"));
        }
    }

    /** Makes a table with files of one that never had the column. */
    private static void asBeforeOpenFields(Lake lake) {
        Table logs = lake.asItIs(LakeTable.LOGS);
        logs.updateSchema().deleteColumn(LogsTable.LABELS).commit();
        String ids = logs.properties().get(TableColumns.IDS);
        logs.updateProperties()
                .set(TableColumns.IDS, ids.replaceFirst(",labels=[0-9]+", ""))
                .commit();
    }

    private static List<Finding> verified(Lake lake) {
        Ledger ledger = Ledger.of(lake, LedgerSettings.defaults());
        ledger.update(update -> {});
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

    private static LakeTable.Layout[] laterVersion() {
        return new LakeTable.Layout[] {
            later(
                    LakeTable.LOGS,
                    Map.of("http_request_referrer", "referrer"),
                    Map.of("raw_partition", LONG, "raw_index", LONG),
                    "order_id"),
            later(LakeTable.ALERTS, Map.of("reason", "cause"), Map.of("rule_version", LONG), "owner"),
            later(LakeTable.DEAD_LETTERS, Map.of("error_column", "byte_at"), Map.of("error_column", LONG), "order_id"),
        };
    }

    /** Ours with columns renamed, widened and added, as a version to come may have it. */
    private static LakeTable.Layout later(
            LakeTable table, Map<String, String> renames, Map<String, Type> wider, String added) {
        List<NestedField> columns = new ArrayList<>();
        for (NestedField column : table.schema().columns()) {
            columns.add(NestedField.from(column)
                    .withName(renames.getOrDefault(column.name(), column.name()))
                    .ofType(wider.getOrDefault(column.name(), column.type()))
                    .build());
        }
        columns.add(NestedField.optional(1000, added, Types.StringType.get()));
        Map<String, List<String>> former = new HashMap<>();
        renames.forEach((from, to) -> former.put(to, List.of(from)));
        return new LakeTable.Layout(table, new Schema(columns), former);
    }

    /** Someone adds columns at both ends, widens some, and lets one be empty. */
    private static void byOthers(Lake lake) {
        lake.asItIs(LakeTable.LOGS)
                .updateSchema()
                .addColumn("note", Types.StringType.get())
                .addColumn("score", Types.DoubleType.get())
                .moveFirst("note")
                .updateColumn("raw_partition", Types.LongType.get())
                .updateColumn("raw_index", Types.LongType.get())
                .makeColumnOptional("event_ingested")
                .commit();
        lake.asItIs(LakeTable.DEAD_LETTERS)
                .updateSchema()
                .addColumn("note", Types.StringType.get())
                .moveFirst("note")
                .updateColumn("raw_partition", Types.LongType.get())
                .commit();
    }

    private JobClient write(long from, long to) throws Exception {
        StreamExecutionEnvironment environment = environment();
        LakeSinks sinks = new LakeSinks(settings);
        DataStream<Long> numbers = environment
                .fromSource(new NumberSequenceSource(from, to - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(SchemaEvolutionIT::slowly);
        sinks.logs()
                .accept(numbers.filter(SchemaEvolutionIT::isLine)
                        .<LogEvent>map(number ->
                                Samples.parsed("combined", number, line(number).getBytes(UTF_8)))
                        .returns(LogEventTypeInfo.INSTANCE));
        sinks.deadLetters()
                .accept(numbers.filter(number -> !isLine(number))
                        .map(Samples::deadLetter)
                        .returns(TypeInformation.of(DeadLetter.class)));
        sinks.alerts()
                .accept(numbers.map(number -> Samples.alert("a" + number % ALERTS, Long.toString(number)))
                        .returns(TypeInformation.of(Alert.class)));
        return environment.executeAsync();
    }

    /** Every tenth is a dead letter. */
    private static boolean isLine(long number) {
        return number % 10 != 0;
    }

    private static List<String> lines(long from, long to) {
        return LongStream.range(from, to)
                .filter(SchemaEvolutionIT::isLine)
                .mapToObj(SchemaEvolutionIT::line)
                .toList();
    }

    private static String line(long number) {
        return "10.0.0.%d - - [01/Jan/2026:00:00:00 +0000] \"GET /p/%d HTTP/1.1\" 200 7 \"ref %d\" \"agent\""
                .formatted(number % 250, number, number);
    }

    /** Paces the source, so that there are many checkpoints, and that it has not ended before the columns have changed. */
    private static Long slowly(Long number) throws InterruptedException {
        Thread.sleep(EVOLVED.get() || number < LINES / 2 ? 4 : 100);
        return number;
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "pipeline.object-reuse", "true",
                // A local folder has no queue for commits: one that always commits would let nobody else do so.
                "execution.checkpointing.interval", "500 ms",
                "restart-strategy.type", "none",
                "parallelism.default", "1")));
    }

    private long rowCount(LakeTable table) {
        try (Lake lake = Lake.open(settings)) {
            return lake.rowCount(table);
        }
    }

    private static void compact(Lake lake, LakeTable table) {
        List<CompactedGroup> groups = new ArrayList<>();
        // Two hours from now nobody has written for a while.
        new Compaction(lake, MaintenanceSettings.from(new Configuration()), () -> Instant.now()
                        .plus(Duration.ofHours(2)))
                .run(table, PartitionScope.ALL, groups::add);
        assertThat(groups).extracting(CompactedGroup::outcome).containsOnly(CompactedGroup.Outcome.REWRITTEN);
    }

    private static List<String> laterRows(Lake lake) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Record row : rows(lake, LakeTable.LOGS)) {
            rows.add("%s %s %s %s %s"
                    .formatted(
                            row.getField("raw_partition"),
                            row.getField("raw_offset"),
                            row.getField("order_id"),
                            row.getField("referrer"),
                            row.getField("user_agent_original")));
            assertThat(row.getField("raw_partition")).isInstanceOf(Long.class);
        }
        return rows;
    }

    private static List<Record> rows(Lake lake, LakeTable table) throws IOException {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> read =
                IcebergGenerics.read(lake.asItIs(table)).build()) {
            read.forEach(rows::add);
        }
        return rows;
    }

    private static Map<Long, String> events(Lake lake) throws IOException {
        Map<Long, String> referrers = new HashMap<>();
        LakeReader reader = new LakeReader(lake, "acme", LocalDate.parse("2026-01-01"), LocalDate.parse("2026-01-02"));
        try (CloseableIterable<LogEvent> events = reader.logs()) {
            events.forEach(event -> referrers.put(event.offset(), event.text(Field.HTTP_REQUEST_REFERRER)));
        }
        return referrers;
    }

    /** The lines of {@code logs}: those of dead letters are none. */
    private List<String> restored(Lake lake, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (RestoredFile file : new Restore(lake, range(), Compression.NONE).into(folder.resolve(name), n -> {})) {
            byte[] bytes = Files.readAllBytes(file.path());
            lines.addAll(new String(bytes, UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("10."))
                    .toList());
        }
        return lines;
    }

    private static RestoreRange range() {
        return new RestoreRange(Samples.ACME_ACCESS, Optional.empty(), Optional.empty());
    }

    private record BelowOffset(long offset) implements RowRule {

        @Override
        public Expression scope() {
            return Expressions.equal("tenant", "acme");
        }

        @Override
        public Collection<String> columns() {
            return List.of("raw_offset");
        }

        @Override
        public boolean takesWhole(DataFile file) {
            return false;
        }

        @Override
        public Verdict judge(Record row) {
            return (Long) row.getField("raw_offset") < offset ? Verdict.DELETE : Verdict.KEEP;
        }
    }
}
