package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.TableColumns;
import io.drey.lake.ledger.LedgerEntry.Kind;
import io.drey.lake.ledger.LedgerState.Expected;
import io.drey.lake.ledger.RangeSet.Range;
import io.drey.lake.ledger.Recount.Counted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Recounts all rows of {@code logs} and {@code dead_letters} and compares them with the ledger.
 *
 * <p>It reads every row once, from the snapshots up to which the ledger goes; what is written meanwhile is left for the next
 * time. The ledger is to be brought up to date first.
 */
public final class Verification {

    private final Lake lake;
    private final Ledger ledger;
    private final Scope scope;
    private final Instant now;
    private final LongConsumer progress;

    private StoredLedger entries;
    private LedgerState state;
    private Recount recount;
    private final Map<LakeTable, Table> tables = new HashMap<>();
    private final Map<LakeTable, Long> snapshots = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<RawPartition, RangeSet> lost = new TreeMap<>();
    private final Map<RawPartition, RangeSet> unknown = new TreeMap<>();

    /**
     * What is looked at.
     *
     * @param tenants whose lines; all where none is named
     * @param datasets of which datasets; all where none is named
     * @param settle how long ago a snapshot must have been committed before lines are missed behind it: {@code logs} and
     *     {@code dead_letters} get theirs of one checkpoint one after the other
     */
    public record Scope(Set<String> tenants, Set<String> datasets, Duration settle) {

        /** What a checkpoint's second commit may take. */
        public static final Duration SETTLE = Duration.ofMinutes(1);

        public Scope {
            tenants = Set.copyOf(tenants);
            datasets = Set.copyOf(datasets);
            requireNonNull(settle, "settle is null");
        }

        /** Everything. */
        public static Scope everything(Duration settle) {
            return new Scope(Set.of(), Set.of(), settle);
        }

        /** Whether a dataset is looked at. */
        public boolean includes(DatasetId datasetId) {
            return includes(datasetId.tenant(), datasetId.dataset());
        }

        private boolean includes(String tenant, String dataset) {
            return (tenants.isEmpty() || tenants.contains(tenant))
                    && (datasets.isEmpty() || datasets.contains(dataset));
        }
    }

    /**
     * What was found.
     *
     * @param lines how many rows were counted
     * @param files in how many files
     * @param findings what is not as it must be; empty where all is
     */
    public record Result(long lines, long files, List<Finding> findings) {

        public Result {
            findings = List.copyOf(findings);
        }
    }

    private Verification(Ledger ledger, Scope scope, Instant now, LongConsumer progress) {
        this.ledger = ledger;
        this.lake = ledger.lake();
        this.scope = scope;
        this.now = now;
        this.progress = progress;
    }

    /**
     * Recounts.
     *
     * @param progress told of the number of files read so far
     * @throws LakeException if a table cannot be read, or is changed so fast that its snapshot is gone meanwhile
     */
    public static Result run(Ledger ledger, Scope scope, Instant now, LongConsumer progress) {
        return new Verification(ledger, scope, now, progress).run();
    }

    private Result run() {
        Predicate<RawPartition> wanted = partition -> scope.includes(partition.tenant(), partition.dataset());
        state = new LedgerState(wanted, now.minus(scope.settle()).toEpochMilli());
        readLedger();
        recount = new Recount(wanted);
        for (LakeTable name : Ledger.counted()) {
            countTable(name);
        }
        recount.unreadable()
                .forEach(file -> findings.add(Finding.ofTable(
                        Finding.Kind.UNREADABLE,
                        file.table().tableName(),
                        snapshot(file.snapshotId()),
                        file.file(),
                        file.reason())));
        compareOffsets();
        findDuplicates();
        findChanges();
        findUnexplained();
        findPauses();
        return new Result(recount.lines(), recount.files(), findings);
    }

    private void readLedger() {
        entries = StoredLedger.of(lake);
        StoredLedger.Head head = entries.head();
        Map<Long, List<String>> anchors = new TreeMap<>(ledger.anchors().all());
        if (entries.isBehind(lake.table(LakeTable.LEDGER))) {
            // A run beside this one has added entries, then anchors, behind those that are read here.
            anchors.keySet().removeIf(number -> number > head.number());
        }
        ChainCheck chain = new ChainCheck(anchors);
        entries.forEach(chained -> {
            chain.accept(chained);
            state.accept(chained.entry());
        });
        chain.breaks()
                .forEach(words -> findings.add(Finding.ofTable(
                        Finding.Kind.CHAIN, LakeTable.LEDGER.tableName(), OptionalLong.empty(), "", words)));
    }

