package io.drey.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * How many bytes of files the lake keeps of a tenant's day, as manifests say; no file is read.
 *
 * @param byDataset of files that have rows of one dataset, by its name
 * @param mixed of files that have rows of several: until maintenance has compacted them
 */
public record StoredBytes(SortedMap<String, Long> byDataset, long mixed) {

    /** What is kept of lines or made of them. Rows about dropped lines and about who did what are few. */
    private static final List<LakeTable> TABLES =
            List.of(LakeTable.LOGS, LakeTable.DEAD_LETTERS, LakeTable.ALERTS, LakeTable.METRICS);

    private static final long MICROS = 1_000_000;

    public StoredBytes {
        byDataset = Collections.unmodifiableSortedMap(new TreeMap<>(byDataset));
    }

    /**
     * Those of a tenant's day in UTC, of lines, dead letters, alerts and metrics.
     *
     * @throws LakeException if a table is missing
     * @throws UncheckedIOException if manifests cannot be read
     */
    public static StoredBytes of(Lake lake, String tenant, LocalDate day) {
        SortedMap<String, Long> byDataset = new TreeMap<>();
        long mixed = 0;
        for (LakeTable which : TABLES) {
            Table table = lake.asItIs(which);
            try (CloseableIterable<FileScanTask> tasks = table.newScan()
                    .filter(Expressions.and(Expressions.equal("tenant", tenant), isOf(which, day)))
                    .includeColumnStats(List.of(FileDataset.COLUMN))
                    .planFiles()) {
                for (FileScanTask task : tasks) {
                    long bytes = task.file().fileSizeInBytes();
                    Optional<String> dataset = FileDataset.only(table, task.file());
                    dataset.ifPresent(name -> byDataset.merge(name, bytes, Long::sum));
                    mixed += dataset.isPresent() ? 0 : bytes;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new StoredBytes(byDataset, mixed);
    }

    private static Expression isOf(LakeTable which, LocalDate day) {
        String column = which.definition().dayColumn().orElseThrow();
        if (which.definition().isFiledByDate()) {
            return Expressions.equal(column, (int) day.toEpochDay());
        }
        return Expressions.and(
                Expressions.greaterThanOrEqual(column, micros(day)),
                Expressions.lessThan(column, micros(day.plusDays(1))));
    }

    private static long micros(LocalDate day) {
        return day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * MICROS;
    }
}
