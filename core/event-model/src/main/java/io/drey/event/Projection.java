package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a few fields of events, from a batch without building the others, or from events. What it has to do is worked out
 * once for each shape.
 *
 * <pre>{@code
 * Projection projection = Projection.of(FieldName.of(SOURCE_IP), FieldName.of(HTTP_RESPONSE_STATUS_CODE));
 * while (reader.next()) {
 *     if (projection.read(reader) && projection.number(1) == 404) {
 *         count(projection.bytes(), projection.offset(0), projection.length(0));
 *     }
 * }
 * }</pre>
 *
 * <p>It holds the values of the event read last. Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // a fixed field's place in an event is its slot
public final class Projection implements EventView {

    private static final int ABSENT = -1;

    private final FieldName[] names;
    private final Map<FieldName, Integer> indices = new HashMap<>();
    private final int[] indexOfField = new int[Field.count()];
    private final long[] slots;
    private final boolean[] isNumber;
    private long present;
    private byte[] bytes;
    private EventOrigin origin;
    private long rawOffset;
    private int rawIndex;
    private long micros;
    private long created;
    private long ingested;

    private Projection(FieldName... names) {
        if (names.length > Long.SIZE) {
            throw new IllegalArgumentException(
                    "%d fields: a projection has room for %d".formatted(names.length, Long.SIZE));
        }
        this.names = names;
        this.slots = new long[names.length];
        this.isNumber = new boolean[names.length];
        Arrays.fill(indexOfField, ABSENT);
        for (int i = 0; i < names.length; i++) {
            indices.putIfAbsent(requireNonNull(names[i], "a name is null"), i);
            if (names[i] instanceof FieldName.Fixed fixed) {
                indexOfField[fixed.field().ordinal()] = indices.get(names[i]);
                isNumber[i] = !fixed.field().isSlice();
            }
        }
    }

    /** Of some fields, each of which is asked for by its place among them, from 0. At most 64. */
    public static Projection of(FieldName... names) {
        return new Projection(names.clone());
    }

    /** Reads the event that a batch is at; false if it is damaged. */
    public boolean read(EventBatchReader reader) {
        return reader.project(this);
    }

    /** Reads an event. */
    public void read(LogEvent event) {
        begin(
                event.bytes(),
                event.origin(),
                event.offset(),
                event.index(),
                event.timestampMicros(),
                event.createdMillis(),
                event.ingestedMillis());
        for (int i = 0; i < names.length; i++) {
            if (names[i] instanceof FieldName.Fixed fixed) {
                if (event.has(fixed.field())) {
                    put(i, event.slots[fixed.field().ordinal()]);
                }
            } else if (names[i] instanceof FieldName.Open open) {
                int at = event.openIndex(open.dotted());
                if (at >= 0) {
                    put(i, event.openSlots[at]);
                }
            }
        }
    }

    /** The event with these fields only. */
    public LogEvent toEvent() {
        EventBuilder event = new EventBuilder(origin, rawOffset, rawIndex, created, bytes);
        event.timestampMicros(micros);
        event.ingestedMillis(ingested);
        for (long bits = present; bits != 0; bits &= bits - 1) {
            int i = Long.numberOfTrailingZeros(bits);
            if (names[i] instanceof FieldName.Fixed fixed) {
                event.put(fixed.field(), slots[i]);
            } else {
                event.putOpen(names[i].dotted(), offset(i), length(i));
            }
        }
        return event;
    }

    /** Whether the event has the field at a place; false for what is not a field but part of the envelope. */
    public boolean has(int index) {
        return (present & (1L << index)) != 0;
    }

    /** The number in the field at a place; 0 where it is absent. */
    public long number(int index) {
        return has(index) ? slots[index] : 0;
    }

    /** Where the slice of the field at a place begins in {@link #bytes()}. */
    public int offset(int index) {
        return (int) (slots[index] >>> 32);
    }

    /** How many bytes the slice of the field at a place has. */
    public int length(int index) {
        return (int) slots[index];
    }

    /** The array that slices refer to; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean has(FieldName name) {
        return name instanceof FieldName.Envelope || has(indices.get(name));
    }

    @Override
    public String text(FieldName name) {
        if (name instanceof FieldName.Envelope envelope) {
            return envelope.text(origin, rawOffset, rawIndex, micros, created, ingested);
        }
        int index = indices.get(name);
        if (!has(index)) {
            return null;
        }
        return isNumber[index] ? Long.toString(slots[index]) : new String(bytes, offset(index), length(index), UTF_8);
    }

    void begin(
            byte[] slicesOf,
            EventOrigin itsOrigin,
            long offset,
            int index,
            long timestampMicros,
            long createdMillis,
            long ingestedMillis) {
        bytes = slicesOf;
        origin = itsOrigin;
        rawOffset = offset;
        rawIndex = index;
        micros = timestampMicros;
        created = createdMillis;
        ingested = ingestedMillis;
        present = 0;
    }

    void put(int index, long slot) {
        slots[index] = slot;
        present |= 1L << index;
    }

    /** What to do to events of one shape. */
    static final class Plan {

        private final int[] targets;
        private final int last;
        private final int original;
        private final boolean event;

        Plan(Projection projection, EventShape shape) {
            targets = new int[shape.count()];
            int furthest = ABSENT;
            boolean isConverted = false;
            for (int place = 0; place < targets.length; place++) {
                Field field = shape.field(place);
                targets[place] = field == null
                        ? projection.indices.getOrDefault(new FieldName.Open(shape.name(place)), ABSENT)
                        : projection.indexOfField[field.ordinal()];
                if (targets[place] != ABSENT) {
                    furthest = place;
                    isConverted |= !shape.isPlain(place);
                }
            }
            last = furthest;
            original = projection.indexOfField[Field.EVENT_ORIGINAL.ordinal()];
            event = isConverted;
        }

        /** Where the value of each place goes; negative where nobody asks for it. */
        int[] targets() {
            return targets;
        }

        /** The last place that somebody asks for; negative if there is none. */
        int last() {
            return last;
        }

        /** Where {@code event.original} goes, or negative. */
        int original() {
            return original;
        }

        /** Whether values have to be converted, so that the whole event is read. */
        boolean isEvent() {
            return event;
        }
    }
}
