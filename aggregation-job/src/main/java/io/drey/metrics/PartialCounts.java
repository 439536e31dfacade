package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.metrics.domain.AttributeType;
import io.drey.metrics.domain.MetricPlan;
import io.drey.metrics.domain.WindowCounts;

/**
 * What one reader counted for an attribute type in a window since it last said so.
 *
 * @param tenant the dataset's tenant
 * @param dataset the dataset's name
 * @param type what was counted by
 * @param windowStart in milliseconds since the epoch; {@link #NO_WINDOW} for events that may open none
 * @param counts {@link WindowCounts#encode}
 * @param plan {@link MetricPlan#key} of what has no type of its own; of events that are no requests {@code others}; else empty
 */
public record PartialCounts(
        String tenant, String dataset, AttributeType type, long windowStart, byte[] counts, String plan) {

    /** The window of events whose time stamp is beyond the future cap or before all sane ones. */
    public static final long NO_WINDOW = Long.MIN_VALUE;

    /** What the end of a key begins with where it is a plan's: no type's name does. */
    private static final String PLAN = "metric:";

    /** What is no request stands in no total; where it comes too late, the total says so. */
    private static final String OTHERS = "others";

    public PartialCounts {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(type, "type is null");
        requireNonNull(counts, "counts is null");
        // Earlier versions wrote none.
        plan = plan == null ? "" : plan;
    }

    /** Counts that are kept under a type. */
    PartialCounts(String tenant, String dataset, AttributeType type, long windowStart, byte[] counts) {
        this(tenant, dataset, type, windowStart, counts, "");
    }

    /** Counts by a document without a type of its own. */
    static PartialCounts ofPlan(DatasetId datasetId, String plan, long windowStart, byte[] counts) {
        return new PartialCounts(
                datasetId.tenant(), datasetId.dataset(), AttributeType.OF_DOCUMENT, windowStart, counts, plan);
    }

    /** How many events of a window are no requests: as late, which they are if the window is forgotten. */
    static PartialCounts ofOthers(DatasetId datasetId, long windowStart, byte[] counts) {
        return new PartialCounts(
                datasetId.tenant(), datasetId.dataset(), AttributeType.TOTAL, windowStart, counts, OTHERS);
    }

    boolean isOfOthers() {
        return type == AttributeType.TOTAL && plan.equals(OTHERS);
    }

    boolean isOfPlan() {
        return type == AttributeType.OF_DOCUMENT;
    }

    DatasetId datasetId() {
        return new DatasetId(tenant, dataset);
    }

    /** Groups what is to be added up; holds the type's name, or the plan's key, at its end. */
    String key() {
        return tenant + "|" + dataset + "|" + (isOfPlan() ? PLAN + plan : type.name());
    }

    /** Whether it is the key of what has no type of its own. */
    static boolean isOfPlan(String key) {
        return end(key).startsWith(PLAN);
    }

    static String planOf(String key) {
        return end(key).substring(PLAN.length());
    }

    static AttributeType typeOf(String key) {
        return AttributeType.valueOf(end(key));
    }

    private static String end(String key) {
        return key.substring(key.lastIndexOf('|') + 1);
    }
}
