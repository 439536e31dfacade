package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Several conditions, each met so many times, in any order within a time: Sigma's {@code temporal}, SEC's
 * {@code EventGroup} with a count for each event.
 *
 * <p>Judged with each event over {@code (t - timespan, t]}: a match where all counts are reached. An occurrence counts
 * for each condition that it meets. The match holds, for each condition, the latest events that make up its count.
 *
 * <p>State: references of as many events as the counts ask for, whatever comes.
 *
 * @param parts at least one; no condition twice
 * @param timespanMillis the length of the window
 * @param again when there is a further match
 */
public record AnyOrder(List<Part> parts, long timespanMillis, Again again) implements Shape {

    /**
     * One of the conditions.
     *
     * @param condition its index
     * @param count how many times it must be met, at least 1
     */
    public record Part(int condition, int count) implements Serializable {

        public Part {
            Conditions.check(condition);
            if (count < 1) {
                throw new IllegalArgumentException(
                        "condition %d is to be met %d times: it must be at least 1".formatted(condition, count));
            }
        }
    }

    /** When there is a further match. */
    public enum Again {
        /** Where the counts are reached again after they were not. */
        ON_CROSSING,

        /** Where they are reached by events that come after the match before. */
        ANEW
    }

    public AnyOrder {
        parts = List.copyOf(parts);
        requireNonNull(again, "again is null");
        Timespan.check(timespanMillis, "timespan");
        if (parts.isEmpty() || parts.stream().map(Part::condition).distinct().count() < parts.size()) {
            throw new IllegalArgumentException("%s: name at least one condition, and each once".formatted(parts));
        }
    }

    /** Conditions that each are met once. */
    public static AnyOrder of(long timespanMillis, int... conditions) {
        List<Part> parts = new ArrayList<>();
        for (int condition : conditions) {
            parts.add(new Part(condition, 1));
        }
        return new AnyOrder(parts, timespanMillis, Again.ON_CROSSING);
    }

    @Override
    public long memoryMillis() {
        return timespanMillis;
    }

    @Override
    public long beginning() {
        long conditions = 0;
        for (Part part : parts) {
            conditions |= 1L << part.condition();
        }
        return conditions;
    }

    @Override
    public int entriesNeeded() {
        return parts.stream().mapToInt(Part::count).reduce(0, Math::addExact);
    }

    @Override
    public State newState(int entryLimit) {
        return new Group(this);
    }

    private static final class Group extends State {

        private final AnyOrder shape;
        private final List<EventLog> latest = new ArrayList<>();
        private boolean raised;

        private Group(AnyOrder shape) {
            this.shape = shape;
            shape.parts().forEach(part -> latest.add(new EventLog()));
        }

        @Override
        public void process(Occurrence occurrence, Consumer<Match> matches) {
            advance(occurrence.timestampMillis() - 1, matches);
            raised &= isReached();
            for (int i = 0; i < latest.size(); i++) {
                AnyOrder.Part part = shape.parts().get(i);
                if (occurrence.meets(part.condition())) {
                    EventLog events = latest.get(i);
                    events.add(occurrence.event(), 0);
                    if (events.size() > part.count()) {
                        events.removeFirst();
                    }
                }
            }
            if (!raised && isReached()) {
                matches.accept(Match.of(events()));
                if (shape.again() == Again.ANEW) {
                    latest.forEach(EventLog::clear);
                } else {
                    raised = true;
                }
            }
        }

        private boolean isReached() {
            for (int i = 0; i < latest.size(); i++) {
                if (latest.get(i).size() < shape.parts().get(i).count()) {
                    return false;
                }
            }
            return true;
        }

        private List<EventReference> events() {
            TreeSet<EventReference> events = new TreeSet<>();
            latest.forEach(log -> events.addAll(log.first(log.size())));
            return List.copyOf(events);
        }

        @Override
        public void advance(long clockMillis, Consumer<Match> matches) {
            for (EventLog events : latest) {
                while (!events.isEmpty() && end(events) <= clockMillis) {
                    events.removeFirst();
                }
            }
            raised &= !isEmpty();
        }

        private long end(EventLog events) {
            return events.time(0) + shape.timespanMillis() - 1;
        }

        @Override
        public boolean isEmpty() {
            return latest.stream().allMatch(EventLog::isEmpty);
        }

        @Override
        public long nextMillis() {
            long next = Long.MAX_VALUE;
            for (EventLog events : latest) {
                if (!events.isEmpty()) {
                    next = Math.min(next, end(events));
                }
            }
            return next;
        }

        @Override
        void writeContents(StateOutput output) {
            output.writeByte(raised ? 1 : 0);
            latest.forEach(events -> events.write(output));
        }

        @Override
        void readContents(StateInput input) {
            raised = input.readByte() != 0;
            latest.forEach(events -> events.read(input));
        }
    }
}
