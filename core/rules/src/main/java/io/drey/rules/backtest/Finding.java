package io.drey.rules.backtest;

import io.drey.event.DatasetId;
import io.drey.rules.shape.Occurrence;
import java.util.List;

/**
 * An event on its way to one group of one rule.
 *
 * @param ruleKey the rule's {@link io.drey.rules.book.RuleHeader#key()}
 * @param datasetId the event's dataset; events of several do not meet
 * @param group the values that the group's events have in common
 * @param occurrence what the event is to the rule
 * @param line the line as evidence
 */
record Finding(String ruleKey, DatasetId datasetId, List<String> group, Occurrence occurrence, byte[] line)
        implements Comparable<Finding> {

    /** About what the objects take besides texts and line. */
    private static final int OVERHEAD = 250;

    /** About how many bytes of memory it takes. */
    int weight() {
        int texts = 0;
        for (String value : group) {
            texts += value.length();
        }
        for (var value : occurrence.values()) {
            texts += value.text() == null ? 0 : value.text().length();
        }
        return OVERHEAD + line.length + 2 * texts;
    }

    /** By the event's time stamp, then by its position. */
    @Override
    public int compareTo(Finding other) {
        return occurrence.compareTo(other.occurrence);
    }
}
