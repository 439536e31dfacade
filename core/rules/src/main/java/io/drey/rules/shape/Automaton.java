package io.drey.rules.shape;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** A pattern that is ready to run, on one group's events at a time. May be shared by threads. */
public interface Automaton {

    /**
     * Nothing has begun.
     *
     * @param limit how many partial matches there may be; beyond it the oldest are given up
     */
    Run start(int limit);

    /**
     * What was {@linkplain Run#encode encoded}.
     *
     * @throws IllegalArgumentException if the bytes are damaged
     */
    Run decode(byte[] encoded, int limit);

    /** What one group has come to. Not thread-safe, but for {@link #encode} while nothing changes it. */
    interface Run {

        /**
         * Takes the next event in the total order; what {@linkplain #earliestStartMillis ends} before it has been ended.
         *
         * @param matches takes the events of each match that it completes, in their order
         */
        void process(Occurrence occurrence, Consumer<List<Occurrence>> matches);

        /**
         * Takes note that no event before that time will come: what began too long before it ends.
         *
         * @param matches takes the events of each match that is decided by that
         */
        void advance(long millis, Consumer<List<Occurrence>> matches);

        /** Whether nothing has begun. */
        boolean isIdle();

        /** When the partial match that began first has begun; {@link Long#MAX_VALUE} where there is none. */
        long earliestStartMillis();

        /** How many partial matches were given up. */
        long givenUp();

        /** The events that it remembers. */
        Collection<Occurrence> events();

        /** What it has come to, as bytes. */
        byte[] encode();
    }
}
