package io.drey.job;

import io.drey.event.DatasetId;
import java.util.Arrays;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * A metric that our operators register beside Flink's own. One thing has one name in all jobs, in camel case as Flink's have. A
 * metric is added by a constant here; the reference follows from it.
 */
public enum JobMetric {
    EVENTS_PARSED("eventsParsed", Kind.COUNTER, "parse", "Lines that became events."),
    DEAD_LETTERS("deadLetters", Kind.COUNTER, "parse", "Lines that could not become events."),
    EVENTS_DROPPED(
            "eventsDropped",
            Kind.COUNTER,
            "parse",
            "Events that were not kept, as their dataset's document says; the ledger counts them."),
    LINES_REPEATED(
            "linesRepeated",
            Kind.COUNTER,
            "parse",
            "Lines that were left out, as their sender had sent them before, by the position that it gives; the ledger"
                    + " counts them."),
    DATASET_EVENTS(
            "events", Kind.COUNTER, Where.OF_DATASETS, "Events of one dataset; of the first 500 datasets at a task."),
    DATASET_DEAD_LETTERS(
            "letters",
            Kind.COUNTER,
            Where.OF_DATASETS,
            "Lines of one dataset that could not become events; of the same datasets."),
    CLOCK_LAG(
            "clockLag",
            Kind.GAUGE,
            "read-events, parse of the fused job, group tenant.TENANT.dataset.DATASET",
            "How far the clock of a dataset is behind that of the machine, in milliseconds: its reorder delay at least; 0"
                    + " where it is silent. Of the first 500 datasets at a task."),
    VISIBLE_DELAY(
            "visibleDelay",
            Kind.HISTOGRAM,
            "…: write to OpenSearch, …: send",
            "How long after its arrival a line, or an alert after it was raised, was taken, in milliseconds: median and"
                    + " upper quantiles of the last thousand."),
    DOCUMENTS_REFUSED(
            "documentsRefused",
            Kind.COUNTER,
            "each that follows control topics",
            "Configuration documents in control topics that are wrong; the last good one goes on to hold."),
    REPLAYED_POSITIONS_DROPPED(
            "replayedPositionsDropped",
            Kind.COUNTER,
            "read-events",
            "Events that were read before, and are dropped: a restart of the ingest job writes some twice."),
    DAMAGED_EVENTS(
            "damagedEvents",
            Kind.COUNTER,
            "read-events",
            "Records of events topics that are no events; they become dead letters."),
    LATE_EVENTS(
            "lateEvents",
            Kind.COUNTER,
            "metric-windows, match-detections",
            "Events that came too late to be counted in their window, or to be matched in their order."),
    ALERTS("alerts", Kind.COUNTER, Where.RULES, "Alerts that were raised."),
    ALERTS_OVER_CAP(
            "alertsOverCap",
            Kind.COUNTER,
            Where.RULES,
            "Alerts that were not raised, as their rule had raised too many within the minute."),
    STAGED_MATCHES(
            "stagedMatches",
            Kind.COUNTER,
            Where.RULES,
            "Alerts of rules with the status test: they go to the indices staged-<tenant>-*, and nobody is told."),
    RULE_MATCHES(
            "matches",
            Kind.COUNTER,
            "sift-events, match-detections, group tenant.TENANT.rule.RULE",
            "Matches of one rule, raised or not; of the first 200 rules that match at a task."),
    PARTIAL_MATCHES_GIVEN_UP(
            "partialMatchesGivenUp",
            Kind.COUNTER,
            "match-detections",
            "Events of partial matches that were dropped, the oldest first, as a group had too many of them."),
    RULES_UNKNOWN(
            "rulesUnknown",
            Kind.COUNTER,
            "match-detections",
            "Groups that were forgotten, as their rule is no longer there."),
    DOCUMENTS_WRITTEN("documentsWritten", Kind.COUNTER, "…: write to OpenSearch", "Documents that OpenSearch took."),
    DOCUMENTS_REJECTED(
            "documentsRejected",
            Kind.COUNTER,
            "…: write to OpenSearch",
            "Documents that OpenSearch refused for good; they become dead letters."),
    PARCELS_DELIVERED(
            "parcelsDelivered",
            Kind.COUNTER,
            "…: send",
            "Alerts and events that webhooks, forwarding targets and mail servers took."),
    PARCELS_REFUSED(
            "parcelsRefused",
            Kind.COUNTER,
            "…: send",
            "Alerts and events that targets refused, or that were given up; they become dead letters."),
    FILES_READ("filesRead", Kind.COUNTER, "collect-files", "Files that were read to their end."),
    FILES_DAMAGED(
            "filesDamaged",
            Kind.COUNTER,
            "collect-files",
            "Files of which something could not be read for good; the task's log says which and from where on."),
    FILE_READS_FAILED(
            "fileReadsFailed",
            Kind.COUNTER,
            "collect-files",
            "Attempts to read a file that its storage refused; each is logged and made again."),
    FILES("files", Kind.GAUGE, Where.CARE, "Data files of the current snapshot."),
    SMALL_FILES(
            "smallFiles",
            Kind.GAUGE,
            Where.CARE,
            "Those of them with less than three quarters of the size that they should have."),
    DELETE_FILES("deleteFiles", Kind.GAUGE, Where.CARE, "Files of deletes of the current snapshot."),
    BYTES("bytes", Kind.GAUGE, Where.CARE, "The size of the data files."),
    MANIFESTS("manifests", Kind.GAUGE, Where.CARE, "Manifests of the current snapshot."),
    SNAPSHOTS("snapshots", Kind.GAUGE, Where.CARE, "Snapshots that are kept."),
    PRUNED_ROWS(
            "prunedRows",
            Kind.COUNTER,
            Where.CARE,
            "Rows of `metrics` and `reports` that were older than their setting says."),
    REWRITTEN_FILES("rewrittenFiles", Kind.COUNTER, Where.CARE, "Files that compaction joined."),
    EXPIRED_SNAPSHOTS("expiredSnapshots", Kind.COUNTER, Where.CARE, "Snapshots that expired."),
    FAILED_RUNS(
            "failedRuns",
            Kind.COUNTER,
            Where.CARE,
            "Runs that failed; each is logged, and tried again with the next tick."),
    ACTION_RUNS(
            "…Runs",
            Kind.COUNTER,
            Where.CARE,
            "How often an action was due: `compactRuns`, `expireRuns`, `pruneRuns`."),
    ACTION_FAILURES(
            "…Failures",
            Kind.COUNTER,
            Where.CARE,
            "How often it failed: `compactFailures`, `expireFailures`, `pruneFailures`. It keeps no other action from its work.");

