package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.metrics.domain.AttributeType;
import io.drey.metrics.domain.WindowCounts;

/**
 * What one reader counted for an attribute type in a window since it last said so.
 *
 * @param tenant the dataset's tenant
 * @param dataset the dataset's name
 * @param type what was counted by
 * @param windowStart in milliseconds since the epoch; {@link #NO_WINDOW} for events that may open none
 * @param counts {@link WindowCounts#encode}
 */
public record PartialCounts(String tenant, String dataset, AttributeType type, long windowStart, byte[] counts) {

    /** The window of events whose time stamp is beyond the future cap or before all sane ones. */
    public static final long NO_WINDOW = Long.MIN_VALUE;

    public PartialCounts {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(type, "type is null");
        requireNonNull(counts, "counts is null");
    }

    DatasetId datasetId() {
        return new DatasetId(tenant, dataset);
    }

    /** Groups what is to be added up; holds the type's name at its end. */
    String key() {
        return tenant + "|" + dataset + "|" + type.name();
    }

    static AttributeType typeOf(String key) {
        return AttributeType.valueOf(key.substring(key.lastIndexOf('|') + 1));
    }
}
