package io.drey.maintenance;

import io.drey.job.JobMetric;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.Care;
import io.drey.lake.maintenance.CareAction;
import io.drey.lake.maintenance.CareActions;
import io.drey.lake.maintenance.TableHealth;
import java.io.Serializable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
 * Does for one table what is due, in a thread of its own, so that checkpoints do not wait for it, and shows the table's health
 * as metrics. Emits nothing and has no state: what is to do follows from the table.
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
    private transient Configuration settings;
    private transient ExecutorService thread;
    private transient Future<?> run;
    private transient List<Routine> routines;
    private transient volatile TableHealth health;
    private transient Counter failedRuns;

    MaintainTable(LakeTable table, SettingsSource settingsSource) {
        this.table = table;
        this.settingsSource = settingsSource;
    }

    @Override
    public void open(OpenContext context) {
        settings = settingsSource.settings();
        health = TableHealth.UNKNOWN;
        run = CompletableFuture.completedFuture(null);
        thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "maintain-" + table.tableName()));
        MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("lake_table", table.tableName());
        gauge(metrics, JobMetric.FILES, TableHealth::files);
        gauge(metrics, JobMetric.SMALL_FILES, TableHealth::smallFiles);
        gauge(metrics, JobMetric.DELETE_FILES, TableHealth::deleteFiles);
        gauge(metrics, JobMetric.BYTES, TableHealth::bytes);
        gauge(metrics, JobMetric.MANIFESTS, TableHealth::manifests);
        gauge(metrics, JobMetric.SNAPSHOTS, TableHealth::snapshots);
        failedRuns = JobMetric.FAILED_RUNS.counter(metrics);
        routines = CareActions.ALL.stream()
                .map(action -> new Routine(action, metrics))
                .toList();
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
        try (Lake lake = Lake.open(LakeSettings.from(settings))) {
            Care care = new Care(lake, settings, InstantSource.system());
            boolean failed = false;
            for (Routine routine : routines) {
                failed |= !routine.runIfDue(care);
            }
            if (failed) {
                failedRuns.inc();
            }
            health = TableHealth.of(lake.asItIs(table));
        } catch (RuntimeException e) {
            if (!isClosing()) {
                failedRuns.inc();
                LOG.warn("Maintenance of {} failed and is tried again with the next tick", table.identifier(), e);
            }
        }
    }

    /** Whoever is interrupted by it is no failure: the next run goes on from what was committed. */
    private boolean isClosing() {
        return thread.isShutdown();
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

    /** An action, when it went well last, and how often it did. */
    private final class Routine {

        private final CareAction action;
        private final Counter measure;
        private final Counter runs;
        private final Counter failures;
        private Instant last = Instant.EPOCH;

        Routine(CareAction action, MetricGroup metrics) {
            this.action = action;
            this.measure = JobMetric.named(action.measure()).counter(metrics);
            this.runs = JobMetric.ACTION_RUNS.counter(metrics, action.name());
            this.failures = JobMetric.ACTION_FAILURES.counter(metrics, action.name());
        }

        /** Whether it went well, or there was nothing to do. One that fails keeps no other from its work. */
        boolean runIfDue(Care care) {
            if (isClosing()
                    || !action.isFor(table)
                    || !action.isDue(settings, health, last, care.clock().instant())) {
                return true;
            }
            try {
                runs.inc();
                action.run(care, table, measure::inc);
                last = care.clock().instant();
                return true;
            } catch (RuntimeException e) {
                if (isClosing()) {
                    return true;
                }
                failures.inc();
                LOG.warn(
                        "'{}' of {} failed and is tried again with the next tick",
                        action.name(),
                        table.identifier(),
                        e);
                return false;
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

        Configuration settings() {
            return Configuration.fromMap(texts);
        }
    }
}
