package io.drey.lake.ledger;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LedgerEntry.Kind;
import io.drey.lake.ledger.LedgerEntry.SnapshotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptionUtil;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** The ledger as a table: reads it in the order of the chain and appends to it, as it stands in one snapshot. */
final class StoredLedger {

    private static final String NUMBER = "entry_number";
    private static final String COMMITTED = "snapshot_committed";
    private static final Schema SCHEMA = LakeTable.LEDGER.schema();
    private static final int NUMBER_ID = SCHEMA.findField(NUMBER).fieldId();

    private final Table table;
    private final Snapshot snapshot;

    /**
     * The end of the chain.
     *
     * @param number the last entry's number; -1 where there is none
     * @param hash the last entry's hash
     */
    record Head(long number, String hash) {}

    private StoredLedger(Table table) {
        this.table = table;
        this.snapshot = table.currentSnapshot();
    }

    /**
     * The ledger as it stands.
     *
     * @throws LakeException if there is none
     */
    static StoredLedger of(Lake lake) {
        return new StoredLedger(lake.table(LakeTable.LEDGER));
    }

    /** Whether the ledger has other entries by now. */
    boolean isBehind(Table later) {
        return !Objects.equals(snapshot, later.currentSnapshot());
    }

    /** Gives each entry, in the order of their numbers. */
    void forEach(Consumer<ChainedEntry> consumer) {
        TreeMap<Long, List<ChainedEntry>> ahead = new TreeMap<>();
        List<FileScanTask> files = files();
        for (int i = 0; i < files.size(); i++) {
            FileRows.forEachLive(table, files.get(i), SCHEMA, row -> {
                ChainedEntry entry = entry(row);
                ahead.computeIfAbsent(entry.number(), number -> new ArrayList<>())
                        .add(entry);
            });
            // What lies before the next file's first entry can come no more.
            long settled = i + 1 < files.size() ? lowest(files.get(i + 1).file()) : Long.MAX_VALUE;
            while (!ahead.isEmpty() && ahead.firstKey() < settled) {
                ahead.pollFirstEntry().getValue().forEach(consumer);
            }
        }
    }

    Head head() {
        Head[] head = {new Head(-1, ChainedEntry.GENESIS)};
        files().stream()
                .max(Comparator.comparingLong((FileScanTask task) -> highest(task.file())))
                .ifPresent(task -> FileRows.forEachLive(table, task, SCHEMA.select(NUMBER, "entry_hash"), row -> {
                    long number = (Long) row.getField(NUMBER);
                    if (number > head[0].number()) {
                        head[0] = new Head(number, row.getField("entry_hash").toString());
                    }
                }));
        return head[0];
    }

