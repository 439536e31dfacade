package io.drey.query.engine;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.DateGlob;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.catalog.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Which files a query has to do with, by what manifests say. No row is read. */
public final class LakeFiles {

    /** The place of the day among the values of a partition of {@code logs}. */
    private static final int DAY = 1;

    private final Lake lake;
    private final Scope scope;

    LakeFiles(Lake lake, Scope scope) {
        this.lake = lake;
        this.scope = scope;
    }

    /**
     * The days of which there are events, in their order.
     *
     * @throws io.drey.lake.LakeException if the lake cannot be read
     */
    public static List<DayOfData> days(LakeSettings settings, QueryRequest request) {
        try (Lake lake = Lake.open(settings)) {
            return new LakeFiles(lake, request.scope()).days();
        }
    }

    private List<DayOfData> days() {
        SortedMap<Integer, DayOfData> days = new TreeMap<>();
        OptionalLong snapshotId = lake.snapshotId(LakeTable.LOGS);
        if (snapshotId.isPresent()) {
            forEachFile(new Source(LakeTable.LOGS, snapshotId), task -> {
                Integer day = task.partition().get(DAY, Integer.class);
                days.merge(
                        day,
                        new DayOfData(LocalDate.ofEpochDay(day), task.file().recordCount(), 1, bytes(task)),
                        (one, other) -> new DayOfData(
                                one.day(),
                                one.events() + other.events(),
                                one.files() + other.files(),
                                one.bytes() + other.bytes()));
            });
        }
        return List.copyOf(days.values());
    }

    /** What a query over some tables would read of each. */
    List<TableRead> reads(List<Source> sources) {
        List<TableRead> reads = new ArrayList<>();
        for (Source source : sources) {
            long[] sums = new long[3];
            if (source.snapshotId().isPresent()) {
                forEachFile(source, task -> {
                    sums[0]++;
                    sums[1] += bytes(task);
                    sums[2] += task.file().recordCount();
                });
            }
            reads.add(new TableRead(
                    source.table().tableName(), source.snapshotId().orElse(0), sums[0], sums[1], sums[2]));
        }
        return reads;
    }

    /**
     * Refuses to read more than is allowed.
     *
     * @throws QueryUsageException saying how much it would be
     */
    void requireAtMost(long maxBytes, List<Source> sources) {
        if (maxBytes == QueryLimits.NO_LIMIT) {
            return;
        }
        List<TableRead> reads = reads(sources);
        long bytes = reads.stream().mapToLong(TableRead::bytes).sum();
        if (bytes > maxBytes) {
            long files = reads.stream().mapToLong(TableRead::files).sum();
            throw new QueryUsageException(
                    "the query would read %d files of %s, and %s are the most: narrow it by from, to, date or dataset, or raise query-max-bytes"
                            .formatted(files, size(bytes), size(maxBytes)));
        }
    }

    /** Such as 3.4 MB. */
    private static String size(long bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** What is done with each file. */
    private interface Visitor {
        void visit(FileScanTask task);
    }

    private void forEachFile(Source source, Visitor visitor) {
        TableScan scan = lake.asItIs(source.table())
                .newScan()
                .useSnapshot(source.snapshotId().orElseThrow())
                .filter(filter(source.table()));
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            tasks.forEach(visitor::visit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(FileScanTask task) {
        DataFile file = task.file();
        return file.fileSizeInBytes()
                + task.deletes().stream().mapToLong(DeleteFile::fileSizeInBytes).sum();
    }

    /** The part of the scope that files can be told by. */
    private Expression filter(LakeTable table) {
        Expression filter = Expressions.equal("tenant", scope.tenant());
        String time = table.definition().dayColumn().orElseGet(table.definition()::timeColumn);
        if (scope.from().isPresent()) {
            filter = Expressions.and(
                    filter,
                    Expressions.greaterThanOrEqual(
                            time, value(table, scope.from().get())));
        }
        if (scope.to().isPresent()) {
            filter = Expressions.and(
                    filter,
                    Expressions.lessThanOrEqual(
                            time, value(table, scope.to().get().minusNanos(1))));
        }
        if (scope.dates().isPresent()) {
            Expression any = Expressions.alwaysFalse();
            for (DateGlob.Days days : scope.dates().get().days()) {
                any = Expressions.or(
                        any,
                        Expressions.and(
                                Expressions.greaterThanOrEqual(time, value(table, start(days.first()))),
                                Expressions.lessThanOrEqual(
                                        time,
                                        value(
                                                table,
                                                start(days.last().plusDays(1)).minusNanos(1)))));
            }
            filter = Expressions.and(filter, any);
        }
        if (!scope.datasets().isAll() && scope.datasets().areExact()) {
            filter = Expressions.and(
                    filter,
                    Expressions.in("dataset", scope.datasets().patterns().toArray()));
        }
        return filter;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** A moment as the table's time column has it: microseconds, or in {@code logs} a day. */
    private static Object value(LakeTable table, Instant moment) {
        if (table == LakeTable.LOGS) {
            return (int) LocalDate.ofInstant(moment, ZoneOffset.UTC).toEpochDay();
        }
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1000;
    }
}
