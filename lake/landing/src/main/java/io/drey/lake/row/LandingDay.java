package io.drey.lake.row;

/**
 * The day an event is filed under: the day of its time stamp, or of its arrival where the time stamp is suspect, so that
 * one sender with a broken clock cannot open a partition for each day of ten thousand years.
 */
final class LandingDay {

    /** 1990-01-01T00:00:00Z, before which nobody wrote logs that would be kept here. */
    static final long EARLIEST_MICROS = 631_152_000_000_000L;

    private static final long DAY_MICROS = 86_400_000_000L;

    private LandingDay() {}

    /** Whether a time stamp lies before 1990 or more than a day beyond the arrival. */
    static boolean isSuspect(long timestampMicros, long createdMillis, long ingestedMillis) {
        return timestampMicros < EARLIEST_MICROS
                || timestampMicros > arrivalMicros(createdMillis, ingestedMillis) + DAY_MICROS;
    }

    /** The day, in days since the epoch in UTC. */
    static int of(long timestampMicros, long createdMillis, long ingestedMillis) {
        long micros = isSuspect(timestampMicros, createdMillis, ingestedMillis)
                ? arrivalMicros(createdMillis, ingestedMillis)
                : timestampMicros;
        return (int) Math.floorDiv(micros, DAY_MICROS);
    }

    /** The arrival by the record's own time, which a shipper may have set; by our clock where that cannot be. */
    private static long arrivalMicros(long createdMillis, long ingestedMillis) {
        long ingested = ingestedMillis * 1000;
        boolean sane = createdMillis <= ingestedMillis + DAY_MICROS / 1000 && createdMillis >= EARLIEST_MICROS / 1000;
        return sane || ingested < EARLIEST_MICROS ? createdMillis * 1000 : ingested;
    }
}