    /** The snapshots of a table that are in the ledger and were committed at a time or later. */
    Set<Long> snapshotsOf(LakeTable counted, Instant since) {
        Set<Long> ids = new HashSet<>();
        if (snapshot == null) {
            return ids;
        }
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table)
                .useSnapshot(snapshot.snapshotId())
                .where(Expressions.and(
                        Expressions.equal("kind", Kind.SNAPSHOT.word()),
                        Expressions.equal("lake_table", counted.tableName()),
                        Expressions.greaterThanOrEqual(COMMITTED, since.toEpochMilli() * 1000)))
                .select("kind", "lake_table", "snapshot_id", COMMITTED)
                .build()) {
            rows.forEach(row -> ids.add((Long) row.getField("snapshot_id")));
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
        return ids;
    }

    /**
     * Appends entries.
     *
     * @throws org.apache.iceberg.exceptions.ValidationException if the ledger is not what it was when it was read
     */
    void append(List<ChainedEntry> entries) {
        OverwriteFiles commit = table.newOverwrite()
                .addFile(write(entries))
                .conflictDetectionFilter(Expressions.alwaysTrue())
                .validateNoConflictingData();
        if (snapshot != null) {
            commit.validateFromSnapshot(snapshot.snapshotId());
        }
        commit.commit();
    }

    private DataFile write(List<ChainedEntry> entries) {
        String location = table.locationProvider()
                .newDataLocation(FileFormat.PARQUET.addExtension("ledger-" + UUID.randomUUID()));
        try {
            DataWriter<Record> writer = FormatModelRegistry.<Record, Schema>dataWriteBuilder(
                            FileFormat.PARQUET,
                            Record.class,
                            EncryptionUtil.plainAsEncryptedOutput(table.io().newOutputFile(location)))
                    .schema(SCHEMA)
                    .spec(table.spec())
                    .setAll(table.properties())
                    .build();
            try (writer) {
                for (ChainedEntry entry : entries) {
                    writer.write(record(entry));
                }
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new LakeException(
                    "the ledger's file %s cannot be written: %s".formatted(location, e.getMessage()), e);
        }
    }

    private List<FileScanTask> files() {
        List<FileScanTask> files = new ArrayList<>();
        if (snapshot == null) {
            return files;
        }
        TableScan scan = table.newScan().useSnapshot(snapshot.snapshotId()).includeColumnStats();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
        files.sort(Comparator.comparingLong(task -> lowest(task.file())));
        return files;
    }

    private static long lowest(DataFile file) {
        ByteBuffer bound =
                file.lowerBounds() == null ? null : file.lowerBounds().get(NUMBER_ID);
        return bound == null ? 0 : Conversions.fromByteBuffer(Types.LongType.get(), bound);
    }

    private static long highest(DataFile file) {
        ByteBuffer bound =
                file.upperBounds() == null ? null : file.upperBounds().get(NUMBER_ID);
        return bound == null ? Long.MAX_VALUE : Conversions.fromByteBuffer(Types.LongType.get(), bound);
    }

    private static Record record(ChainedEntry chained) {
        LedgerEntry entry = chained.entry();
        RawPartition partition = entry.key().partition();
        Record row = GenericRecord.create(SCHEMA);
        row.setField(NUMBER, chained.number());
        row.setField("kind", entry.kind().word());
        row.setField("tenant", partition.tenant());
        row.setField("dataset", partition.dataset());
        row.setField("event_created_hour", time(entry.key().hourMillis()));
        row.setField("lake_table", entry.key().table().tableName());
        row.setField("snapshot_id", entry.snapshot().id());
        row.setField("snapshot_sequence", entry.snapshot().sequence());
        row.setField(COMMITTED, time(entry.snapshot().committedMillis()));
        row.setField("operation", entry.snapshot().operation());
        row.setField("raw_topic_id", partition.topicId());
        row.setField("raw_topic", partition.topic());
        row.setField("raw_partition", partition.partition());
        row.setField("raw_index", partition.index());
        row.setField("line_count", entry.count());
        row.setField("late_count", entry.late());
        row.setField("min_offset", entry.offsets().first());
        row.setField("max_offset", entry.offsets().last());
        row.setField("offset_ranges", ByteBuffer.wrap(entry.offsets().encode()));
        row.setField("content_checksum", entry.checksum());
        row.setField("previous_hash", chained.previousHash());
        row.setField("entry_hash", chained.hash());
        return row;
    }

    private static ChainedEntry entry(Record row) {
        RawPartition partition = new RawPartition(
                text(row, "tenant"),
                text(row, "dataset"),
                text(row, "raw_topic_id"),
                text(row, "raw_topic"),
                (Integer) row.getField("raw_partition"),
                (Integer) row.getField("raw_index"));
        SnapshotId snapshot = new SnapshotId(
                number(row, "snapshot_id"),
                number(row, "snapshot_sequence"),
                millis(row, COMMITTED),
                text(row, "operation"));
        LedgerEntry entry = new LedgerEntry(
                Kind.of(text(row, "kind")),
                snapshot,
                new LineKey(table(text(row, "lake_table")), partition, millis(row, "event_created_hour")),
                number(row, "line_count"),
                number(row, "late_count"),
                RangeSet.decode(bytes((ByteBuffer) row.getField("offset_ranges"))),
                number(row, "content_checksum"));
        return new ChainedEntry(number(row, NUMBER), text(row, "previous_hash"), text(row, "entry_hash"), entry);
    }

    private static LakeTable table(String name) {
        for (LakeTable table : LakeTable.values()) {
            if (table.tableName().equals(name)) {
                return table;
            }
        }
        throw new LakeException("the ledger speaks of a table '%s', which is none of the lake's".formatted(name));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String text(Record row, String column) {
        return row.getField(column).toString();
    }

    private static long number(Record row, String column) {
        return (Long) row.getField(column);
    }

    private static long millis(Record row, String column) {
        return ((OffsetDateTime) row.getField(column)).toInstant().toEpochMilli();
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
