package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.json.Skeleton;
import io.drey.lake.ForwardingOperations;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.ledger.Verification;
import io.drey.lake.table.LogsTable;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.shaded.org.apache.avro.file.DataFileStream;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subject that is erased is in no byte of the lake's folder; everybody else's rows are all there. */
@FlinkCluster
class ErasureIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId OTHERS = new DatasetId("globex", "access");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-01-02T10:00:00Z");
    private static final String ADDRESS = "203.0.113.7";
    private static final Subject SUBJECT =
            new Subject("acme", List.of(Identifier.parse("source.address=" + ADDRESS)), Subject.Reach.ANYWHERE);
    private static final String TAG = "audit-2026-01";

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
    void aSubjectIsGoneFromEveryRefAndEveryByte() throws Exception {
        landAll();
        Map<String, String> committed = committedCheckpoints();
        long tagged = ref(TAG);
        assertThat(bytesThatTell(ADDRESS)).isNotEmpty();
        List<String> missedBefore = findings();
        List<Erasure.TableOutcome> counted = new Erasure(lake, Clock.systemUTC(), ledger()).count(SUBJECT);

        Erasure.Outcome outcome = erase();

        assertThat(outcome.findings()).isEmpty();
        assertThat(bytesThatTell(ADDRESS)).isEmpty();
        assertThat(addresses(ref("main"))).containsExactlyInAnyOrder("198.51.100.1", "203.0.113.70", "198.51.100.2");
        assertThat(addresses(ref(TAG))).containsExactly("198.51.100.1");
        assertThat(addresses(ref("trial"))).containsExactly("198.51.100.1");
        assertThat(lake.table(LakeTable.LOGS).refs()).containsOnlyKeys("main", TAG, "trial");
        assertThat(lake.table(LakeTable.LOGS).refs().get(TAG).maxRefAgeMs())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofDays(400).toMillis());
        assertThat(lake.table(LakeTable.LOGS).snapshot(tagged)).isNull();
        assertThat(new Erasures(lake).supersedingOf(LakeTable.LOGS, tagged))
                .hasValueSatisfying(
                        superseding -> assertThat(superseding.erasureId()).isEqualTo(outcome.id()));
        assertThat(Landing.rows(lake, LakeTable.DEAD_LETTERS)).hasSize(1);
        assertThat(Landing.rows(lake, LakeTable.ALERTS))
                .extracting(row -> row.getField("id"))
                .containsExactlyInAnyOrder("clean", "renewed");
        assertThat(outcome.tables())
                .extracting(Erasure.TableOutcome::rowsErased)
                .containsExactly(4L, 1L, 2L);
        assertThat(counted).extracting(Erasure.TableOutcome::rowsErased).containsExactly(4L, 1L, 2L);
        assertThat(committedCheckpoints()).isEqualTo(committed);
        assertThat(findings()).as("what the ledger misses").isEqualTo(missedBefore);

        // Again: there is nothing left to do, and nothing changes.
        long head = ref("main");
        assertThat(erase().tables()).allMatch(table -> table.rowsErased() + table.filesRemoved() == 0);
        assertThat(ref("main")).isEqualTo(head);
    }

    @Test
    void whatIsHeldStaysAndIsTheOnlyThingThatStays() throws Exception {
        landAll();
        new Holds(lake)
                .place(
                        new Hold(
                                "case-7",
                                "acme",
                                Optional.empty(),
                                Optional.of(NEXT_DAY),
                                Optional.empty(),
                                Optional.empty(),
                                "case 7"),
                        "jo",
                        NEXT_DAY);

        Erasure.Outcome outcome = erase();

        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.tables().get(0).rowsHeld()).isEqualTo(Map.of("case-7", 2L));
        assertThat(addresses(ref("main")))
                .containsExactlyInAnyOrder("198.51.100.1", "203.0.113.70", "198.51.100.2", ADDRESS, "198.51.100.9");
        assertThat(addresses(ref(TAG))).containsExactly("198.51.100.1");
        assertThat(bytesThatTell(ADDRESS))
                .allMatch(place -> place.contains("2026-01-02") || place.contains("manifest"));

        new Holds(lake).release("case-7", "jo", "closed", NEXT_DAY);
        assertThat(erase().findings()).isEmpty();
        assertThat(bytesThatTell(ADDRESS)).isEmpty();
    }

    @Test
    void anErasureThatWasKilledGoesOn() throws Exception {
        landAll();
        Table table = lake.table(LakeTable.LOGS);
        SubjectRule rule = new SubjectRule(LakeTable.LOGS, SUBJECT.search(), List.of());
        String id = new Erasures(lake)
                .begin(new Erasure.Request(SUBJECT, "jo", "ticket 9", Duration.ZERO), NEXT_DAY)
                .id();
        // Killed before the snapshots went, with a branch left and a file that was to be removed.
        assertThatThrownBy(() -> new TableErasure(
                                table, rule.subject(), new RowDeletion(rule, Map.of(), () -> true), going -> {
                                    throw new LakeException("killed");
                                })
                        .run())
                .hasMessage("killed");
        table.refresh();
        table.manageSnapshots()
                .createBranch("drey-erasing-" + TAG, table.currentSnapshot().snapshotId())
                .commit();
        Path left = folder.resolve("drey/logs/data/left.parquet");
        Files.writeString(left, ADDRESS, UTF_8);
        new PendingRemoval(table).write(List.of(left.toUri().toString()));

        Erasure.Outcome outcome = erase();

        assertThat(outcome.id()).isEqualTo(id);
        assertThat(outcome.findings()).isEmpty();
        assertThat(left).doesNotExist();
        assertThat(bytesThatTell(ADDRESS)).isEmpty();
        assertThat(lake.table(LakeTable.LOGS).refs()).containsOnlyKeys("main", TAG, "trial");
    }

    @Test
    void aFileThatAJobMayCommitYetIsToldAndAnOldOneGoes() throws Exception {
        landing.logs(event(NEW_YEAR, "198.51.100.1", "/"), event(NEW_YEAR, ADDRESS, "/"));
        Path committed;
        try (Stream<Path> files = Files.walk(folder.resolve("drey/logs/data"))) {
            committed = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        Path young = Files.copy(committed, committed.resolveSibling("young.parquet"));

        assertThat(erase().findings())
                .singleElement()
                .asString()
                .contains("young.parquet")
                .contains("a job may commit it yet");
        assertThat(young).exists();
        Files.setLastModifiedTime(
                young, java.nio.file.attribute.FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThat(erase().findings()).isEmpty();
        assertThat(young).doesNotExist();
        assertThat(bytesThatTell(ADDRESS)).isEmpty();
    }

    @Test
    void aSubjectOfAnOpenFieldIsGoneWhetherItStandsInTheMapOrInAColumnOfItsOwn() throws Exception {
        EventBuilder inMap = event(NEW_YEAR, "198.51.100.1", "/a");
        inMap.appendOpen(Landing.EARLIER + "trace.id", "0af7651916cd43dd");
        inMap.appendOpen("labels.order.id", "4711");
        EventBuilder inColumn = event(NEW_YEAR, "198.51.100.2", "/b");
        inColumn.append(Field.TRACE_ID, "0af7651916cd43dd".getBytes(UTF_8));
        EventBuilder otherOrder = event(NEW_YEAR, "198.51.100.3", "/c");
        otherOrder.appendOpen("labels.order.id", "47110");
        otherOrder.appendOpen("labels.invoice.id", "4711");
        LogEvent none = event(NEW_YEAR, "198.51.100.4", "/d");
        EventBuilder sameOrder = event(NEXT_DAY, "198.51.100.5", "/e");
        sameOrder.appendOpen("labels.order.id", "4711");
        landing.logs(inMap, inColumn, otherOrder, none);
        landing.logs(sameOrder);
        List<String> missedBefore = findings();
        assertThat(missedBefore).allMatch(finding -> finding.startsWith("silent"));

        Erasure.Outcome ofTrace = erase(subject("trace.id=0af7651916cd43dd", Subject.Reach.ANYWHERE));
        assertThat(ofTrace.findings()).isEmpty();
        assertThat(ofTrace.tables().get(0).rowsErased()).isEqualTo(2);
        assertThat(addresses(ref("main"))).containsExactlyInAnyOrder("198.51.100.3", "198.51.100.4", "198.51.100.5");
        assertThat(bytesThatTell("0af7651916cd43dd")).isEmpty();
        assertThat(findings()).isEqualTo(missedBefore);

        Erasure.Outcome ofOrder = erase(subject("labels.order.id=4711", Subject.Reach.FIELDS));
        assertThat(ofOrder.findings()).isEmpty();
        assertThat(ofOrder.tables().get(0).rowsErased()).isEqualTo(1);
        assertThat(addresses(ref("main"))).containsExactlyInAnyOrder("198.51.100.3", "198.51.100.4");
        assertThat(findings()).isEqualTo(missedBefore);
        assertThat(Landing.rows(lake, LakeTable.LOGS))
                .extracting(row -> row.getField("labels"))
                .containsExactlyInAnyOrder(Map.of("labels.order.id", "47110", "labels.invoice.id", "4711"), null);
    }

    @Test
    void aSubjectIsFoundInNamesAndValuesOfOpenFieldsWhereverItStands() throws Exception {
        EventBuilder named = event(NEW_YEAR, "198.51.100.1", "/a");
        named.appendOpen("labels.by_user.frieda", "1");
        EventBuilder said = event(NEW_YEAR, "198.51.100.2", "/b");
        said.appendOpen("labels.note", "asked by frieda, again");
        landing.logs(named, said, event(NEW_YEAR, "198.51.100.3", "/c"));

        Erasure.Outcome outcome = erase(subject("user.name=frieda", Subject.Reach.ANYWHERE));

        assertThat(outcome.findings()).isEmpty();
        assertThat(addresses(ref("main"))).containsExactly("198.51.100.3");
        assertThat(bytesThatTell("frieda")).isEmpty();
    }

    /** Of a member that stands twice only the skeleton has the first value; a port is a number in its column, and text in the line. */
    @Test
    void aSubjectIsFoundInALineOfWhichTheSkeletonIsStored() throws Exception {
        String line = "{\"time\":\"2026-01-01T00:00:00Z\",\"source.ip\":\"%s\",%s}";
        LogEvent twice = landing.parsed(
                ACCESS, NEW_YEAR, "json", line.formatted("198.51.100.1", "\"who\":\"frieda\",\"who\":\"x\""));
        LogEvent port =
                landing.parsed(ACCESS, NEW_YEAR, "json", line.formatted("198.51.100.2", "\"destination.port\":40117"));
        LogEvent clean =
                landing.parsed(ACCESS, NEW_YEAR, "json", line.formatted("198.51.100.3", "\"who\":\"someone\""));
        landing.logs(twice, port, clean);
        assertThat(Landing.rows(lake, LakeTable.LOGS))
                .extracting(row -> row.getField(LogsTable.RENDERER))
                .containsOnly(Skeleton.ID);

        Erasure.Outcome ofName = erase(subject("user.name=frieda", Subject.Reach.ANYWHERE));
        Erasure.Outcome ofPort = erase(subject("user.name=40117", Subject.Reach.ANYWHERE));

        assertThat(ofName.findings()).isEmpty();
        assertThat(ofPort.findings()).isEmpty();
        assertThat(addresses(ref("main"))).containsExactly("198.51.100.3");
        assertThat(bytesThatTell("frieda")).isEmpty();
    }

    private static Subject subject(String identifier, Subject.Reach reach) {
        return new Subject("acme", List.of(Identifier.parse(identifier)), reach);
    }

    @Test
    void aTagThatMovesInSeveralRoundsIsToldFromWhereItStoodAtFirst() throws Exception {
        landAll();
        long tagged = ref(TAG);
        Table logs = lake.table(LakeTable.LOGS);
        SubjectRule rule = new SubjectRule(LakeTable.LOGS, SUBJECT.search(), List.of());
        RefusedRewrites busy = new RefusedRewrites(((HasTableOperations) logs).operations());

        TableErasure.Outcome outcome = new TableErasure(
                        new BaseTable(busy, logs.name()),
                        rule.subject(),
                        new RowDeletion(rule, Map.of(), () -> true),
                        going -> {})
                .run();

        assertThat(busy.refused).isEqualTo(RefusedRewrites.ATTEMPTS);
        assertThat(outcome.replacedTags()).isEqualTo(Map.of(TAG, tagged + ">" + ref(TAG)));
        assertThat(addresses(ref(TAG))).containsExactly("198.51.100.1");
        assertThat(logs.snapshot(tagged)).isNull();
    }

    /** Other writers are faster whenever the manifests of the tag's staging branch are to be rewritten in the first round. */
    private static final class RefusedRewrites extends ForwardingOperations {

        /** Iceberg's own: one and four more. */
        private static final int ATTEMPTS = 5;

        private int refused;

        RefusedRewrites(TableOperations operations) {
            super(operations);
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            SnapshotRef staging = metadata.ref("drey-erasing-" + TAG);
            if (staging != null
                    && refused < ATTEMPTS
                    && DataOperations.REPLACE.equals(
                            metadata.snapshot(staging.snapshotId()).operation())) {
                refused++;
                throw new CommitFailedException("another writer was faster");
            }
            super.commit(base, metadata);
        }
    }

    @Test
    void aReasonThatTellsTheSubjectIsRefused() {
        assertThatThrownBy(() -> new Erasure.Request(SUBJECT, "jo", "erase " + ADDRESS, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a case or ticket");
    }

    /** The subject as caller, in a query, in a header, in a line that is kept; on two days, in a tag and in a branch. */
    private void landAll() throws Exception {
        landing.logs(event(NEW_YEAR, "198.51.100.1", "/"), event(NEW_YEAR, ADDRESS, "/a"));
        Table table = lake.table(LakeTable.LOGS);
        long first = table.currentSnapshot().snapshotId();
        table.manageSnapshots()
                .createTag(TAG, first)
                .setMaxRefAgeMs(TAG, Duration.ofDays(400).toMillis())
                .createBranch("trial", first)
                .commit();
        landing.logs(event(NEW_YEAR, "203.0.113.70", "/b"), event(NEXT_DAY, ADDRESS, "/c"));
        landing.logs(event(NEXT_DAY, "198.51.100.9", "/?from=" + ADDRESS + "&x=1"));
        landing.logs(landing.parsed(
                ACCESS,
                NEW_YEAR,
                "json",
                "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"source.ip\":\"198.51.100.8\",\"message\":\"login from "
                        + ADDRESS + "\"}"));
        landing.logs(landing.event(OTHERS, NEW_YEAR, "198.51.100.2", "-", "/"));
        landing.deadLetters(
                landing.deadLetter(ACCESS, NEW_YEAR, "??? " + ADDRESS + " ???"),
                landing.deadLetter(ACCESS, NEW_YEAR, "1" + ADDRESS));
        landing.alerts(
                Landing.alert(ACCESS, NEW_YEAR, "grouped", ADDRESS, "line"),
                Landing.alert(ACCESS, NEW_YEAR, "renewed", "g", "by " + ADDRESS),
                Landing.alert(ACCESS, NEW_YEAR, "clean", "g", "line"));
        // The row before is taken away by a delete file, and its bytes are still there.
        landing.alerts(Landing.alert(ACCESS, NEW_YEAR, "renewed", "g", "line"));
    }

    private EventBuilder event(Instant time, String address, String target) {
        return landing.event(ACCESS, time, address, "-", target);
    }

    private List<String> findings() {
        ledger().update(update -> {});
        return Verification.run(
                        ledger(),
                        Verification.Scope.everything(Duration.ZERO),
                        Instant.now().plusSeconds(1),
                        files -> {})
                .findings()
                .stream()
                .map(finding -> finding.kind() + " " + finding.position() + " " + finding.message())
                .toList();
    }

    private Ledger ledger() {
        return Ledger.of(lake, LedgerSettings.defaults());
    }

    private Erasure.Outcome erase() {
        return erase(SUBJECT);
    }

    private Erasure.Outcome erase(Subject subject) {
        return new Erasure(lake, Clock.systemUTC(), ledger())
                .run(new Erasure.Request(subject, "jo", "ticket 9", Duration.ZERO));
    }

    private long ref(String name) {
        return lake.table(LakeTable.LOGS).refs().get(name).snapshotId();
    }

    private List<String> addresses(long snapshot) throws IOException {
        List<String> addresses = new ArrayList<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.LOGS))
                .useSnapshot(snapshot)
                .build()) {
            rows.forEach(row -> addresses.add(row.getField("source_ip").toString()));
        }
        return addresses;
    }

    /** What the sink of each job finds out when it recovers. */
    private Map<String, String> committedCheckpoints() {
        Map<String, String> committed = new TreeMap<>();
        for (LakeTable table : List.of(LakeTable.LOGS, LakeTable.ALERTS, LakeTable.DEAD_LETTERS)) {
            for (Snapshot snapshot : SnapshotUtil.currentAncestors(lake.table(table))) {
                String checkpoint = snapshot.summary().get("flink.max-committed-checkpoint-id");
                if (checkpoint != null) {
                    committed.putIfAbsent(snapshot.summary().get("flink.job-id"), checkpoint);
                }
            }
        }
        return committed;
    }

    /** Where in the folder a text is: in raw bytes, in rows of Parquet, in Avro, in packed JSON. */
    private List<String> bytesThatTell(String text) throws IOException {
        BoundedText wanted = new BoundedText(text, BoundedText.Case.IGNORED);
        List<String> places = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = file.toString();
            if (wanted.isIn(Files.readAllBytes(file))) {
                places.add("bytes of " + name);
            }
            if (name.endsWith(".avro")) {
                try (DataFileStream<GenericRecord> records =
                        new DataFileStream<>(Files.newInputStream(file), new GenericDatumReader<>())) {
                    for (GenericRecord record : records) {
                        if (wanted.isIn(record.toString().getBytes(ISO_8859_1))) {
                            places.add("manifest " + name);
                        }
                    }
                }
            } else if (name.endsWith(".gz.metadata.json")) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    if (wanted.isIn(in.readAllBytes())) {
                        places.add("metadata " + name);
                    }
                }
            } else if (name.endsWith(".parquet")) {
                for (LakeTable table : LakeTable.values()) {
                    if (name.contains("/" + table.tableName() + "/") && Files.size(file) > 100) {
                        try (CloseableIterable<Record> rows = new ParquetFiles(lake.table(table))
                                .physical(file.toUri().toString(), ParquetFiles.lenient(table.schema()))) {
                            for (Record row : rows) {
                                RowColumns.texts(row, java.util.Set.of()).stream()
                                        .filter(wanted::isIn)
                                        .forEach(found -> places.add("row of " + name));
                            }
                        }
                    }
                }
            }
        }
        return places;
    }
}
