package io.drey.maintenance;

import io.drey.job.JobMetric;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.CompactedGroup;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.LakeExpiry;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.maintenance.TableHealth;
import io.drey.lake.table.Trait;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts and expires one table whenever that is due, in a thread of its own, so that checkpoints do not wait for it, and
 * shows the table's health as metrics. Emits nothing and has no state: what is to do follows from the table.
 *
 * <p>A run that fails, because the storage or the catalog is away for example, is counted, logged and tried again when the
 * next tick comes.
 */
final class MaintainTable extends ProcessFunction<Long, Long> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(MaintainTable.class);
    private static final long CLOSE_SECONDS = 20;

    private final LakeTable table;
    private final SettingsSource settingsSource;
    private transient MaintenanceSettings settings;
    private transient ExecutorService thread;
    private transient Future<?> run;
    private transient Instant compacted;
    private transient Instant expired;
    private transient volatile TableHealth health;
    private transient Counter rewrittenFiles;
    private transient Counter expiredSnapshots;
    private transient Counter failedRuns;

    MaintainTable(LakeTable table, SettingsSource settingsSource) {
        this.table = table;
        this.settingsSource = settingsSource;
    }

    @Override
    public void open(OpenContext context) {
        settings = settingsSource.maintenance();
        health = TableHealth.UNKNOWN;
        compacted = Instant.EPOCH;
        expired = Instant.EPOCH;
        run = CompletableFuture.completedFuture(null);
        thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "maintain-" + table.tableName()));
        MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("lake_table", table.tableName());
        gauge(metrics, JobMetric.FILES, TableHealth::files);
        gauge(metrics, JobMetric.SMALL_FILES, TableHealth::smallFiles);
        gauge(metrics, JobMetric.DELETE_FILES, TableHealth::deleteFiles);
        gauge(metrics, JobMetric.BYTES, TableHealth::bytes);
        gauge(metrics, JobMetric.MANIFESTS, TableHealth::manifests);
        gauge(metrics, JobMetric.SNAPSHOTS, TableHealth::snapshots);
        rewrittenFiles = JobMetric.REWRITTEN_FILES.counter(metrics);
        expiredSnapshots = JobMetric.EXPIRED_SNAPSHOTS.counter(metrics);
        failedRuns = JobMetric.FAILED_RUNS.counter(metrics);
    }

    private void gauge(MetricGroup metrics, JobMetric metric, ToLongFunction<TableHealth> value) {
        metric.gauge(metrics, () -> value.applyAsLong(health));
    }

    @Override
    public void processElement(Long tick, Context context, Collector<Long> output) {
        if (run.isDone()) {
            run = thread.submit(this::maintain);
        }
    }

    private void maintain() {
        InstantSource clock = InstantSource.system();
        try (Lake lake = Lake.open(settingsSource.lake())) {
            if (isDue(compacted, settings.compactInterval(), clock)
                    && table.definition().has(Trait.COMPACTED)) {
                new Compaction(lake, settings, clock).run(table, PartitionScope.ALL, this::count);
                compacted = clock.instant();
            }
            if (isDue(expired, settings.expireInterval(), clock)) {
                expiredSnapshots.inc(
                        new LakeExpiry(lake, settings, clock).expire(table).expiredSnapshots());
                expired = clock.instant();
            }
            health = TableHealth.of(lake.asItIs(table));
        } catch (RuntimeException e) {
            if (thread.isShutdown()) {
                // It was interrupted, and the next run goes on from what was committed.
                return;
            }
            failedRuns.inc();
            LOG.warn("Maintenance of {} failed and is tried again with the next tick", table.identifier(), e);
        }
    }

    private void count(CompactedGroup group) {
        if (group.outcome() == CompactedGroup.Outcome.REWRITTEN) {
            rewrittenFiles.inc(group.filesBefore());
        }
        LOG.info("Compacted: {}", group);
    }

    private static boolean isDue(Instant last, Duration interval, InstantSource clock) {
        return !clock.instant().isBefore(last.plus(interval));
    }

    @Override
    public void close() throws InterruptedException {
        if (thread != null) {
            thread.shutdownNow();
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Maintenance of {} goes on beyond the end of its task", table.identifier());
            }
        }
    }

    /** Settings that can be serialized with a job: the texts they are made from. */
    record SettingsSource(HashMap<String, String> texts) implements Serializable {

        static SettingsSource of(Configuration configuration) {
            HashMap<String, String> texts = new HashMap<>();
            configuration.toMap().forEach((key, value) -> {
                if (key.startsWith("lake-") || key.startsWith("maintenance-")) {
                    texts.put(key, value);
                }
            });
            return new SettingsSource(texts);
        }

        LakeSettings lake() {
            return LakeSettings.from(Configuration.fromMap(texts));
        }

        MaintenanceSettings maintenance() {
            return MaintenanceSettings.from(Configuration.fromMap(texts));
        }
    }
}
