package io.drey.rules.index;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import java.util.function.IntConsumer;

/**
 * Matches events with a {@link RuleIndex}. Keeps what it needs from event to event, so it is for one thread.
 *
 * <p>Reads the bytes of a {@link io.drey.event.LogEvent} where they are ASCII; creates the texts that
 * {@link EventView#text} does where they are not, where the event is another one, and where a rule that is looked at asks
 * more than the index has found; and what the tests of {@link io.drey.rules.condition} create.
 */
public final class EventMatcher {

    private final RuleIndex index;
    private final EventFields fields;
    private final Hits hits;
    private final long[] scannedAt;
    private long event;
    private long looks;

    EventMatcher(RuleIndex index) {
        this.index = index;
        this.scannedAt = new long[index.scans()];
        this.fields = new EventFields(index.slots());
        this.hits = new Hits(index);
    }

    /** Gives the places of the conditions that hold for the event, in their order. */
    public void match(EventView next, IntConsumer met) {
        requireNonNull(met, "met is null");
        fields.begin(requireNonNull(next, "event is null"));
        hits.begin();
        event++;
        int forAll = fields.isLog() ? index.sourcesForAll() : index.sources();
        for (int i = 0; i < forAll; i++) {
            index.source(i).find(fields, hits);
        }
        for (int i = 0; i < fields.openCount(); i++) {
            int slot = fields.openSlot(i);
            int source = slot == RuleIndex.NONE ? RuleIndex.NONE : index.sourceOfSlot(slot);
            if (source != RuleIndex.NONE) {
                index.source(source).find(fields, hits);
            }
        }
        int candidates = hits.sortCandidates();
        looks += candidates;
        for (int i = 0; i < candidates; i++) {
            int rule = hits.candidate(i);
            if (index.question(rule).holds(this)) {
                met.accept(rule);
            }
        }
    }

    /** How many conditions were looked at, over all events. */
    public long looks() {
        return looks;
    }

    /** Finds what a text contains of all that rules look for in it only when they are looked at. */
    void scan(int scan) {
        if (scannedAt[scan] != event) {
            scannedAt[scan] = event;
            index.scan(scan).find(fields, hits);
        }
    }

    EventFields fields() {
        return fields;
    }

    Hits hits() {
        return hits;
    }
}
