package io.drey.rules.shape;

import java.util.List;
import java.util.function.Consumer;

/** Every occurrence that meets a condition is a match. Remembers nothing. */
public record Single() implements Shape {

    @Override
    public long memoryMillis() {
        return 0;
    }

    @Override
    public long beginning() {
        return ANY_CONDITION;
    }

    @Override
    public State newState(int entryLimit) {
        return new Nothing();
    }

    private static final class Nothing extends State {

        @Override
        public void process(Occurrence occurrence, Consumer<Match> matches) {
            if (occurrence.conditions() != 0) {
                matches.accept(Match.of(List.of(occurrence.event())));
            }
        }

        @Override
        public void advance(long clockMillis, Consumer<Match> matches) {
            // Nothing is waited for.
        }

        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public long nextMillis() {
            return Long.MAX_VALUE;
        }

        @Override
        void writeContents(StateOutput output) {
            // There are none.
        }

        @Override
        void readContents(StateInput input) {
            // There are none.
        }
    }
}
