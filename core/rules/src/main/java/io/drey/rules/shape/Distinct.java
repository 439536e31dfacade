package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * So many different values within a time: Sigma's {@code value_count} over one field, or over the tuples of several.
 *
 * <p>It counts the occurrences that meet any condition and have all the values; values are compared as exact text.
 * When bounds are judged is as in {@link Threshold}. Where they are open above the match is the shortest run of events,
 * ending with the completing one, that holds enough values, else all of the window; of each value it holds the first
 * event of that.
 *
 * <p>State: references of all events of the window and each different value once. Over the limit the oldest events are
 * dropped.
 *
 * @param slots how many values of an occurrence make the tuple: slots 0 to {@code slots - 1}
 * @param bounds of the number of different tuples
 * @param timespanMillis the length of the window
 */
public record Distinct(int slots, Bounds bounds, long timespanMillis) implements Shape {

    public Distinct {
        requireNonNull(bounds, "bounds is null");
        Timespan.check(timespanMillis, "timespan");
        if (slots < 1) {
            throw new IllegalArgumentException("%d values make no tuple: name at least one field".formatted(slots));
        }
        if (bounds.areOpenAbove()) {
            bounds.leastCount();
        }
    }

    /** The occurrence's values as one text that no other values give; null if one is missing. */
    public String tuple(Occurrence occurrence) {
        if (slots == 1) {
            return occurrence.value(0).text();
        }
        StringBuilder tuple = new StringBuilder();
        for (int slot = 0; slot < slots; slot++) {
            String text = occurrence.value(slot).text();
            if (text == null) {
                return null;
            }
            tuple.append(text.length()).append(':').append(text);
        }
        return tuple.toString();
    }

    @Override
    public long memoryMillis() {
        return timespanMillis;
    }

    @Override
    public long beginning() {
        return ANY_CONDITION;
    }

    @Override
    public int entriesNeeded() {
        return bounds.areOpenAbove() ? bounds.leastCount() : 1;
    }

    @Override
    public State newState(int entryLimit) {
        return new Window(
                bounds,
                new Tuples(this),
                timespanMillis,
                Window.Judged.ofGrowing(bounds),
                Integer.MAX_VALUE,
                entryLimit);
    }

    /** The different tuples of a window, numbered so that a log of events needs no texts; numbers are used again. */
    private static final class Tuples implements Measure {

        private final Distinct shape;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> byNumber = new ArrayList<>();
        private final Deque<Integer> free = new ArrayDeque<>();
        private int[] counts = new int[4];

        private Tuples(Distinct shape) {
            this.shape = shape;
        }

        @Override
        public boolean takes(Occurrence occurrence) {
            return occurrence.conditions() != 0 && shape.tuple(occurrence) != null;
        }

        @Override
        public long add(Occurrence occurrence) {
            String tuple = shape.tuple(occurrence);
            Integer number = numbers.get(tuple);
            if (number == null) {
                number = free.isEmpty() ? byNumber.size() : free.pop();
                name(number, tuple);
            }
            counts[number]++;
            return number;
        }

        @Override
        public void addAgain(long tag) {
            counts[Math.toIntExact(tag)]++;
        }

        @Override
        public void remove(long tag) {
            int number = (int) tag;
            if (--counts[number] == 0) {
                numbers.remove(byNumber.get(number));
                byNumber.set(number, null);
                free.push(number);
            }
        }

        private void name(int number, String tuple) {
            if (number == byNumber.size()) {
                byNumber.add(tuple);
                if (number == counts.length) {
                    counts = Arrays.copyOf(counts, number * 2);
                }
            } else {
                byNumber.set(number, tuple);
            }
            if (tuple == null) {
                free.push(number);
            } else {
                numbers.put(tuple, number);
            }
        }

        @Override
        public boolean holds(Bounds bounds) {
            return bounds.holds(numbers.size());
        }

        @Override
        public Match match(EventLog window, long atMillis) {
            int begin = shape.bounds.areOpenAbove() ? beginOfShortestRun(window) : 0;
            Set<Long> seen = new HashSet<>();
            List<EventReference> events = new ArrayList<>();
            for (int i = begin; i < window.size(); i++) {
                if (seen.add(window.tag(i))) {
                    events.add(window.event(i));
                }
            }
            return new Match(
                    Match.Kind.MATCHED, events.get(0), window.last(), atMillis, events.size(), events, events.size());
        }

        private int beginOfShortestRun(EventLog window) {
            int enough = shape.bounds.leastCount();
            Set<Long> seen = new HashSet<>();
            int begin = window.size();
            while (seen.size() < enough) {
                begin--;
                seen.add(window.tag(begin));
            }
            return begin;
        }

        @Override
        public void write(StateOutput output) {
            output.writeLong(byNumber.size());
            byNumber.forEach(output::writeText);
        }

        @Override
        public void read(StateInput input) {
            int count = input.readCount();
            for (int number = 0; number < count; number++) {
                name(number, input.readText());
            }
        }
    }
}
