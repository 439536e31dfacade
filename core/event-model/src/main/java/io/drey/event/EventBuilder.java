package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * An event that is being filled: by a parser, a decoder, or a step between parsing and emitting. It is the event itself, so
 * that nothing is copied; whoever passes it on passes a {@link LogEvent} and writes to it no more.
 *
 * <pre>{@code
 * EventBuilder event = EventBuilder.at(datasetId, position, createdMillis, line);
 * event.timestampMicros(micros);
 * event.put(Field.HTTP_REQUEST_METHOD, from, length);
 * }</pre>
 */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema is its slot
public final class EventBuilder extends LogEvent {

    /** Access logs have no field beyond this one: their events are kept small. */
    private static final int FIRST_SLOTS = Field.HTTP_REQUEST_FORWARDED_FOR.ordinal() + 1;

    /**
     * An event without fields.
     *
     * @param datasetId whose line it is
     * @param topicId the raw topic's id
     * @param topic the raw topic's name
     * @param partition the raw partition
     * @param offset the raw offset
     * @param index the line within the raw record
     * @param createdMillis when the line arrived ({@code event.created}), in milliseconds since the epoch
     * @param bytes what the text slices refer to
     */
    public EventBuilder(
            DatasetId datasetId,
            String topicId,
            String topic,
            int partition,
            long offset,
            int index,
            long createdMillis,
            byte[] bytes) {
        this(new EventOrigin(datasetId, topicId, topic, partition), offset, index, createdMillis, bytes);
    }

    /**
     * An event without fields.
     *
     * @param origin what it has in common with others of its raw partition
     * @param offset the raw offset
     * @param index the line within the raw record
     * @param createdMillis when the line arrived ({@code event.created}), in milliseconds since the epoch
     * @param bytes what the text slices refer to
     */
    public EventBuilder(EventOrigin origin, long offset, int index, long createdMillis, byte[] bytes) {
        this(origin, offset, index, createdMillis, bytes, FIRST_SLOTS);
    }

    /** An event with room for so many of the first fields; one beyond makes room for all. */
    EventBuilder(EventOrigin origin, long offset, int index, long createdMillis, byte[] bytes, int room) {
        super(origin, offset, index, createdMillis, bytes, room);
    }

    /** An event without fields, at a position. */
    public static EventBuilder at(DatasetId datasetId, Position position, long createdMillis, byte[] bytes) {
        return new EventBuilder(
                datasetId,
                position.topicId(),
                position.topic(),
                position.partition(),
                position.offset(),
                position.index(),
                createdMillis,
                bytes);
    }

    public void timestampMicros(long micros) {
        this.timestampMicros = micros;
    }

    public void ingestedMillis(long millis) {
        this.ingestedMillis = millis;
    }

    /** Sets a text or binary field to a slice of {@link #bytes()}. */
    public void put(Field field, int offsetInBytes, int length) {
        set(field, ((long) offsetInBytes << 32) | length);
    }

    /** Sets a number. */
    public void put(Field field, long number) {
        set(field, number);
    }

    /** Sets a text or binary field to a value that is not in {@link #bytes()}; appends it there, which copies. */
    public void append(Field field, byte[] value) {
        put(field, append(value), value.length);
    }

    /** Appends bytes to {@link #bytes()}, which copies it, and returns where they begin. */
    public int append(byte[] value) {
        int end = bytes.length;
        byte[] longer = Arrays.copyOf(bytes, end + value.length);
        System.arraycopy(value, 0, longer, end, value.length);
        bytes = longer;
        return end;
    }

    /**
     * Sets an open field, which the event does not have yet, to a slice of {@link #bytes()} that is valid UTF-8. Costs no
     * search: whoever may meet a name twice asks {@link #openIndex} first.
     */
    public void putOpen(String name, int offsetInBytes, int length) {
        if (openCount == openNames.length) {
            int room = Math.max(4, openCount * 2);
            openNames = Arrays.copyOf(openNames, room);
            openSlots = Arrays.copyOf(openSlots, room);
        }
        openNames[openCount] = requireNonNull(name, "name is null");
        openSlots[openCount++] = ((long) offsetInBytes << 32) | length;
    }

    /** Sets an open field, which the event does not have yet, to a text that is not in {@link #bytes()}. */
    public void appendOpen(String name, String value) {
        byte[] utf8 = Utf8.encode(value);
        int end = append(utf8);
        putOpen(name, end, utf8.length);
    }

    /** Sets an open field that the event has to another slice. */
    public void replaceOpen(int index, int offsetInBytes, int length) {
        openSlots[checked(index)] = ((long) offsetInBytes << 32) | length;
    }

    /** Removes an open field; those behind it move up. */
    public void removeOpen(int index) {
        int behind = openCount - checked(index) - 1;
        System.arraycopy(openNames, index + 1, openNames, index, behind);
        System.arraycopy(openSlots, index + 1, openSlots, index, behind);
        openNames[--openCount] = null;
    }

    /** Removes all fields, fixed and open. */
    public void removeAll() {
        Arrays.fill(slots, 0);
        present = 0;
        presentBeyond = 0;
        Arrays.fill(openNames, null);
        openCount = 0;
    }

    /**
     * Replaces the array that slices refer to: by a longer one that begins with the same bytes, or by any other if all slices
     * are set anew behind it.
     */
    public void bytes(byte[] other) {
        this.bytes = requireNonNull(other, "other is null");
    }

    public void remove(Field field) {
        if (has(field)) {
            int place = field.ordinal();
            if (place < Long.SIZE) {
                present &= ~(1L << place);
            } else {
                presentBeyond &= ~(1L << place);
            }
            slots[place] = 0;
        }
    }

    /** Makes room for so many open fields. */
    void roomForOpen(int count) {
        if (openNames.length < count) {
            openNames = Arrays.copyOf(openNames, count);
            openSlots = Arrays.copyOf(openSlots, count);
        }
    }

    /** Sets what a field's place holds, which is within the room the event was made with. */
    void set(int place, long slot) {
        slots[place] = slot;
        // A shift counts modulo 64, so that the second word's bits begin anew.
        if (place < Long.SIZE) {
            present |= 1L << place;
        } else {
            presentBeyond |= 1L << place;
        }
    }

    private void set(Field field, long slot) {
        int place = field.ordinal();
        if (place >= slots.length) {
            slots = Arrays.copyOf(slots, Field.count());
        }
        set(place, slot);
    }
}
