package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * Any shape that, after a match, is silent for a time: SEC's {@code SingleWithSuppress} and {@code Suppress}.
 *
 * <p>After a match at {@code t} those in {@code [t, t + silence)} are swallowed; they do not make it longer. The shape goes
 * on beneath. What {@linkplain Match.Kind#CLEARED clears} is let through exactly if what it clears was.
 *
 * @param shape what is suppressed
 * @param silenceMillis for how long
 */
public record Suppress(Shape shape, long silenceMillis) implements Shape {

    public Suppress {
        requireNonNull(shape, "shape is null");
        Timespan.check(silenceMillis, "silence");
    }

    @Override
    public long memoryMillis() {
        return shape.memoryMillis() + silenceMillis;
    }

    @Override
    public long beginning() {
        return shape.beginning();
    }

    @Override
    public int entriesNeeded() {
        return shape.entriesNeeded();
    }

    @Override
    public State newState(int entryLimit) {
        return new Silence(shape.start(entryLimit), silenceMillis);
    }

    private static final class Silence extends State {

        private static final long NOT_SILENT = Long.MIN_VALUE;

        private final State beneath;
        private final long silenceMillis;
        private long silentUntil = NOT_SILENT;
        private boolean latestPassed;

        private Silence(State beneath, long silenceMillis) {
            this.beneath = beneath;
            this.silenceMillis = silenceMillis;
        }

        @Override
        public void process(Occurrence occurrence, Consumer<Match> matches) {
            beneath.process(occurrence, match -> pass(match, matches));
            end(occurrence.timestampMillis() - 1);
        }

        @Override
        public void advance(long clockMillis, Consumer<Match> matches) {
            beneath.advance(clockMillis, match -> pass(match, matches));
            end(clockMillis);
        }

        private void pass(Match match, Consumer<Match> matches) {
            if (match.kind() != Match.Kind.CLEARED) {
                latestPassed = silentUntil == NOT_SILENT || match.atMillis() >= silentUntil;
                if (latestPassed) {
                    silentUntil = match.atMillis() + silenceMillis;
                }
            }
            if (latestPassed) {
                matches.accept(match);
            }
        }

        private void end(long clockMillis) {
            if (silentUntil != NOT_SILENT && silentUntil - 1 <= clockMillis) {
                silentUntil = NOT_SILENT;
            }
        }

        @Override
        public boolean isEmpty() {
            return silentUntil == NOT_SILENT && beneath.isEmpty();
        }

        @Override
        public long nextMillis() {
            return silentUntil == NOT_SILENT ? beneath.nextMillis() : Math.min(silentUntil - 1, beneath.nextMillis());
        }

        @Override
        public long dropped() {
            return beneath.dropped();
        }

        @Override
        void writeContents(StateOutput output) {
            output.writeLong(silentUntil);
            output.writeByte(latestPassed ? 1 : 0);
            beneath.write(output);
        }

        @Override
        void readContents(StateInput input) {
            silentUntil = input.readLong();
            latestPassed = input.readByte() != 0;
            beneath.read(input);
        }
    }
}
