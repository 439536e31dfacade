package io.drey.rules.shape;

import java.util.function.Consumer;

/** One event that is remembered for a span. */
abstract class Remembered extends State {

    /** The event, or null. */
    EventReference event;

    private final long spanMillis;

    Remembered(long spanMillis) {
        this.spanMillis = spanMillis;
    }

    /** Takes the next occurrence; what has run out before it has ended. */
    abstract void take(Occurrence occurrence, Consumer<Match> matches);

    /** The event is about to be forgotten, because the span is over. */
    abstract void runOut(long atMillis, Consumer<Match> matches);

    @Override
    public final void process(Occurrence occurrence, Consumer<Match> matches) {
        advance(occurrence.timestampMillis() - 1, matches);
        take(occurrence, matches);
    }

    @Override
    public final void advance(long clockMillis, Consumer<Match> matches) {
        if (event != null && nextMillis() <= clockMillis) {
            runOut(nextMillis(), matches);
            event = null;
        }
    }

    @Override
    public final boolean isEmpty() {
        return event == null;
    }

    @Override
    public final long nextMillis() {
        return event == null ? Long.MAX_VALUE : event.timestampMillis() + spanMillis;
    }

    @Override
    final void writeContents(StateOutput output) {
        output.writeByte(event == null ? 0 : 1);
        if (event != null) {
            output.writeReference(event);
        }
    }

    @Override
    final void readContents(StateInput input) {
        if (input.readByte() != 0) {
            event = input.readReference();
        }
    }
}
