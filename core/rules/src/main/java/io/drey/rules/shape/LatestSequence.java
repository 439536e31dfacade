package io.drey.rules.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A sequence made of the latest occurrences. Of all sequences of one length that have begun, the one that was lengthened
 * last has the latest beginning, so it can be completed whenever any of them can: one for each length is enough. Those
 * within the first step are all ends of one list, its latest occurrences.
 */
final class LatestSequence extends State {

    private final Sequence shape;
    private final int[] conditions;
    private final int first;
    private final EventLog firstStep = new EventLog();
    /** By length; those up to the first step's are in {@link #firstStep}. */
    private final EventReference[][] begun;

    LatestSequence(Sequence shape) {
        this.shape = shape;
        this.conditions = shape.conditions();
        this.first = shape.steps().get(0).runs();
        this.begun = new EventReference[conditions.length][];
    }

    @Override
    public void process(Occurrence occurrence, Consumer<Match> matches) {
        advance(occurrence.timestampMillis() - 1, matches);
        if (shape.isEndedBy(occurrence)) {
            clear();
            return;
        }
        for (int length = conditions.length - 1; length >= first; length--) {
            if (occurrence.meets(conditions[length]) && hasBegun(length)) {
                EventReference[] longer = lengthened(length, occurrence.event());
                if (longer.length == conditions.length) {
                    complete(longer, matches);
                    return;
                }
                begun[longer.length] = longer;
            }
        }
        if (occurrence.meets(conditions[0])) {
            firstStep.add(occurrence.event(), 0);
            if (firstStep.size() > first) {
                firstStep.removeFirst();
            }
            if (first == conditions.length && firstStep.size() == first) {
                complete(firstStep.first(first).toArray(EventReference[]::new), matches);
            }
        }
    }

    private boolean hasBegun(int length) {
        return length == first ? firstStep.size() == first : begun[length] != null;
    }

    private EventReference[] lengthened(int length, EventReference event) {
        EventReference[] longer = new EventReference[length + 1];
        if (length == first) {
            for (int i = 0; i < length; i++) {
                longer[i] = firstStep.event(i);
            }
        } else {
            System.arraycopy(begun[length], 0, longer, 0, length);
        }
        longer[length] = event;
        return longer;
    }

    private void complete(EventReference[] events, Consumer<Match> matches) {
        matches.accept(Match.of(List.of(events)));
        clear();
    }

    private void clear() {
        firstStep.clear();
        for (int length = first + 1; length < begun.length; length++) {
            begun[length] = null;
        }
    }

    @Override
    public void advance(long clockMillis, Consumer<Match> matches) {
        while (!firstStep.isEmpty() && firstStep.time(0) + shape.spanMillis() <= clockMillis) {
            firstStep.removeFirst();
        }
        for (int length = first + 1; length < begun.length; length++) {
            if (begun[length] != null && begun[length][0].timestampMillis() + shape.spanMillis() <= clockMillis) {
                begun[length] = null;
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return nextMillis() == Long.MAX_VALUE;
    }

    @Override
    public long nextMillis() {
        long begin = firstStep.isEmpty() ? Long.MAX_VALUE : firstStep.time(0);
        for (int length = first + 1; length < begun.length; length++) {
            if (begun[length] != null) {
                begin = Math.min(begin, begun[length][0].timestampMillis());
            }
        }
        return begin == Long.MAX_VALUE ? begin : begin + shape.spanMillis();
    }

    @Override
    void writeContents(StateOutput output) {
        firstStep.write(output);
        for (int length = first + 1; length < begun.length; length++) {
            output.writeByte(begun[length] == null ? 0 : 1);
            if (begun[length] != null) {
                for (EventReference event : begun[length]) {
                    output.writeReference(event);
                }
            }
        }
    }

    @Override
    void readContents(StateInput input) {
        firstStep.read(input);
        for (int length = first + 1; length < begun.length; length++) {
            if (input.readByte() != 0) {
                List<EventReference> events = new ArrayList<>();
                for (int i = 0; i < length; i++) {
                    events.add(input.readReference());
                }
                begun[length] = events.toArray(EventReference[]::new);
            }
        }
    }
}
