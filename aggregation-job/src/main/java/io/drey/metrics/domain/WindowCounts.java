package io.drey.metrics.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was counted for one attribute type in one window, by one subtask or in all.
 *
 * <p>Mutable and not thread-safe.
 */
public final class WindowCounts {

    private static final int ALL_VALUES_HELD = 1;
    private static final int WITH_SKETCH = 2;

    /** What is added to the formats above where something is measured beside the counts. */
    private static final int MEASURED = 2;

    private final ValueCounts values;

    /** What is measured of events by their value, of those values that are held; null where nothing is. */
    private Map<Value, Measure> measures;

    private long events;
    private long bytes;
    private long late;

    /**
     * Empty counts.
     *
     * @param bound how many different values are counted exactly
     */
    public WindowCounts(int bound) {
        this(bound, 0);
    }

    /**
     * Empty counts with room for some.
     *
     * @param bound how many different values are counted exactly
     * @param expected about how many different values there will be
     */
    WindowCounts(int bound, int expected) {
        this(new ValueCounts(bound, expected));
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

    /**
     * Counts an event by a value, of which something is measured, too.
     *
     * @param weight how much the value counts for in the list
     * @return what the event's number or text is to be added to
     */
    <M extends Measure> M measured(Value value, long weight, Class<M> kind, Supplier<M> fresh) {
        events++;
        values.add(value, weight);
        if (measures == null) {
            measures = new HashMap<>();
        }
        M measure = kind.cast(measures.computeIfAbsent(value, key -> fresh.get()));
        giveUpMeasures();
        return measure;
    }

    /** What was measured of the events that have a value; null if nothing was, or it is given up. */
    Measure measure(Value value) {
        return measures == null ? null : measures.get(value);
    }

    /** About how many numbers and texts are held. */
    int size() {
        int size = values.size();
        if (measures != null) {
            for (Measure measure : measures.values()) {
                size += measure.size();
            }
        }
        return size;
    }

    public void addLate(long lateEvents) {
        late += lateEvents;
    }

    public void merge(WindowCounts other) {
        events += other.events;
        bytes += other.bytes;
        late += other.late;
        values.merge(other.values);
        if (other.measures != null) {
            if (measures == null) {
                measures = new HashMap<>();
            }
            other.measures.forEach((value, measure) -> {
                Measure held = measures.get(value);
                if (held == null) {
                    measures.put(value, measure.copy());
                } else {
                    held.merge(measure);
                }
            });
            giveUpMeasures();
        }
    }

    /** Values that are given up as too rare take what is measured of them along. */
    private void giveUpMeasures() {
        if (measures != null && measures.size() > values.size()) {
            measures.keySet().removeIf(value -> !values.holds(value));
        }
    }

    /** Gives up values that are unlikely to get into a list any more, where there are more than so many. */
    public void keepTop(int kept) {
        values.keepTop(kept);
        giveUpMeasures();
    }

    /** A copy that shares nothing that changes. */
    public WindowCounts copy() {
        WindowCounts copy = new WindowCounts(values.copy());
        copy.events = events;
        copy.bytes = bytes;
        copy.late = late;
        if (measures != null) {
            copy.measures = new HashMap<>();
            measures.forEach((value, measure) -> copy.measures.put(value, measure.copy()));
        }
        return copy;
    }

    /** The counts as bytes, for other processes and for state. */
    public byte[] encode() {
        Output output = new Output();
        int format = values.seen() == null ? ALL_VALUES_HELD : WITH_SKETCH;
        output.writeLong(measures == null ? format : format + MEASURED);
        output.writeLong(events);
        output.writeLong(bytes);
        output.writeLong(late);
        values.write(output);
        if (values.seen() != null) {
            values.seen().write(output);
        }
        if (measures != null) {
            output.writeLong(measures.size());
            measures.forEach((value, measure) -> {
                output.writeBytes(value.utf8());
                Measure.writeAny(measure, output);
            });
        }
        return output.toByteArray();
    }

    /** Reads what {@link #encode} wrote. */
    public static WindowCounts decode(byte[] encoded) {
        Input input = new Input(encoded);
        long format = input.readLong();
        if (format < ALL_VALUES_HELD || format > WITH_SKETCH + MEASURED) {
            throw new IllegalArgumentException(
                    "window counts of format %d: this version reads up to %d; upgrade the job"
                            .formatted(format, WITH_SKETCH + MEASURED));
        }
        long events = input.readLong();
        long bytes = input.readLong();
        long late = input.readLong();
        WindowCounts counts = new WindowCounts(ValueCounts.read(input));
        counts.events = events;
        counts.bytes = bytes;
        counts.late = late;
        if (format == WITH_SKETCH || format == WITH_SKETCH + MEASURED) {
            counts.values.seen(DistinctSketch.read(input));
        }
        if (format > MEASURED) {
            counts.measures = new HashMap<>();
            for (long left = input.readLong(); left > 0; left--) {
                Value value = Value.ofUtf8(input.readBytes());
                counts.measures.put(value, Measure.read(input));
            }
        }
        return counts;
    }
}
