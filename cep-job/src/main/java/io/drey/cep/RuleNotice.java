package io.drey.cep;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.Evidence;
import io.drey.rules.book.RuleHeader;

/** What a tenant is told, as an alert, of a rule that finds or remembers too much. The same is told once a minute. */
final class RuleNotice {

    /** The id under which such alerts are listed, muted and so on. */
    static final String RULE = "drey-rule-over-cap";

    private static final String TITLE = "A rule is over its cap";
    private static final String SEVERITY = "medium";
    private static final long MINUTE = 60_000;

    private RuleNotice() {}

    /** That a rule raises no further alert until the minute is over. */
    static Alert paused(RuleHeader rule, DatasetId datasetId, int cap, long nowMillis) {
        return of(
                rule,
                datasetId,
                nowMillis,
                "paused",
                "Rule '%s' raised %d alerts within a minute and is paused until the minute is over; other rules go on. Let it ask for less, or count with a correlation"
                        .formatted(rule.title(), cap));
    }

    /** That the oldest events of what a rule has begun were given up. */
    static Alert forgets(RuleHeader rule, DatasetId datasetId, String group, long events, long nowMillis) {
        return of(
                rule,
                datasetId,
                nowMillis,
                "forgets",
                "Rule '%s' remembers too much of %s: its %d oldest events were given up, and what began with them is not found; other rules and groups go on. Give it a shorter time, or a group with fewer events"
                        .formatted(rule.title(), group.isEmpty() ? "all events" : group, events));
    }

    private static Alert of(RuleHeader rule, DatasetId datasetId, long nowMillis, String what, String reason) {
        String minute = Long.toString(Math.floorDiv(nowMillis, MINUTE));
        Alert notice = new Alert(
                Alert.idOf(RULE, 1, datasetId.tenant(), rule.key(), what, minute),
                datasetId.tenant(),
                datasetId.dataset(),
                RULE,
                1,
                TITLE,
                SEVERITY,
                rule.id(),
                nowMillis,
                nowMillis,
                nowMillis,
                reason,
                0,
                new Evidence[0]);
        return rule.isStaged() ? notice.asStaged() : notice;
    }
}
