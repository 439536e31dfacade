package io.drey.rules.book;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.Evidence;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import java.util.List;
import java.util.function.Function;

/** The alert that a match becomes. Its id depends on the rule, the group and the events only: whoever matches gives the same. */
public final class RuleAlert {

    private static final byte[] NO_LINE = {};

    private RuleAlert() {}

    /**
     * The alert of a match.
     *
     * @param group the values that its events have in common; of a rule about single events, who caused it, if that is known
     * @param lines the line of an event as admitted; null where it is not kept
     * @param createdMillis the time at which it is raised, in milliseconds since the epoch
     */
    public static Alert of(
            RuleHeader rule,
            DatasetId datasetId,
            List<String> group,
            Match match,
            Function<EventReference, byte[]> lines,
            long createdMillis) {
        String groupKey = String.join(" | ", group);
        Evidence[] evidence = match.evidence().stream()
                .map(event -> {
                    byte[] line = lines.apply(event);
                    return new Evidence(event.eventId(), event.timestampMillis(), line == null ? NO_LINE : line);
                })
                .toArray(Evidence[]::new);
        Alert alert = new Alert(
                Alert.idOf(
                        rule.id(),
                        rule.version(),
                        datasetId.tenant(),
                        groupKey,
                        match.first().eventId(),
                        match.completing().eventId()),
                datasetId.tenant(),
                datasetId.dataset(),
                rule.id(),
                rule.version(),
                rule.title(),
                rule.severity(),
                groupKey,
                match.first().timestampMillis(),
                match.completing().timestampMillis(),
                createdMillis,
                reason(rule, groupKey, match),
                match.count(),
                evidence);
        return rule.isStaged() ? alert.asStaged() : alert;
    }

    private static String reason(RuleHeader rule, String groupKey, Match match) {
        String by = groupKey.isEmpty() ? "" : " by " + groupKey;
        if (match.count() == 1) {
            return rule.title() + by;
        }
        return "%s: %d events%s within %d s".formatted(rule.title(), match.count(), by, seconds(match));
    }

    /** The time from the first event to the last, rounded up; at least 1. */
    private static long seconds(Match match) {
        long millis = match.completing().timestampMillis() - match.first().timestampMillis();
        return Math.max(1, Math.floorDiv(millis + 999, 1000L));
    }
}
