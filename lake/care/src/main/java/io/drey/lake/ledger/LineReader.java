package io.drey.lake.ledger;

import io.drey.event.LogEvent;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeTable;
import io.drey.lake.table.Trait;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.data.Record;

/** Makes lines of rows of {@code logs}, {@code dead_letters} and {@code dropped}. Not thread-safe. */
final class LineReader {

    /** As far as a window of metrics is corrected by default. */
    private static final long LATE_MICROS = 3_600_000_000L;

    private final LakeTable table;
    private final LineHash hash = new LineHash();
    private final Map<LineKey, LineKey> keys = new HashMap<>();

    LineReader(LakeTable table) {
        if (!isCounted(table)) {
            throw new IllegalArgumentException("%s holds no lines".formatted(table.tableName()));
        }
        this.table = table;
    }

    /** Whether a table holds lines that came from raw topics. */
    static boolean isCounted(LakeTable table) {
        return table.definition().has(Trait.COUNTED);
    }

    Line line(Record row) {
        if (table == LakeTable.LOGS) {
            return ofEvent(LakeReader.event(row));
        }
        return table == LakeTable.DROPPED ? ofDropped(row) : ofDeadLetter(row);
    }

    private Line ofDropped(Record row) {
        RawPartition partition = partition(row);
        long offset = (Long) row.getField("raw_offset");
        long createdMillis = createdMillis(row);
        long content = hash.ofDropped(
                partition.tenant(),
                partition.dataset(),
                partition.topicId(),
                partition.topic(),
                partition.partition(),
                offset,
                partition.index(),
                row.getField("reason"),
                createdMillis);
        return new Line(key(partition, createdMillis), offset, false, content);
    }

    private Line ofEvent(LogEvent event) {
        RawPartition partition = new RawPartition(
                event.datasetId().tenant(),
                event.datasetId().dataset(),
                event.topicId(),
                event.topic(),
                event.partition(),
                event.index());
        boolean late = event.timestampMicros() < event.createdMillis() * 1000 - LATE_MICROS;
        return new Line(key(partition, event.createdMillis()), event.offset(), late, hash.of(event));
    }

    private Line ofDeadLetter(Record row) {
        RawPartition partition = partition(row);
        long offset = (Long) row.getField("raw_offset");
        long createdMillis = createdMillis(row);
        Object sha256 = row.getField("raw_sha256");
        long content = hash.ofDeadLetter(
                partition.tenant(),
                partition.dataset(),
                partition.topicId(),
                partition.topic(),
                partition.partition(),
                offset,
                partition.index(),
                row.getField("error_column"),
                row.getField("error_reason"),
                createdMillis,
                bytes((ByteBuffer) row.getField("raw")),
                row.getField("raw_length"),
                sha256 == null ? "" : sha256);
        return new Line(key(partition, createdMillis), offset, false, content);
    }

    private static RawPartition partition(Record row) {
        return new RawPartition(
                row.getField("tenant").toString(),
                row.getField("dataset").toString(),
                row.getField("raw_topic_id").toString(),
                row.getField("raw_topic").toString(),
                LakeReader.integer(row, "raw_partition"),
                LakeReader.integer(row, "raw_index"));
    }

    private static long createdMillis(Record row) {
        return ((OffsetDateTime) row.getField("event_created")).toInstant().toEpochMilli();
    }

    /** One object for each key, as there are many lines for each. */
    private LineKey key(RawPartition partition, long createdMillis) {
        LineKey key = new LineKey(table, partition, createdMillis);
        LineKey known = keys.putIfAbsent(key, key);
        return known == null ? key : known;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
