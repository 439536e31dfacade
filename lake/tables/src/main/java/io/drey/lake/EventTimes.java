package io.drey.lake;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * When the first and the last event of a tenant happened that a snapshot of {@code logs} has. It is told by what manifests say
 * of data files; no row is read.
 *
 * @param first empty if there is none, or if events of the first day have time stamps that cannot be right
 * @param last likewise of the last day
 */
public record EventTimes(Optional<Instant> first, Optional<Instant> last) {

    /** Of nothing that is known. */
    public static final EventTimes UNKNOWN = new EventTimes(Optional.empty(), Optional.empty());

    private static final long DAY_MICROS = ChronoUnit.DAYS.getDuration().toMillis() * 1000;

    /** The place of the day among the values of a partition. */
    private static final int DAY = 1;

    public EventTimes {
        requireNonNull(first, "first is null");
        requireNonNull(last, "last is null");
    }

    /**
     * The times of a tenant's events.
     *
     * @throws LakeException if there is no such table
     * @throws java.io.UncheckedIOException if manifests cannot be read
     */
    public static EventTimes of(Lake lake, long snapshotId, String tenant) {
        Table logs = lake.asItIs(LakeTable.LOGS);
        Types.NestedField ts = logs.schema().findField("ts");
        SortedMap<Integer, List<FileScanTask>> days = new TreeMap<>();
        try (CloseableIterable<FileScanTask> files = logs.newScan()
                .useSnapshot(snapshotId)
                .filter(Expressions.equal("tenant", tenant))
                .includeColumnStats(List.of("ts"))
                .planFiles()) {
            for (FileScanTask file : files) {
                if (file.spec().fields().size() <= DAY) {
                    return UNKNOWN;
                }
                days.computeIfAbsent(file.partition().get(DAY, Integer.class), day -> new ArrayList<>())
                        .add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return days.isEmpty()
                ? UNKNOWN
                : new EventTimes(
                        bound(days.firstKey(), days.get(days.firstKey()), ts, Bound.LOWER),
                        bound(days.lastKey(), days.get(days.lastKey()), ts, Bound.UPPER));
    }

    /** The least or the largest time in a file. */
    private enum Bound {
        LOWER {
            @Override
            Map<Integer, ByteBuffer> of(FileScanTask file) {
                return file.file().lowerBounds();
            }

            @Override
            long choose(long one, long other) {
                return Math.min(one, other);
            }
        },
        UPPER {
            @Override
            Map<Integer, ByteBuffer> of(FileScanTask file) {
                return file.file().upperBounds();
            }

            @Override
            long choose(long one, long other) {
                return Math.max(one, other);
            }
        };

        abstract Map<Integer, ByteBuffer> of(FileScanTask file);

        abstract long choose(long one, long other);
    }

    /** The bound of a day's files; empty where one does not tell, or holds a time that is not of the day. */
    private static Optional<Instant> bound(int day, List<FileScanTask> files, Types.NestedField ts, Bound bound) {
        Long chosen = null;
        for (FileScanTask file : files) {
            Map<Integer, ByteBuffer> bounds = bound.of(file);
            ByteBuffer value = bounds == null ? null : bounds.get(ts.fieldId());
            if (value == null || !file.deletes().isEmpty()) {
                return Optional.empty();
            }
            Long micros = Conversions.fromByteBuffer(ts.type(), value);
            if (Math.floorDiv(micros, DAY_MICROS) != day) {
                return Optional.empty();
            }
            chosen = chosen == null ? micros : Long.valueOf(bound.choose(chosen, micros));
        }
        return Optional.ofNullable(chosen).map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
