package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.job.JobMetric;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** Counts what becomes of the lines that a subtask reads. */
final class LineCounters {

    private final MetricGroup group;
    private final Counter parsed;
    private final Counter rejected;
    private final Counter dropped;
    private final Counter repeated;

    LineCounters(MetricGroup group) {
        this.group = requireNonNull(group, "group is null");
        parsed = JobMetric.EVENTS_PARSED.counter(group);
        rejected = JobMetric.DEAD_LETTERS.counter(group);
        dropped = JobMetric.EVENTS_DROPPED.counter(group);
        repeated = JobMetric.LINES_REPEATED.counter(group);
    }

    /**
     * Those of a dataset, which are reported for the first {@value JobMetric#DATASETS}.
     *
     * @param before how many datasets there were before
     */
    OfDataset ofDataset(DatasetId datasetId, int before) {
        if (before >= JobMetric.DATASETS) {
            return new OfDataset(new SimpleCounter(), new SimpleCounter());
        }
        MetricGroup its = JobMetric.groupOf(group, datasetId);
        return new OfDataset(JobMetric.DATASET_EVENTS.counter(its), JobMetric.DATASET_DEAD_LETTERS.counter(its));
    }

    /** Those of one dataset; what they count counts for the subtask, too. */
    final class OfDataset {
        private final Counter events;
        private final Counter letters;

        private OfDataset(Counter events, Counter letters) {
            this.events = events;
            this.letters = letters;
        }

        void parsed() {
            parsed.inc();
            events.inc();
        }

        void rejected() {
            rejected.inc();
            letters.inc();
        }

        void dropped() {
            dropped.inc();
        }

        void repeated() {
            repeated.inc();
        }
    }
}
