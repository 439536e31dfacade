package io.drey.metrics.domain;

/**
 * What was counted for one attribute type in one window, by one subtask or in all.
 *
 * <p>Mutable and not thread-safe.
 */
public final class WindowCounts {

    private static final int ALL_VALUES_HELD = 1;
    private static final int WITH_SKETCH = 2;

    private final ValueCounts values;
    private long events;
    private long bytes;
    private long late;

    /**
     * Empty counts.
     *
     * @param bound how many different values are counted exactly
     */
    public WindowCounts(int bound) {
        this(new ValueCounts(bound));
    }

    private WindowCounts(ValueCounts values) {
        this.values = values;
    }

    /** How many events were counted: grows with each correction, and so is the documents' version. */
    public long events() {
        return events;
    }

    /** How many bytes were sent. */
    public long bytes() {
        return bytes;
    }

    /** How many events came too late for their own window, or from beyond the future cap, while this one was current. */
    public long late() {
        return late;
    }

    public ValueCounts values() {
        return values;
    }

    /** Counts an event that sent so many bytes. */
    public void addEvent(long sentBytes) {
        events++;
        bytes += sentBytes;
    }

    /** Counts an event by a value. */
    public void addEvent(Value value) {
        events++;
        values.add(value, 1);
    }

    /** Counts an event by a value, given as a slice of valid UTF-8. */
    public void addEvent(byte[] utf8, int from, int length) {
        events++;
        values.add(utf8, from, length, 1);
    }

    public void addLate(long lateEvents) {
        late += lateEvents;
    }

    public void merge(WindowCounts other) {
        events += other.events;
        bytes += other.bytes;
        late += other.late;
        values.merge(other.values);
    }

    /** Gives up values that are unlikely to get into a list any more, where there are more than so many. */
    public void keepTop(int kept) {
        values.keepTop(kept);
    }

    /** A copy that shares nothing that changes. */
    public WindowCounts copy() {
        WindowCounts copy = new WindowCounts(values.copy());
        copy.events = events;
        copy.bytes = bytes;
        copy.late = late;
        return copy;
    }

    /** The counts as bytes, for other processes and for state. */
    public byte[] encode() {
        Output output = new Output();
        output.writeLong(values.seen() == null ? ALL_VALUES_HELD : WITH_SKETCH);
        output.writeLong(events);
        output.writeLong(bytes);
        output.writeLong(late);
        values.write(output);
        if (values.seen() != null) {
            values.seen().write(output);
        }
        return output.toByteArray();
    }

    /** Reads what {@link #encode} wrote. */
    public static WindowCounts decode(byte[] encoded) {
        Input input = new Input(encoded);
        long format = input.readLong();
        if (format != ALL_VALUES_HELD && format != WITH_SKETCH) {
            throw new IllegalArgumentException(
                    "window counts of format %d: this version reads up to %d; upgrade the job"
                            .formatted(format, WITH_SKETCH));
        }
        long events = input.readLong();
        long bytes = input.readLong();
        long late = input.readLong();
        WindowCounts counts = new WindowCounts(ValueCounts.read(input));
        counts.events = events;
        counts.bytes = bytes;
        counts.late = late;
        if (format == WITH_SKETCH) {
            counts.values.seen(DistinctSketch.read(input));
        }
        return counts;
    }
}
