package io.drey.job.datasets;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.EventPartitions;
import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.format.enrich.LookupTable;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.flink.metrics.MetricGroup;

/** Where a job looks up how a dataset is read and timed. Opened and closed by each subtask that uses it. */
public interface DatasetDirectory extends Serializable, AutoCloseable {

    /** Reads what there is; afterwards every document published so far is found. */
    void open();

    /** Like {@link #open()}, and counts what it refuses as {@code documentsRefused}, if it can refuse something. */
    default void open(MetricGroup metrics) {
        open();
    }

    /** The dataset's document, or empty where none was published. Quick: may be asked for each event. */
    Optional<DatasetDocument> find(DatasetId id);

    /** The dataset's document, or that of a live dataset with defaults where none was published. */
    default DatasetDocument require(DatasetId id) {
        return find(id).orElseGet(() -> DatasetDocument.live(id, "unknown"));
    }

    /**
     * The tenant's metrics that are in force, within their bounds; the same list as long as none has changed. Quick: may be
     * asked for each event.
     */
    default List<MetricDocument> metrics(String tenant) {
        return List.of();
    }

    /**
     * A list of the tenant in which his datasets look up, or null where none was published. Quick: may be asked for each
     * event.
     */
    default LookupTable table(String tenant, String name) {
        return null;
    }

    /** How an events topic has grown so far, or empty where it never did. */
    default Optional<EventPartitions> eventPartitions(String tenant, String eventsTopicId) {
        return Optional.empty();
    }

    /** Reads what was published in the meantime. May take its time. */
    default void refresh() {}

    @Override
    void close();
}
