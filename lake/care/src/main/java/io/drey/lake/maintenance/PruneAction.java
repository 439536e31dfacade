package io.drey.lake.maintenance;

import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LakeOperation;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows of tables that have no datasets' retention, once they are older than a setting says. A day's rows go together and
 * are a partition of their own, so no file is read or rewritten. Holds and erasures are not about these tables.
 */
final class PruneAction implements CareAction {

    private static final Logger LOG = LoggerFactory.getLogger(PruneAction.class);

    static final ConfigOption<Duration> METRICS_KEPT = ConfigOptions.key("maintenance-metrics-kept")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription(
                    "How long rows of the table metrics are kept, by the days their windows begin on; 0 for ever.");

    static final ConfigOption<Duration> REPORTS_KEPT = ConfigOptions.key("maintenance-reports-kept")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription(
                    "How long rows of the table reports are kept, by the days they were made on; 0 for ever. A report whose row is"
                            + " gone can be verified by its files alone.");

    private static final Map<LakeTable, ConfigOption<Duration>> KEPT =
            Map.of(LakeTable.METRICS, METRICS_KEPT, LakeTable.REPORTS, REPORTS_KEPT);

    private static final Duration INTERVAL = Duration.ofHours(1);

    @Override
    public String name() {
        return "prune";
    }

    @Override
    public String measure() {
        return "prunedRows";
    }

    @Override
    public List<ConfigOption<?>> options() {
        return List.of(METRICS_KEPT, REPORTS_KEPT);
    }

    @Override
    public boolean isFor(LakeTable table) {
        return KEPT.containsKey(table);
    }

    @Override
    public Duration interval(ReadableConfig settings) {
        return INTERVAL;
    }

    @Override
    public void run(Care care, LakeTable name, LongConsumer done) {
        Duration kept = care.settings().get(KEPT.get(name));
        if (kept.isZero()) {
            return;
        }
        LocalDate firstKept = LocalDate.ofInstant(care.clock().instant().minus(kept), ZoneOffset.UTC);
        Table table = care.lake().table(name);
        Expression old = Expressions.lessThan(
                name.definition().timeColumn(), firstKept.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000);
        if (!hasFiles(table, old)) {
            return;
        }
        table.newDelete()
                .deleteFromRowFilter(old)
                .set(LakeOperation.PROPERTY, LakeOperation.RETAIN)
                .set("drey.before", firstKept.toString())
                .commit();
        String rows = table.currentSnapshot().summary().getOrDefault(SnapshotSummary.DELETED_RECORDS_PROP, "0");
        LOG.info("Rows of {} before {} are gone: {}", name.tableName(), firstKept, rows);
        done.accept(Long.parseLong(rows));
    }

    private static boolean hasFiles(Table table, Expression old) {
        try (CloseableIterable<FileScanTask> files = table.newScan().filter(old).planFiles()) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new LakeException("the manifests of %s cannot be read".formatted(table.name()), e);
        }
    }
}
