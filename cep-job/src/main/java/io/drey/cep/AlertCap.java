package io.drey.cep;

import io.drey.rules.book.RuleHeader;
import java.util.HashMap;
import java.util.Map;

/** How many alerts a rule may raise in a minute: one that matches everything must not bury all others. */
final class AlertCap {

    /** No cap. */
    static final int NONE = Integer.MAX_VALUE;

    private static final long MINUTE = 60_000;

    private final int limit;
    private final Map<String, Integer> counts = new HashMap<>();
    private long minute = Long.MIN_VALUE;

    /** What becomes of a rule's next alert. */
    enum Verdict {
        /** It is raised. */
        RAISED,
        /** It is the first that is too many: the rule pauses for the rest of the minute. */
        PAUSES,
        /** The rule is paused. */
        PAUSED
    }

    /** @param limit alerts of one rule's version in one minute */
    AlertCap(int limit) {
        this.limit = limit;
    }

    /**
     * What becomes of one more alert, which counts as raised.
     *
     * @param tenant whose rule it is
     * @param wallMillis the time of the machine
     */
    Verdict next(String tenant, RuleHeader rule, long wallMillis) {
        long now = Math.floorDiv(wallMillis, MINUTE);
        if (now != minute) {
            minute = now;
            counts.clear();
        }
        long count = counts.merge(tenant + '|' + rule.key(), 1, AlertCap::sum);
        return count <= limit ? Verdict.RAISED : count == limit + 1L ? Verdict.PAUSES : Verdict.PAUSED;
    }

    private static int sum(int one, int other) {
        return one == Integer.MAX_VALUE ? one : one + other;
    }
}
