package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

/**
 * So many events within a time: Sigma's {@code event_count}, SEC's {@code SingleWithThreshold}.
 *
 * <p>It counts the occurrences that meet any condition. Bounds that are open above ({@code gt}, {@code gte}) are judged
 * with each event over {@code (t - timespan, t]}: a match where they begin to hold, and no further one before the count
 * has fallen below. The match holds all events counted, so {@code gte: 5} gives five.
 *
 * <p>All other bounds could be undone by a further event. They are judged over each window {@code [s, s + timespan)} that
 * begins with an event of the group, when it is over; the match holds all of its events. Where there is no event there
 * is no group and no window: for "none at all" see {@link Absence}.
 *
 * <p>State: for bounds open above, references of as many events as decide; else those of the window. Over the limit the
 * oldest are dropped, and windows count what is left.
 *
 * @param bounds of the count
 * @param timespanMillis the length of the window
 */
public record Threshold(Bounds bounds, long timespanMillis) implements Shape {

    public Threshold {
        requireNonNull(bounds, "bounds is null");
        Timespan.check(timespanMillis, "timespan");
        if (bounds.areOpenAbove()) {
            bounds.leastCount();
        }
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
        int enough = bounds.areOpenAbove() ? bounds.leastCount() : Integer.MAX_VALUE;
        return new Window(bounds, new Count(), timespanMillis, Window.Judged.ofGrowing(bounds), enough, entryLimit);
    }

    private static final class Count implements Measure {

        private int count;

        @Override
        public boolean takes(Occurrence occurrence) {
            return occurrence.conditions() != 0;
        }

        @Override
        public long add(Occurrence occurrence) {
            count++;
            return 0;
        }

        @Override
        public void addAgain(long tag) {
            count++;
        }

        @Override
        public void remove(long tag) {
            count--;
        }

        @Override
        public boolean holds(Bounds bounds) {
            return bounds.holds(count);
        }

        @Override
        public Match match(EventLog window, long atMillis) {
            return Measure.ofAll(window, atMillis, count);
        }
    }
}