    private void countTable(LakeTable name) {
        Table table = lake.table(name);
        tables.put(name, table);
        Set<Long> read = state.snapshots(name);
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (read.contains(snapshot.snapshotId())) {
                snapshots.put(name, snapshot.snapshotId());
                recount.count(
                        name, table, snapshot.snapshotId(), scope.tenants(), () -> progress.accept(recount.files()));
                return;
            }
        }
    }

    /** Positions: all that landed must be there, none else, and none may be missing between them. */
    private void compareOffsets() {
        Map<RawPartition, RangeSet> expected = state.present();
        Map<RawPartition, RangeSet> actual = recount.offsets();
        SortedSet<RawPartition> partitions = new TreeSet<>(expected.keySet());
        partitions.addAll(actual.keySet());
        for (RawPartition partition : partitions) {
            RangeSet must = expected.getOrDefault(partition, new RangeSet());
            RangeSet is = actual.getOrDefault(partition, new RangeSet());
            keep(lost, partition, must.minus(is));
            keep(unknown, partition, is.minus(must));
            if (partition.index() == 0 && partition.hasOffsets()) {
                findMissing(partition, is);
            }
        }
        findLost();
        findUnknown();
    }

    private static void keep(Map<RawPartition, RangeSet> where, RawPartition partition, RangeSet offsets) {
        if (!offsets.isEmpty()) {
            where.put(partition, offsets);
        }
    }

    private void findMissing(RawPartition partition, RangeSet present) {
        LedgerState.Partition known = state.byPartition().get(partition);
        if (known == null) {
            return;
        }
        RangeSet ever = known.ever().copy();
        ever.addAll(present);
        for (Range gap : ever.gapsUpTo(known.settledOffset()).ranges()) {
            Optional<Long> before =
                    state.hoursOf(partition, gap.from() - 1).stream().findFirst();
            Optional<Long> after =
                    state.hoursOf(partition, gap.to() + 1).stream().findFirst();
            String between = before.isPresent() && after.isPresent() && !before.equals(after)
                    ? ", between the hours %s and %s".formatted(hour(before.get()), hour(after.get()))
                    : "";
            findings.add(Finding.ofLines(
                    Finding.Kind.MISSING,
                    LakeTable.LOGS.tableName(),
                    OptionalLong.empty(),
                    "",
                    partition,
                    before.or(() -> after).map(Instant::ofEpochMilli),
                    gap.toString(),
                    "%s never landed, neither in logs nor in dead_letters%s".formatted(lines(gap.count()), between)));
        }
    }

    private void findLost() {
        if (lost.isEmpty()) {
            return;
        }
        Map<RawPartition, RangeSet> open = new HashMap<>();
        lost.forEach((partition, offsets) -> open.put(partition, offsets.copy()));
        entries.forEach(chained -> {
            LedgerEntry entry = chained.entry();
            RangeSet offsets = open.get(entry.key().partition());
            if (entry.kind() != Kind.ADDED || offsets == null) {
                return;
            }
            RangeSet rest = offsets.minus(entry.offsets());
            for (Range range : offsets.minus(rest).ranges()) {
                LakeTable table = entry.key().table();
                findings.add(Finding.ofLines(
                        Finding.Kind.LOST,
                        table.tableName(),
                        OptionalLong.of(entry.snapshot().id()),
                        "",
                        entry.key().partition(),
                        Optional.of(Instant.ofEpochMilli(entry.key().hourMillis())),
                        range.toString(),
                        "%s that landed in this snapshot: gone%s".formatted(lines(range.count()), suspects(table))));
            }
            open.put(entry.key().partition(), rest);
        });
    }

    /** Snapshots after which lines may be gone. */
    private String suspects(LakeTable table) {
        String snapshots = state.unexplained().stream()
                .filter(entry -> entry.key().table() == table && entry.count() < 0)
                .map(entry -> "%d (%s)"
                        .formatted(entry.snapshot().id(), entry.snapshot().operation()))
                .collect(Collectors.joining(", "));
        String unread = state.unread().stream()
                .filter(entry -> entry.key().table() == table)
                .map(entry -> "%d (%s)"
                        .formatted(entry.snapshot().id(), entry.snapshot().operation()))
                .collect(Collectors.joining(", "));
        return (snapshots.isEmpty() ? "" : "; fewer rows, without a reason, since snapshot " + snapshots)
                + (unread.isEmpty()
                        ? ""
                        : "; or deleted rightly by snapshot %s, whose files were gone before the ledger had read them"
                                .formatted(unread));
    }

    private void findUnknown() {
        unknown.forEach((partition, offsets) -> tables.forEach((name, table) -> {
            Expression rows = Expressions.and(
                    of(partition),
                    Expressions.greaterThanOrEqual("raw_offset", offsets.first()),
                    Expressions.lessThanOrEqual("raw_offset", offsets.last()));
            locate(name, rows, line -> line.key().partition().equals(partition) && offsets.contains(line.offset()))
                    .forEach((place, tally) -> tally.offsets()
                            .ranges()
                            .forEach(range -> findings.add(Finding.ofLines(
                                    Finding.Kind.UNKNOWN,
                                    name.tableName(),
                                    snapshot(place.snapshotId()),
                                    place.file(),
                                    partition,
                                    Optional.of(Instant.ofEpochMilli(place.key().hourMillis())),
                                    range.toString(),
                                    "%s that no snapshot landed".formatted(lines(range.count()))))));
        }));
    }

    private void findDuplicates() {
        recount.duplicates().forEach((place, offsets) -> offsets.ranges()
                .forEach(range -> findings.add(Finding.ofLines(
                        Finding.Kind.DUPLICATE,
                        place.key().table().tableName(),
                        snapshot(place.snapshotId()),
                        place.file(),
                        place.key().partition(),
                        Optional.of(Instant.ofEpochMilli(place.key().hourMillis())),
                        range.toString(),
                        "%s that the lake has once more".formatted(lines(range.count()))))));
    }

    /** Where no row is too many or too few, the sum of their hashes must be the one they landed with. */
    private void findChanges() {
        SortedSet<LineKey> keys = new TreeSet<>(state.byKey().keySet());
        keys.addAll(recount.byKey().keySet());
        for (LineKey key : keys) {
            Expected expected = state.byKey().getOrDefault(key, new Expected());
            Counted counted = recount.byKey().getOrDefault(key, new Counted());
            if (counted.isAs(expected.count(), expected.checksum()) || isCountedOtherwise(key, expected, counted)) {
                continue;
            }
            nameChange(key, expected, counted);
        }
    }

    /** Whether other findings tell why the sum cannot be the same. */
    private boolean isCountedOtherwise(LineKey key, Expected expected, Counted counted) {
        RangeSet gone = lost.getOrDefault(key.partition(), new RangeSet());
        boolean isLost = !gone.isEmpty() && !expected.offsets().minus(gone).equals(expected.offsets());
        boolean isUnknown = unknown.containsKey(key.partition()) && counted.distinct() != expected.count();
        return isLost || isUnknown;
    }

    private void nameChange(LineKey key, Expected expected, Counted counted) {
        OffsetDateTime from = Instant.ofEpochMilli(key.hourMillis()).atOffset(ZoneOffset.UTC);
        Expression rows = Expressions.and(
                of(key.partition()),
                Expressions.greaterThanOrEqual("event_created", from.toString()),
                Expressions.lessThan("event_created", from.plusHours(1).toString()));
        Map<Recount.Place, Tally> places =
                locate(key.table(), rows, line -> line.key().equals(key));
        Map<Long, Tally> landed = landed(key);
        List<Recount.Place> rewritten = new ArrayList<>();
        List<Recount.Place> asLanded = new ArrayList<>();
        Map<Long, Long> sums = new HashMap<>();
        places.forEach((place, tally) -> sums.merge(place.snapshotId(), tally.checksum(), Long::sum));
        places.forEach((place, tally) -> {
            Tally then = landed.get(place.snapshotId());
            if (then == null) {
                rewritten.add(place);
            } else if (then.checksum() != sums.get(place.snapshotId())) {
                asLanded.add(place);
            }
        });
        List<Recount.Place> suspects = rewritten.isEmpty() ? asLanded : rewritten;
        String words = counted.distinct() == expected.count()
                ? "the content of %s is not what landed".formatted(lines(expected.count()))
                : "%s landed and %d are there under this hour and dataset"
                        .formatted(lines(expected.count()), counted.distinct());
        if (suspects.isEmpty()) {
            addChange(key, OptionalLong.empty(), "", words);
        }
        suspects.forEach(place -> addChange(
                key,
                snapshot(place.snapshotId()),
                place.file(),
                suspects.size() == 1 ? words : words + ", in one of %d files".formatted(suspects.size())));
    }

    private void addChange(LineKey key, OptionalLong snapshotId, String file, String words) {
        findings.add(Finding.ofLines(
                Finding.Kind.CHANGED,
                key.table().tableName(),
                snapshotId,
                file,
                key.partition(),
                Optional.of(Instant.ofEpochMilli(key.hourMillis())),
                "",
                words));
    }

    /** What the ledger says each snapshot added of these lines. */
    private Map<Long, Tally> landed(LineKey key) {
        Map<Long, Tally> landed = new HashMap<>();
        entries.forEach(chained -> {
            LedgerEntry entry = chained.entry();
            boolean isAppend = !LakeOperation.changesLines(entry.snapshot().operation());
            if (entry.kind() == Kind.ADDED && isAppend && entry.key().equals(key)) {
                landed.computeIfAbsent(entry.snapshot().id(), id -> new Tally()).addSum(entry.checksum());
            }
        });
        return landed;
    }

    /** The files that hold certain lines, and how many. */
    private Map<Recount.Place, Tally> locate(LakeTable name, Expression rows, Predicate<Line> wanted) {
        Map<Recount.Place, Tally> places = new TreeMap<>();
        Long snapshotId = snapshots.get(name);
        if (snapshotId == null) {
            return places;
        }
        Table table = tables.get(name);
        Map<Long, Long> bySequence = Recount.snapshotsBySequence(table);
        LineReader reader = new LineReader(name);
        Set<String> unreadable = recount.unreadable().stream()
                .map(Recount.Unreadable::file)
                .collect(Collectors.toCollection(HashSet::new));
        try (CloseableIterable<FileScanTask> tasks = TableFiles.scan(table, snapshotId, rows)) {
            for (FileScanTask task : tasks) {
                if (unreadable.contains(task.file().location())) {
                    continue;
                }
                long addedBy = bySequence.getOrDefault(task.file().fileSequenceNumber(), 0L);
                FileRows.forEachLive(table, task, TableColumns.of(name, table).read(), row -> {
                    Line line = reader.line(row);
                    if (wanted.test(line)) {
                        places.computeIfAbsent(
                                        new Recount.Place(
                                                line.key(), task.file().location(), addedBy),
                                        place -> new Tally())
                                .add(line);
                    }
                });
            }
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
        return places;
    }

    private static Expression of(RawPartition partition) {
        return Expressions.and(
                Expressions.equal("tenant", partition.tenant()),
                Expressions.equal("dataset", partition.dataset()),
                Expressions.equal("raw_topic_id", partition.topicId()),
                Expressions.equal("raw_partition", partition.partition()));
    }

    /** Row counts of snapshots, where no line tells the same better. */
    private void findUnexplained() {
        for (LedgerEntry entry : state.unexplained()) {
            String table = entry.key().table().tableName();
            boolean isTold = findings.stream()
                    .anyMatch(finding -> finding.table().equals(table)
                            && (finding.kind() == Finding.Kind.LOST
                                    || finding.kind() == Finding.Kind.UNKNOWN
                                    || finding.kind() == Finding.Kind.DUPLICATE));
            if (!isTold && scope.tenants().isEmpty() && scope.datasets().isEmpty()) {
                findings.add(Finding.ofTable(
                        Finding.Kind.UNEXPLAINED,
                        table,
                        OptionalLong.of(entry.snapshot().id()),
                        "",
                        "a snapshot made for '%s' left the table %s %s than it found, and no %s says why"
                                .formatted(
                                        entry.snapshot().operation(),
                                        lines(Math.abs(entry.count())),
                                        entry.count() < 0 ? "poorer" : "richer",
                                        LakeOperation.PROPERTY)));
            }
        }
    }

    private void findPauses() {
        Map<DatasetId, SortedSet<Long>> hours = new TreeMap<>();
        state.byKey().forEach((key, expected) -> {
            if (expected.added() > 0 && key.partition().hasOffsets()) {
                hours.computeIfAbsent(
                                new DatasetId(
                                        key.partition().tenant(),
                                        key.partition().dataset()),
                                dataset -> new TreeSet<>())
                        .add(key.hourMillis() / LineKey.HOUR_MILLIS);
            }
        });
        hours.forEach((dataset, with) -> {
            Rhythm rhythm = new Rhythm(with);
            for (long hour : rhythm.missing()) {
                addPause(Finding.Kind.MISSING_HOUR, dataset, hour, "no line arrived in an hour that always has some");
            }
            rhythm.silentSince(Math.floorDiv(now.toEpochMilli(), LineKey.HOUR_MILLIS))
                    .ifPresent(hour -> addPause(
                            Finding.Kind.SILENT,
                            dataset,
                            hour,
                            "no line arrived since this hour, longer than ever before"));
        });
    }

    private void addPause(Finding.Kind kind, DatasetId dataset, long hour, String words) {
        findings.add(new Finding(
                kind,
                LakeTable.LOGS.tableName(),
                OptionalLong.empty(),
                "",
                dataset.tenant(),
                dataset.dataset(),
                Optional.of(Instant.ofEpochMilli(hour * LineKey.HOUR_MILLIS)),
                "",
                words));
    }

    private static OptionalLong snapshot(long id) {
        return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
    }

    private static String lines(long count) {
        return count == 1 ? "1 line" : count + " lines";
    }

    private static Instant hour(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