    /** What a metric does. */
    public enum Kind {
        /** Grows. */
        COUNTER,
        /** Is as it is now. */
        GAUGE,
        /** Has quantiles. */
        HISTOGRAM
    }

    /** Operators that have several. */
    private static final class Where {

        private static final String OF_DATASETS = "parse, group tenant.TENANT.dataset.DATASET";
        private static final String RULES = "sift-events, match-detections";
        private static final String CARE = "compact and expire TABLE, group lake_table.TABLE";

        private Where() {}
    }

    /** Stands in names for what they are of. */
    private static final String OF_SEVERAL = "…";

    private static final int VALUES_KEPT = 1_000;

    /** Each dataset is a series in whatever keeps metrics: at one task not more of them than this have their own. */
    public static final int DATASETS = 500;

    private final String metricName;
    private final Kind kind;
    private final String operators;
    private final String description;

    JobMetric(String metricName, Kind kind, String operators, String description) {
        this.metricName = metricName;
        this.kind = kind;
        this.operators = operators;
        this.description = description;
    }

    /** The name it is reported by, behind those that Flink gives job, task and operator. */
    public String metricName() {
        return metricName;
    }

    public Kind kind() {
        return kind;
    }

    /** The names of the operators that register it. */
    public String operators() {
        return operators;
    }

    /** What it says: a sentence. */
    public String description() {
        return description;
    }

    /** The metric of a name. */
    public static JobMetric named(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.metricName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no metric %s: add it to JobMetric, or name one of those there".formatted(name)));
    }

    /** Registers it. */
    public Counter counter(MetricGroup group) {
        return counter(group, "");
    }

    /**
     * Registers one of several.
     *
     * @param of what stands in the place of the dots of its name
     */
    public Counter counter(MetricGroup group, String of) {
        require(Kind.COUNTER);
        return group.counter(metricName.replace(OF_SEVERAL, of));
    }

    /** Registers it. */
    public void gauge(MetricGroup group, Gauge<Long> gauge) {
        require(Kind.GAUGE);
        group.gauge(metricName, gauge);
    }

    /** Registers it, of the last thousand values. */
    public Histogram histogram(MetricGroup group) {
        require(Kind.HISTOGRAM);
        return group.histogram(metricName, new DescriptiveStatisticsHistogram(VALUES_KEPT));
    }

    /** The group of a dataset's metrics. */
    public static MetricGroup groupOf(MetricGroup group, DatasetId datasetId) {
        return group.addGroup("tenant", datasetId.tenant()).addGroup("dataset", datasetId.dataset());
    }

    private void require(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalStateException("%s is a %s, and not a %s".formatted(metricName, kind, wanted));
        }
    }
}
