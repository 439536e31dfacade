package io.drey.metrics.domain;

import static io.drey.event.Field.HTTP_RESPONSE_BODY_BYTES;
import static io.drey.event.Field.HTTP_RESPONSE_BYTES;
import static io.drey.event.Field.HTTP_RESPONSE_STATUS_CODE;
import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;

/**
 * Counts events by metrics that are documents, and access events and their bytes in all, window by window: one for each
 * reader. Remembers what it computed of requests and user agents for the next window. Not thread-safe.
 */
public final class EventCounter {

    private final Dimensions dimensions = new Dimensions();

    /** What access events have, and no others. */
    public static final Field OF_ACCESS = HTTP_RESPONSE_STATUS_CODE;

    /** Whether an event is a request that was answered. */
    public static boolean isAccess(LogEvent event) {
        return event.has(OF_ACCESS);
    }

    /** Bytes sent: of the body where that is known, else with headers, as load balancers count. */
    private static long bytesSent(LogEvent event) {
        return event.number(event.has(HTTP_RESPONSE_BODY_BYTES) ? HTTP_RESPONSE_BODY_BYTES : HTTP_RESPONSE_BYTES);
    }

    /** Counts an event in its window. */
    public void count(LogEvent event, PlansByStatus plans, WindowTally window) {
        requireNonNull(window, "window is null");
        dimensions.next();
        if (isAccess(event)) {
            window.of(AttributeType.TOTAL).addEvent(bytesSent(event));
        }
        for (MetricPlan plan : plans.of(event)) {
            plan.count(event, dimensions, window);
        }
    }
}
