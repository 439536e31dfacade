package io.drey.metrics.domain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What one reader has counted in one window since it last passed it on. */
@SuppressWarnings("EnumOrdinal") // an index into an array of this process
public final class WindowTally {

    private static final AttributeType[] TYPES = AttributeType.values();

    private final WindowCounts[] byType = new WindowCounts[TYPES.length];
    private final Map<String, WindowCounts> byPlan = new LinkedHashMap<>();
    private final int bound;

    /** How many different values to expect of each type. */
    private final int[] expected;

    /**
     * An empty tally.
     *
     * @param bound how many different values are counted exactly
     */
    public WindowTally(int bound) {
        this(bound, new int[TYPES.length]);
    }

    /**
     * An empty tally with room for what is expected.
     *
     * @param bound how many different values are counted exactly
     * @param expected {@link #sizes} of a tally that may be like it; not to be changed
     */
    public WindowTally(int bound, int[] expected) {
        this.bound = bound;
        this.expected = expected;
    }

    /** How many different values there are of each type. */
    public int[] sizes() {
        int[] sizes = new int[TYPES.length];
        for (int i = 0; i < TYPES.length; i++) {
            sizes[i] = byType[i] == null ? 0 : byType[i].values().size();
        }
        return sizes;
    }

    /** The counts of an attribute type. */
    public WindowCounts of(AttributeType type) {
        WindowCounts counts = byType[type.ordinal()];
        if (counts == null) {
            counts = new WindowCounts(bound, expected[type.ordinal()]);
            byType[type.ordinal()] = counts;
        }
        return counts;
    }

    /** The counts of a metric that is a document. */
    WindowCounts of(MetricPlan plan) {
        return plan.type() == AttributeType.OF_DOCUMENT
                ? byPlan.computeIfAbsent(plan.key(), key -> new WindowCounts(plan.bound(bound)))
                : of(plan.type());
    }

    /** How many different values are counted exactly. */
    int bound() {
        return bound;
    }

    /** How many values are held, of all types. */
    public int size() {
        int size = 0;
        for (WindowCounts counts : byType) {
            size += counts == null ? 0 : counts.size();
        }
        for (WindowCounts counts : byPlan.values()) {
            size += counts.size();
        }
        return size;
    }

    /** Gives the counts of metrics that are documents and have no type, by {@link MetricPlan#key}. */
    public void forEachPlan(BiConsumer<String, WindowCounts> action) {
        byPlan.forEach(action);
    }

    /** Gives the counts that are kept under a type. */
    public void forEach(BiConsumer<AttributeType, WindowCounts> action) {
        for (AttributeType type : TYPES) {
            WindowCounts counts = byType[type.ordinal()];
            if (counts != null) {
                action.accept(type, counts);
            }
        }
    }
}
