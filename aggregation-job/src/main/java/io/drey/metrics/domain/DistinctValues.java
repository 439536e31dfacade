package io.drey.metrics.domain;

/** How many different values there were: exact up to a number of them, beyond it an estimate ({@link DistinctSketch}). */
final class DistinctValues implements Measure {

    private final ValueCounts values;
    private long events;

    /**
     * No values.
     *
     * @param bound up to how many different values the number is exact; at least 64
     */
    DistinctValues(int bound) {
        this(new ValueCounts(bound));
    }

    private DistinctValues(ValueCounts values) {
        this.values = values;
    }

    void add(Value value) {
        events++;
        values.add(value, 1);
    }

    long distinct() {
        return values.distinct();
    }

    long error() {
        return values.distinctError();
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public void merge(Measure other) {
        DistinctValues that = (DistinctValues) other;
        events += that.events;
        values.merge(that.values);
    }

    @Override
    public Measure copy() {
        DistinctValues copy = new DistinctValues(values.copy());
        copy.events = events;
        return copy;
    }

    @Override
    public void write(Output output) {
        output.writeLong(events);
        values.write(output);
        output.writeLong(values.seen() == null ? 0 : 1);
        if (values.seen() != null) {
            values.seen().write(output);
        }
    }

    static DistinctValues read(Input input) {
        long events = input.readLong();
        DistinctValues distinct = new DistinctValues(ValueCounts.read(input));
        distinct.events = events;
        if (input.readLong() == 1) {
            distinct.values.seen(DistinctSketch.read(input));
        }
        return distinct;
    }
}
