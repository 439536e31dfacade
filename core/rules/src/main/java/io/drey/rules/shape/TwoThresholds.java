package io.drey.rules.shape;

import io.drey.event.Alert;
import java.util.List;
import java.util.function.Consumer;

/**
 * Raised by many events, cleared by few: SEC's {@code SingleWith2Thresholds}.
 *
 * <p>Counts the occurrences that meet any condition. {@linkplain Match.Kind#MATCHED Raised} by the event with which there
 * are {@code raiseCount} in {@code (t - raiseMillis, t]}. Then {@linkplain Match.Kind#CLEARED cleared} by the clock at the
 * first instant, at least {@code clearMillis} after that event, at which no more than {@code clearCount} events after it
 * lie in {@code (t - clearMillis, t]}; the clearing match holds those. After it counting begins anew.
 *
 * <p>State: references of at most {@code raiseCount} events, or of {@code clearCount + 1}.
 *
 * @param raiseCount how many events raise it, at least 1
 * @param raiseMillis within which time
 * @param clearCount how many events do not keep it from being cleared, at least 0
 * @param clearMillis within which time
 */
public record TwoThresholds(int raiseCount, long raiseMillis, int clearCount, long clearMillis) implements Shape {

    public TwoThresholds {
        Timespan.check(raiseMillis, "the time in which it is raised");
        Timespan.check(clearMillis, "the time in which it is cleared");
        if (raiseCount < 1 || clearCount < 0 || clearCount == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("raised by %d events and cleared by %d: give at least 1 and at least 0"
                    .formatted(raiseCount, clearCount));
        }
    }

    @Override
    public long memoryMillis() {
        return Math.max(raiseMillis, clearMillis);
    }

    @Override
    public long beginning() {
        return ANY_CONDITION;
    }

    @Override
    public int entriesNeeded() {
        return Math.max(raiseCount, clearCount + 1);
    }

    @Override
    public State newState(int entryLimit) {
        return new Raising(this);
    }

    private static final class Raising extends State {

        private final TwoThresholds shape;
        /** Before it is raised, the latest events that raise it; after, the latest that keep it from being cleared. */
        private final EventLog latest = new EventLog();
        /** The first and the completing event by which it was raised; null where it is not. */
        private EventReference first;

        private EventReference completing;

        private Raising(TwoThresholds shape) {
            this.shape = shape;
        }

        @Override
        public void process(Occurrence occurrence, Consumer<Match> matches) {
            advance(occurrence.timestampMillis() - 1, matches);
            if (occurrence.conditions() == 0) {
                return;
            }
            latest.add(occurrence.event(), 0);
            if (first != null) {
                if (latest.size() > shape.clearCount() + 1) {
                    latest.removeFirst();
                }
            } else if (latest.size() == shape.raiseCount()) {
                first = latest.event(0);
                completing = occurrence.event();
                matches.accept(Measure.ofAll(latest, occurrence.timestampMillis(), shape.raiseCount()));
                latest.clear();
            }
        }

        @Override
        public void advance(long clockMillis, Consumer<Match> matches) {
            if (first != null && nextMillis() <= clockMillis) {
                clear(nextMillis(), matches);
            }
            while (first == null && !latest.isEmpty() && nextMillis() <= clockMillis) {
                latest.removeFirst();
            }
        }

        private void clear(long atMillis, Consumer<Match> matches) {
            while (!latest.isEmpty() && latest.time(0) <= atMillis - shape.clearMillis()) {
                latest.removeFirst();
            }
            List<EventReference> evidence = latest.first(Alert.EVIDENCE_LIMIT);
            matches.accept(
                    new Match(Match.Kind.CLEARED, first, completing, atMillis, latest.size(), evidence, latest.size()));
            latest.clear();
            first = null;
            completing = null;
        }

        @Override
        public boolean isEmpty() {
            return first == null && latest.isEmpty();
        }

        @Override
        public long nextMillis() {
            if (first == null) {
                return latest.isEmpty() ? Long.MAX_VALUE : latest.time(0) + shape.raiseMillis() - 1;
            }
            return shape.clearMillis()
                    + (latest.size() > shape.clearCount() ? latest.time(0) : completing.timestampMillis());
        }

        @Override
        void writeContents(StateOutput output) {
            output.writeByte(first == null ? 0 : 1);
            if (first != null) {
                output.writeReference(first);
                output.writeReference(completing);
            }
            latest.write(output);
        }

        @Override
        void readContents(StateInput input) {
            if (input.readByte() != 0) {
                first = input.readReference();
                completing = input.readReference();
            }
            latest.read(input);
        }
    }
}
