package io.drey.detection;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.util.List;

/**
 * The events that together are what a detection looks for.
 *
 * @param events at least one, in order; the last one completes the match
 */
public record Match(List<AccessEvent> events) {

    public Match {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a match holds no event");
        }
    }

    public AccessEvent first() {
        return events.get(0);
    }

    public AccessEvent completing() {
        return events.get(events.size() - 1);
    }

    /** The time from the first event to the last, in whole seconds, rounded up; at least 1. */
    long seconds() {
        long millis = completing().timestampMillis() - first().timestampMillis();
        return Math.max(1, Math.floorDiv(millis + 999, 1000L));
    }

    /**
     * The alert it raises. Its id depends on the rule and the events only, never on when and where it was matched.
     *
     * @param detection whose match it is
     * @param createdMillis the time at which the alert is raised, in milliseconds since the epoch
     */
    public Alert toAlert(Detection detection, long createdMillis) {
        Rule rule = detection.rule();
        AccessEvent last = completing();
        return new Alert(
                Alert.idOf(rule.id(), rule.version(), last.tenant(), last.address(), first().eventId(), last.eventId()),
                last.tenant(),
                last.dataset(),
                rule.id(),
                rule.version(),
                rule.title(),
                rule.severity(),
                last.address(),
                first().timestampMillis(),
                last.timestampMillis(),
                createdMillis,
                detection.reason(this),
                events.size(),
                events.stream()
                        .limit(Alert.EVIDENCE_LIMIT)
                        .map(AccessEvent::toEvidence)
                        .toArray(Evidence[]::new));
    }
}
