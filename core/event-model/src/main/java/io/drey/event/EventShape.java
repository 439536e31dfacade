package io.drey.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of fields that some events have, each at its place, and how their values are written. It stands once in an
 * {@linkplain EventBatchSchema event batch} however many events have it, and is one object for all batches that repeat it.
 */
@SuppressWarnings("EnumOrdinal") // a fixed field's place in an event is its slot
final class EventShape {

    /** So many names more than an event has do not keep it from sharing a shape. */
    private static final int SPARE_NAMES = 16;

    /** An open name mostly stands where that of the event before did, or a few places on. */
    private static final int NEAR = 4;

    private static final int NONE = -1;
    private static final long ORIGINAL = 1L << Field.EVENT_ORIGINAL.ordinal();

    private final String[] names;
    private final ValueKind[] kinds;
    private final Field[] fields;
    private final int[] ordinals;
    private final byte[] encoded;
    private final int[] placeOfField = new int[Field.count()];
    private final boolean plain;
    private int room = Field.EVENT_ORIGINAL.ordinal() + 1;
    private long fixed;
    private long fixedBeyond;
    private int firstOpen;
    private int openCount;
    private Map<String, Integer> openPlaces;
    private Projection[] projections = {};
    private Projection.Plan[] plans = {};

    /** From one place on names are those of open fields, whatever they are called. */
    private EventShape(String[] names, ValueKind[] kinds, int openFrom) {
        this.names = names;
        this.kinds = kinds;
        this.fields = new Field[names.length];
        this.ordinals = new int[names.length];
        this.firstOpen = names.length;
        Arrays.fill(placeOfField, NONE);
        boolean allPlain = true;
        for (int i = names.length - 1; i >= 0; i--) {
            Field field = i < openFrom ? Field.ofEcsName(names[i]).orElse(null) : null;
            fields[i] = field;
            ordinals[i] = field == null ? NONE : field.ordinal();
            allPlain &= isPlain(i);
            if (field == null) {
                firstOpen = i;
                openCount++;
            } else {
                int ordinal = field.ordinal();
                placeOfField[ordinal] = i;
                room = Math.max(room, ordinal + 1);
                if (ordinal < Long.SIZE) {
                    fixed |= 1L << ordinal;
                } else {
                    fixedBeyond |= 1L << ordinal;
                }
            }
        }
        this.plain = allPlain;
        AvroOutput output = new AvroOutput();
        if (names.length > 0) {
            output.writeLong(names.length);
            Arrays.stream(names).forEach(output::writeString);
        }
        output.writeLong(0);
        StringBuilder codes = new StringBuilder(names.length);
        Arrays.stream(kinds).forEach(kind -> codes.append(kind.code()));
        output.writeString(codes.toString());
        this.encoded = output.toByteArray();
    }

    /**
     * The shape of just the fields that an event has: the fixed ones in their order, then the open ones in the event's. An
     * open one may be called like a fixed one, as a parser of an earlier version calls it: readers take it for that.
     *
     * @throws IllegalArgumentException if it has an open field twice
     */
    static EventShape of(LogEvent event) {
        String[] names = new String[Field.count() + event.openCount];
        ValueKind[] kinds = new ValueKind[names.length];
        int count = 0;
        for (int i = 0; i < Field.count(); i++) {
            Field field = Field.at(i);
            if (field != Field.EVENT_ORIGINAL && event.has(field)) {
                names[count] = field.ecsName();
                kinds[count++] = ValueKind.of(field);
            }
        }
        int openFrom = count;
        for (int i = 0; i < event.openCount; i++) {
            names[count] = event.openNames[i];
            kinds[count++] = ValueKind.SLICE;
        }
        return of(Arrays.copyOf(names, count), Arrays.copyOf(kinds, count), openFrom);
    }

    /**
     * The shape of names that somebody wrote.
     *
     * @throws IllegalArgumentException if a name stands there twice
     */
    static EventShape of(String[] names, ValueKind[] kinds) {
        return of(names, kinds, names.length);
    }

    private static EventShape of(String[] names, ValueKind[] kinds, int openFrom) {
        Set<String> different = new HashSet<>();
        for (String name : names) {
            if (!different.add(name)) {
                throw new IllegalArgumentException("the field '%s' is named twice".formatted(Printable.of(name)));
            }
        }
        return new EventShape(names, kinds, openFrom);
    }

    /** How many names there are. */
    int count() {
        return names.length;
    }

    String name(int place) {
        return names[place];
    }

    ValueKind kind(int place) {
        return kinds[place];
    }

    /** The fixed field at a place, or null where the name is an open one. */
    Field field(int place) {
        return fields[place];
    }

    /** The place in an event of the fixed field at a place, or negative where the name is an open one. */
    int ordinal(int place) {
        return ordinals[place];
    }

    /** How many names are of open fields. */
    int openCount() {
        return openCount;
    }

    /** The place of a fixed field, by its place in an event; what is not in the shape has none. */
    int placeOfField(int ordinal) {
        return placeOfField[ordinal];
    }

    /** Where the names of open fields begin, in a shape of ours. */
    int firstOpen() {
        return firstOpen;
    }

    /** The room that an event of this shape takes for its fixed fields. */
    int room() {
        return room;
    }

    /** How many bytes say which fields an event has. */
    int presenceBytes() {
        return (names.length + 7) >>> 3;
    }

    /** Whether the values of all names are of the kind that this version writes itself. */
    boolean isPlain() {
        return plain;
    }

    /** Whether the values of a name are. */
    boolean isPlain(int place) {
        return kinds[place] == (fields[place] == null ? ValueKind.SLICE : ValueKind.of(fields[place]));
    }

    /** The shape as it stands in a batch. */
    byte[] encoded() {
        return encoded;
    }

    /**
     * Whether an event can be written in this shape: all its names are there, and not many more. Only for shapes of ours.
     *
     * @param places takes the places of the event's open fields; has room for them
     */
    boolean holds(LogEvent event, int[] places) {
        if ((event.present & ~(fixed | ORIGINAL)) != 0 || (event.presentBeyond & ~fixedBeyond) != 0) {
            return false;
        }
        int expected = firstOpen;
        for (int i = 0; i < event.openCount; i++) {
            int place = placeOfOpen(event.openNames[i], expected);
            if (place == NONE) {
                return false;
            }
            places[i] = place;
            expected = place + 1;
        }
        return names.length
                <= 2 * (Long.bitCount(event.present) + Long.bitCount(event.presentBeyond) + event.openCount)
                        + SPARE_NAMES;
    }

    private int placeOfOpen(String name, int expected) {
        int near = Math.min(expected + NEAR, names.length);
        for (int i = expected; i < near; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        if (openPlaces == null) {
            openPlaces = new HashMap<>();
            for (int i = firstOpen; i < names.length; i++) {
                openPlaces.put(names[i], i);
            }
        }
        return openPlaces.getOrDefault(name, NONE);
    }

    /** What a projection has to do to events of this shape. */
    Projection.Plan plan(Projection projection) {
        for (int i = 0; i < projections.length; i++) {
            if (projections[i] == projection) {
                return plans[i];
            }
        }
        int count = projections.length;
        projections = Arrays.copyOf(projections, count + 1);
        plans = Arrays.copyOf(plans, count + 1);
        projections[count] = projection;
        plans[count] = new Projection.Plan(projection, this);
        return plans[count];
    }

    @Override
    public String toString() {
        return String.join(" ", names);
    }
}
