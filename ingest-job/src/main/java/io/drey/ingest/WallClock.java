package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import java.util.function.LongSupplier;

/**
 * The clock of the machine as a subtask has read it last, in milliseconds: to read it for each line would cost more than the
 * line is worth.
 */
final class WallClock {

    private final LongSupplier machine;
    private long millis;

    WallClock(LongSupplier machine) {
        this.machine = requireNonNull(machine, "machine is null");
    }

    /** The time when it was read last; 0 before. */
    long millis() {
        return millis;
    }

    /** Reads it. */
    long read() {
        millis = now();
        return millis;
    }

    /** The time now, which {@link #millis()} does not follow. */
    long now() {
        return machine.getAsLong();
    }
}
