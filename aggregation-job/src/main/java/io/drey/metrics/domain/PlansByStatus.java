package io.drey.metrics.domain;

import io.drey.event.LogEvent;
import java.util.List;
import java.util.Optional;

/**
 * The metrics that are documents, of one dataset, found by an event's status: filters that look at nothing else are asked once
 * for each status, not once for each event. Not thread-safe.
 */
public final class PlansByStatus {

    /** Higher ones, and those below 0, are no server's: of them filters are asked each time. */
    private static final int STATUSES = 1000;

    /** The place of events without a status. */
    private static final int WITHOUT = STATUSES;

    private final List<MetricPlan> all;

    /** Made with the first event: who adds up counts sees none. */
    private MetricPlan[][] byStatus;

    public PlansByStatus(List<MetricPlan> all) {
        this.all = List.copyOf(all);
    }

    /** That of a {@linkplain MetricPlan#key key}. */
    public Optional<MetricPlan> find(String key) {
        return all.stream().filter(plan -> plan.key().equals(key)).findFirst();
    }

    /** Those that may count an event; not to be changed. */
    MetricPlan[] of(LogEvent event) {
        boolean isAccess = EventCounter.isAccess(event);
        long status = isAccess ? event.number(EventCounter.OF_ACCESS) : WITHOUT;
        if (isAccess && (status < 0 || status >= STATUSES)) {
            return takingStatusOf(event);
        }
        if (byStatus == null) {
            byStatus = new MetricPlan[STATUSES + 1][];
        }
        MetricPlan[] plans = byStatus[(int) status];
        if (plans == null) {
            plans = takingStatusOf(event);
            byStatus[(int) status] = plans;
        }
        return plans;
    }

    private MetricPlan[] takingStatusOf(LogEvent event) {
        return all.stream().filter(plan -> plan.takesStatusOf(event)).toArray(MetricPlan[]::new);
    }
}
