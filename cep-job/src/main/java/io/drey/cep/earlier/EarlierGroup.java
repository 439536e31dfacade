package io.drey.cep.earlier;

import static java.util.Objects.requireNonNull;

import io.drey.detection.AccessEvent;
import io.drey.rules.book.BuiltInRules;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What version 0.1 knew of one caller and one of the two built-in detections.
 *
 * @param begun the events of partial matches, in order, each once
 * @param waiting events that the clock had not passed
 * @param fedUntil the clock up to which events were matched
 * @param latestBegin when the latest match of a threshold began, if that is in the window still
 */
public record EarlierGroup(
        List<AccessEvent> begun, List<AccessEvent> waiting, OptionalLong fedUntil, OptionalLong latestBegin) {

    private static final long FIRST = 1;
    private static final long SECOND = 2;

    /** No path is called so. */
    private static final Value OF_THE_LATEST_MATCH = Value.of("\0");

    public EarlierGroup {
        begun = List.copyOf(begun);
        waiting = List.copyOf(waiting);
        requireNonNull(fedUntil, "fedUntil is null");
        requireNonNull(latestBegin, "latestBegin is null");
    }

    /**
     * What the same rule's shape has to be fed with, so that it stands where the partial matches stood. It may match on the
     * way: that was told before.
     *
     * <p>Each partial match begins with another event, and one that ended could not have been completed, so the events of those
     * that are left are all that later matches can hold. Of a threshold that was reached, the events before the latest match's
     * second one may be gone; what stands for them is one event at the time of its first, of which no match to come can be made,
     * since the threshold counts as reached for as long as that event is in the window.
     */
    public List<Occurrence> toFeed(String ruleKey) {
        List<Occurrence> occurrences = new ArrayList<>();
        latestBegin.ifPresent(begin -> occurrences.add(
                new Occurrence(new EventReference(begin, "", 0, 0, 0), FIRST, List.of(OF_THE_LATEST_MATCH))));
        begun.forEach(event -> occurrences.add(occurrence(ruleKey, event)));
        occurrences.sort(null);
        return occurrences;
    }

    /** An event as the built-in rule's shape sees it. */
    public static Occurrence occurrence(String ruleKey, AccessEvent event) {
        EventReference reference = new EventReference(
                event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
        return ruleKey.equals(RuleHeader.key(BuiltInRules.BRUTE_FORCE_LOGIN, 1))
                ? new Occurrence(reference, event.isFailedLogin() ? FIRST : SECOND)
                : new Occurrence(reference, FIRST, List.of(Value.of(event.path())));
    }
}
