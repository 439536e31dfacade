package io.drey.rules.shape;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Sequences that have begun, one for each beginning, each of which takes the next occurrence that it waits for. */
final class PendingSequences extends State {

    private final Sequence shape;
    private final int[] conditions;
    private final int entryLimit;
    /** In the order of their beginning. */
    private final List<List<EventReference>> pending = new ArrayList<>();

    private int entries;

    PendingSequences(Sequence shape, int entryLimit) {
        this.shape = shape;
        this.conditions = shape.conditions();
        this.entryLimit = entryLimit;
    }

    @Override
    public void process(Occurrence occurrence, Consumer<Match> matches) {
        advance(occurrence.timestampMillis() - 1, matches);
        if (shape.isEndedBy(occurrence)) {
            clear();
            return;
        }
        if (occurrence.meets(conditions[0])) {
            pending.add(new ArrayList<>());
        }
        Iterator<List<EventReference>> each = pending.iterator();
        while (each.hasNext()) {
            List<EventReference> events = each.next();
            if (!occurrence.meets(conditions[events.size()])) {
                continue;
            }
            events.add(occurrence.event());
            entries++;
            if (events.size() == conditions.length) {
                matches.accept(Match.of(events));
                if (shape.taking() == Sequence.Taking.EARLIEST) {
                    clear();
                    return;
                }
                each.remove();
                entries -= events.size();
            }
        }
        while (entries > entryLimit) {
            int given = pending.remove(0).size();
            entries -= given;
            drop(given);
        }
    }

    private void clear() {
        pending.clear();
        entries = 0;
    }

    @Override
    public void advance(long clockMillis, Consumer<Match> matches) {
        while (nextMillis() <= clockMillis && !pending.isEmpty()) {
            entries -= pending.remove(0).size();
        }
    }

    @Override
    public boolean isEmpty() {
        return pending.isEmpty();
    }

    @Override
    public long nextMillis() {
        return pending.isEmpty() ? Long.MAX_VALUE : pending.get(0).get(0).timestampMillis() + shape.spanMillis();
    }

    @Override
    void writeContents(StateOutput output) {
        output.writeLong(pending.size());
        for (List<EventReference> events : pending) {
            output.writeLong(events.size());
            events.forEach(output::writeReference);
        }
    }

    @Override
    void readContents(StateInput input) {
        int count = input.readCount();
        for (int i = 0; i < count; i++) {
            int length = input.readCount();
            List<EventReference> events = new ArrayList<>();
            for (int taken = 0; taken < length; taken++) {
                events.add(input.readReference());
            }
            pending.add(events);
            entries += length;
        }
    }
}
