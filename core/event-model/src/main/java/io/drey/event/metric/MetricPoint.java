package io.drey.event.metric;

import static java.util.Objects.requireNonNull;

import io.drey.event.Sha256;

/**
 * What a metric says of a window: a place in a list of values, what is not listed, or a value of the window as a whole.
 *
 * <p>It is said again where late events correct it, with the same {@linkplain #id id} and a version that is not less.
 *
 * @param window when, and whose events
 * @param attributeType what is counted by, such as {@code ip}; {@code total} where it is the window as a whole
 * @param attributeValue the value that has the place; null of all others
 * @param rank the place, 1 for the most frequent value; 0 of all others
 * @param metric what is measured, such as {@code bytes}; {@value #REST} of what is not listed; null of a place whose amount says
 *     all
 * @param amount how often the value came, how often all came that are not listed, or the value of the metric
 * @param error how far the amount may be from the truth: how much too low that of a place is at most, how much too high that
 *     of a rest; 0 where it is exact
 * @param highestOther of a place or a rest, how often a value that is not listed came at most, 0 if all are; else 0
 * @param version how much has been counted: an older version never replaces a newer one
 * @param reading what was measured of so many events as the amount says; null where the amount says all
 * @param definition which version of a metric of the user's own it is of; null of those that come with Drey
 */
public record MetricPoint(
        MetricWindow window,
        String attributeType,
        String attributeValue,
        int rank,
        String metric,
        long amount,
        long error,
        long highestOther,
        long version,
        Reading reading,
        String definition) {

    /**
     * A measured value.
     *
     * @param error how far it may be from the truth; 0 where it is exact
     */
    public record Reading(double value, double error) {}

    /** The metric of what is not listed. */
    public static final String REST = "rest";

    public MetricPoint {
        requireNonNull(window, "window is null");
        requireNonNull(attributeType, "attributeType is null");
        if (reading == null ? (attributeValue == null) == (metric == null) : metric == null) {
            throw new IllegalArgumentException(
                    "a point of %s with attribute value '%s' and metric '%s': it is a place or a value of the window, so give one"
                            .formatted(attributeType, attributeValue, metric));
        }
        if (attributeValue != null ? rank < 1 : rank != 0) {
            throw new IllegalArgumentException(
                    "rank %d of %s: places count from 1, what has none is 0".formatted(rank, attributeType));
        }
    }

    /** A point whose amount says all, of a metric that comes with Drey. */
    public MetricPoint(
            MetricWindow window,
            String attributeType,
            String attributeValue,
            int rank,
            String metric,
            long amount,
            long error,
            long highestOther,
            long version) {
        this(window, attributeType, attributeValue, rank, metric, amount, error, highestOther, version, null, null);
    }

    /** A place in a list of the most frequent values. */
    public static MetricPoint place(
            MetricWindow window,
            String attributeType,
            int rank,
            String attributeValue,
            long count,
            long error,
            long version) {
        return place(window, attributeType, rank, attributeValue, count, error, 0, version);
    }

    /**
     * A place in a list of the most frequent values.
     *
     * @param highestOther how often a value that is not listed came at most
     */
    public static MetricPoint place(
            MetricWindow window,
            String attributeType,
            int rank,
            String attributeValue,
            long count,
            long error,
            long highestOther,
            long version) {
        return new MetricPoint(window, attributeType, attributeValue, rank, null, count, error, highestOther, version);
    }

    /**
     * What is not listed, so that shares are of the whole.
     *
     * @param count how often all values came that have no place
     * @param error how much too high that is at most
     * @param highestOther how often one of them came at most
     */
    public static MetricPoint rest(
            MetricWindow window, String attributeType, long count, long error, long highestOther, long version) {
        return new MetricPoint(window, attributeType, null, 0, REST, count, error, highestOther, version);
    }

    /** A value of the window as a whole, which is exact. */
    public static MetricPoint whole(
            MetricWindow window, String attributeType, String metric, long value, long version) {
        return estimate(window, attributeType, metric, value, 0, version);
    }

    /** A value of the window as a whole, which is known up to an error. */
    public static MetricPoint estimate(
            MetricWindow window, String attributeType, String metric, long value, long error, long version) {
        return new MetricPoint(window, attributeType, null, 0, metric, value, error, 0, version);
    }

    /**
     * What was measured of events.
     *
     * @param rank the place of the value that these events have in common; 0 where they are all
     * @param attributeValue that value; null where they are all
     * @param count how many events it is of
     * @param countError how many more there may have been, of which nothing is in the reading
     */
    public static MetricPoint measured(
            MetricWindow window,
            String attributeType,
            int rank,
            String attributeValue,
            String metric,
            Reading reading,
            long count,
            long countError,
            long version) {
        requireNonNull(reading, "reading is null");
        return new MetricPoint(
                window, attributeType, attributeValue, rank, metric, count, countError, 0, version, reading, null);
    }

    /** The same of a metric of the user's own, as it is defined now. */
    public MetricPoint definedAs(String newDefinition) {
        return new MetricPoint(
                window,
                attributeType,
                attributeValue,
                rank,
                metric,
                amount,
                error,
                highestOther,
                version,
                reading,
                requireNonNull(newDefinition, "definition is null"));
    }

    /** Whether it is a place in a list. */
    public boolean isPlace() {
        return attributeValue != null;
    }

    /** Whether it is a value that was measured. */
    public boolean isReading() {
        return reading != null;
    }

    /** Whether it is what is not listed. */
    public boolean isRest() {
        return REST.equals(metric);
    }

    /** Whether it says how often something came, and nothing else: a place or what is not listed. */
    public boolean isCount() {
        return reading == null && (isPlace() || isRest());
    }

    /**
     * What identifies it: a hash of tenant, dataset, window, attribute type and rank or metric, and of the
     * definition where it has one. So a correction replaces it
     * even where another value takes the rank.
     *
     * @return 32 hexadecimal digits
     */
    public String id() {
        // None of the parts can hold a space, so no two points have the same text.
        String text = String.join(
                " ",
                window.tenant(),
                window.dataset(),
                Long.toString(window.startMillis()),
                Integer.toString(window.seconds()),
                attributeType,
                isPlace() ? Integer.toString(rank) : metric);
        if (isPlace() && metric != null) {
            text += " " + metric;
        }
        if (definition != null) {
            text += " " + definition;
        }
        return Sha256.of(text, 32);
    }
}
