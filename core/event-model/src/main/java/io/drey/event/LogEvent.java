package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * The canonical event: one admitted line, where it stood, when it happened, and its {@linkplain Field fields}.
 *
 * <p>Text is kept as slices of one byte array, usually the line itself or the record it was decoded from, so that
 * neither parsing nor decoding copies or creates strings. Text slices are valid UTF-8; {@link Field#EVENT_ORIGINAL} is
 * the line byte for byte, whatever it holds.
 *
 * <p>A parser or decoder fills an event; from then on it is treated as immutable and may be shared.
 */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema is its slot
public final class LogEvent {

    /** Access logs have no field beyond this one: their events are kept small. */
    private static final int FIRST_SLOTS = Field.HTTP_REQUEST_FORWARDED_FOR.ordinal() + 1;

    private final DatasetId datasetId;
    private final String topicId;
    private final String topic;
    private final int partition;
    private final long offset;
    private final int index;
    private final long createdMillis;

    private long[] slots = new long[FIRST_SLOTS];
    private long present;
    private byte[] bytes;
    private long timestampMicros;
    private long ingestedMillis;

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
    public LogEvent(
            DatasetId datasetId,
            String topicId,
            String topic,
            int partition,
            long offset,
            int index,
            long createdMillis,
            byte[] bytes) {
        this.datasetId = requireNonNull(datasetId, "datasetId is null");
        this.topicId = requireNonNull(topicId, "topicId is null");
        this.topic = requireNonNull(topic, "topic is null");
        this.partition = partition;
        this.offset = offset;
        this.index = index;
        this.createdMillis = createdMillis;
        this.bytes = requireNonNull(bytes, "bytes is null");
    }

    /** An event without fields, at a position. */
    public static LogEvent at(DatasetId datasetId, Position position, long createdMillis, byte[] bytes) {
        return new LogEvent(
                datasetId,
                position.topicId(),
                position.topic(),
                position.partition(),
                position.offset(),
                position.index(),
                createdMillis,
                bytes);
    }

    public DatasetId datasetId() {
        return datasetId;
    }

    public String topicId() {
        return topicId;
    }

    public String topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    public int index() {
        return index;
    }

    public Position position() {
        return new Position(topicId, topic, partition, offset, index);
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
        return (present & bit(field)) != 0;
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
        int end = bytes.length;
        byte[] longer = Arrays.copyOf(bytes, end + value.length);
        System.arraycopy(value, 0, longer, end, value.length);
        bytes = longer;
        put(field, end, value.length);
    }

    /** Replaces the array that slices refer to by a longer one that begins with the same bytes. */
    public void bytes(byte[] longer) {
        this.bytes = longer;
    }

    public void remove(Field field) {
        if (has(field)) {
            present &= ~bit(field);
            slots[field.ordinal()] = 0;
        }
    }

    private long slot(Field field) {
        int place = field.ordinal();
        return place < slots.length ? slots[place] : 0;
    }

    private void set(Field field, long slot) {
        int place = field.ordinal();
        if (place >= slots.length) {
            slots = Arrays.copyOf(slots, Field.count());
        }
        slots[place] = slot;
        present |= bit(field);
    }

    private static long bit(Field field) {
        return 1L << field.ordinal();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(64).append(datasetId).append(' ').append(position());
        for (Field field : Field.values()) {
            if (has(field)) {
                text.append(' ').append(field.ecsName()).append('=');
                text.append(field.isSlice() ? Printable.of(text(field)) : Long.toString(number(field)));
            }
        }
        return text.toString();
    }
}
