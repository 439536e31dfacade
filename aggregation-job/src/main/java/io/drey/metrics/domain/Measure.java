package io.drey.metrics.domain;

/** What is measured of the events that have something in common. Mutable and not thread-safe. */
sealed interface Measure permits Amounts, DistinctValues, Quantiles {

    /** How many events were measured. */
    long events();

    /** About how many numbers or texts it holds. */
    int size();

    /** Adds what another of the same kind has measured. */
    void merge(Measure other);

    /** A copy that shares nothing that changes. */
    Measure copy();

    void write(Output output);

    /** Writes any measure so that {@link #read} knows which it is. */
    static void writeAny(Measure measure, Output output) {
        output.writeLong(kind(measure));
        measure.write(output);
    }

    /** Reads what {@link #writeAny} wrote. */
    static Measure read(Input input) {
        long kind = input.readLong();
        if (kind == 1) {
            return Amounts.read(input);
        }
        if (kind == 2) {
            return DistinctValues.read(input);
        }
        if (kind == 3) {
            return Quantiles.read(input);
        }
        throw new IllegalArgumentException(
                "a measure of kind %d: this version reads up to 3; upgrade the job".formatted(kind));
    }

    private static int kind(Measure measure) {
        if (measure instanceof Amounts) {
            return 1;
        }
        return measure instanceof DistinctValues ? 2 : 3;
    }
}
