package io.drey.rules.shape;

import java.util.Set;
import java.util.function.Consumer;

/**
 * What one group of a rule has come to. Fed with the group's occurrences in their total order and with the clock, it
 * gives matches; the same occurrences give the same matches however often the clock is advanced in between.
 *
 * <p>A state ends: it {@linkplain #isEmpty is empty} at the latest when the clock has reached the last occurrence's time
 * stamp plus the shape's {@link Shape#memoryMillis}. An empty state is as good as none: forget it.
 *
 * <p>It changes in place and is not thread-safe. To keep a copy, {@linkplain #encode encode} it.
 */
public abstract class State {

    /** The first byte of an encoded state. Older versions stay readable. */
    static final int VERSION = 1;

    private long dropped;

    State() {}

    /**
     * Takes the next occurrence. It implies that no other one of an earlier time will come.
     *
     * @param occurrence one that comes after all that were taken before, by {@link Occurrence#compareTo}
     * @param matches takes what it completes, and what the clock has decided before it, in order of time
     */
    public abstract void process(Occurrence occurrence, Consumer<Match> matches);

    /**
     * Takes note that every occurrence to come is later than the clock: what has run out ends, and what the absence of
     * events decides is decided.
     *
     * @param clockMillis in milliseconds since the epoch
     */
    public abstract void advance(long clockMillis, Consumer<Match> matches);

    /** Whether nothing has begun. */
    public abstract boolean isEmpty();

    /** The earliest clock at which {@link #advance} changes something; {@link Long#MAX_VALUE} where nothing has begun. */
    public abstract long nextMillis();

    /** How many entries were given up since the group's first event, the oldest first, because there were too many. */
    public long dropped() {
        return dropped;
    }

    /** The state as bytes, a version first, to be read by {@link Shape#decode}. */
    public final byte[] encode() {
        StateOutput output = new StateOutput();
        output.writeByte(VERSION);
        write(output);
        return output.toByteArray();
    }

    /** The events that it remembers, so that whoever keeps their lines knows which. As costly as {@link #encode}. */
    public final Set<EventReference> remembered() {
        StateOutput output = StateOutput.notingReferences();
        write(output);
        return output.references();
    }

    final void drop(long entries) {
        dropped += entries;
    }

    final void write(StateOutput output) {
        output.writeLong(dropped);
        writeContents(output);
    }

    final void read(StateInput input) {
        dropped = input.readLong();
        readContents(input);
    }

    abstract void writeContents(StateOutput output);

    /** Fills this state, which is fresh. */
    abstract void readContents(StateInput input);
}
