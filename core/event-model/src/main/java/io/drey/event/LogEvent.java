package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Objects;

/**
 * The canonical event: one admitted line, where it stood, when it happened, its {@linkplain Field fixed fields}, and open
 * fields: whatever else the line says, a name and a text each.
 *
 * <p>Text is kept as slices of one byte array, usually the line itself or the record it was decoded from, so that
 * neither parsing nor decoding copies or creates strings. Text slices are valid UTF-8; {@link Field#EVENT_ORIGINAL} is
 * the line byte for byte, whatever it holds.
 *
 * <p>A parser or decoder fills an {@link EventBuilder} and passes it on as what it is from then on: an event that is only
 * read and may be shared.
 */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema is its slot
public abstract sealed class LogEvent implements EventView permits EventBuilder {

    private static final String[] NO_NAMES = {};
    private static final long[] NO_SLOTS = {};

    private final EventOrigin origin;
    private final long offset;
    private final int index;
    private final long createdMillis;

    // What stands for an event on the wire is written from these without a call for each field; EventBuilder sets them.
    long[] slots;
    long present;
    long presentBeyond;
    String[] openNames = NO_NAMES;
    long[] openSlots = NO_SLOTS;
    int openCount;
    byte[] bytes;
    long timestampMicros;
    long ingestedMillis;

    /** An event with room for so many of the first fields; one beyond makes room for all. */
    LogEvent(EventOrigin origin, long offset, int index, long createdMillis, byte[] bytes, int room) {
        this.origin = requireNonNull(origin, "origin is null");
        this.offset = offset;
        this.index = index;
        this.createdMillis = createdMillis;
        this.bytes = requireNonNull(bytes, "bytes is null");
        this.slots = new long[room];
    }

    /** An event without fields of the same record: another place in it, the same bytes. */
    public EventBuilder sibling(int otherIndex) {
        return sibling(otherIndex, bytes);
    }

    /** As {@link #sibling(int)}, with bytes of its own. */
    public EventBuilder sibling(int otherIndex, byte[] otherBytes) {
        return new EventBuilder(origin, offset, otherIndex, createdMillis, otherBytes);
    }

    /** What it has in common with others of its raw partition. */
    public EventOrigin origin() {
        return origin;
    }

    public DatasetId datasetId() {
        return origin.datasetId();
    }

    public String topicId() {
        return origin.topicId();
    }

    public String topic() {
        return origin.topic();
    }

    public int partition() {
        return origin.partition();
    }

    public long offset() {
        return offset;
    }

    public int index() {
        return index;
    }

    public Position position() {
        return new Position(origin.topicId(), origin.topic(), origin.partition(), offset, index);
    }

    /** The id derived from the position; see {@link Position#eventId()}. */
    public String id() {
        return position().eventId();
    }

    /** When it happened ({@code @timestamp}), in microseconds since the epoch. */
    public long timestampMicros() {
        return timestampMicros;
    }

    /** When it happened, in milliseconds since the epoch, rounded down. */
    public long timestampMillis() {
        return Math.floorDiv(timestampMicros, 1000L);
    }

    /** When the line arrived ({@code event.created}), in milliseconds since the epoch. */
    public long createdMillis() {
        return createdMillis;
    }

    /** When it was parsed ({@code event.ingested}), in milliseconds since the epoch. */
    public long ingestedMillis() {
        return ingestedMillis;
    }

    public boolean has(Field field) {
        int place = field.ordinal();
        return ((place < Long.SIZE ? present : presentBeyond) & (1L << place)) != 0;
    }

    @Override
    public boolean has(FieldName name) {
        if (name instanceof FieldName.Fixed fixed) {
            return has(fixed.field());
        }
        return !(name instanceof FieldName.Open open) || openIndex(open.dotted()) >= 0;
    }

    @Override
    public String text(FieldName name) {
        if (name instanceof FieldName.Fixed fixed) {
            Field field = fixed.field();
            return field.isSlice() || !has(field) ? text(field) : Long.toString(number(field));
        }
        if (name instanceof FieldName.Open open) {
            int index = openIndex(open.dotted());
            return index < 0 ? null : openText(index);
        }
        return ((FieldName.Envelope) name).text(origin, offset, index, timestampMicros, createdMillis, ingestedMillis);
    }

    /** How many open fields the event has. */
    public int openCount() {
        return openCount;
    }

    /** The dotted name of an open field, by its place: 0 is the first. */
    public String openName(int index) {
        return openNames[checked(index)];
    }

    /** Where an open field's slice begins in {@link #bytes()}. */
    public int openOffset(int index) {
        return (int) (openSlots[checked(index)] >>> 32);
    }

    /** How many bytes an open field's slice has. */
    public int openLength(int index) {
        return (int) openSlots[checked(index)];
    }

    /** An open field's value. Creates a string: not for hot paths. */
    public String openText(int index) {
        return new String(bytes, openOffset(index), openLength(index), UTF_8);
    }

    /** The place of the open field of that name, or -1. */
    public int openIndex(String name) {
        for (int i = 0; i < openCount; i++) {
            if (openNames[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    final int checked(int index) {
        return Objects.checkIndex(index, openCount);
    }

    /** The number in a field; 0 where it is absent. */
    public long number(Field field) {
        return slot(field);
    }

    /** The array that slices refer to; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a field's slice begins in {@link #bytes()}. */
    public int offsetOf(Field field) {
        return (int) (slot(field) >>> 32);
    }

    /** How many bytes a field's slice has. */
    public int lengthOf(Field field) {
        return (int) slot(field);
    }

    /** A copy of a field's slice, or null where it is absent. */
    public byte[] slice(Field field) {
        if (!has(field)) {
            return null;
        }
        int from = offsetOf(field);
        return Arrays.copyOfRange(bytes, from, from + lengthOf(field));
    }

    /** A text field's value, or null where it is absent. Creates a string: not for hot paths. */
    public String text(Field field) {
        return has(field) ? new String(bytes, offsetOf(field), lengthOf(field), UTF_8) : null;
    }

    private long slot(Field field) {
        int place = field.ordinal();
        return place < slots.length ? slots[place] : 0;
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(64).append(datasetId()).append(' ').append(position());
        for (Field field : Field.values()) {
            if (has(field)) {
                text.append(' ').append(field.ecsName()).append('=');
                text.append(field.isSlice() ? Printable.of(text(field)) : Long.toString(number(field)));
            }
        }
        for (int i = 0; i < openCount; i++) {
            text.append(' ').append(Printable.of(openNames[i])).append('=').append(Printable.of(openText(i)));
        }
        return text.toString();
    }
}
