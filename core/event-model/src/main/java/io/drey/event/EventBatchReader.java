package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads records of {@link EventBatchSchema}, one event after the other, without building what nobody asks for.
 *
 * <pre>{@code
 * reader.open(record);
 * while (reader.next()) {
 *     LogEvent event = reader.event();
 *     if (event == null) {
 *         refuse(reader.damage());
 *     }
 * }
 * }</pre>
 *
 * <p>A damaged event spares the others: it is told by {@link #damage()}, and those behind it are read where what says how
 * long it is holds, and the batch's writer said so at all, as ours does. Lengths are checked before anything is made of that
 * size. Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // a fixed field's place in an event is its slot
public final class EventBatchReader {

    private static final SchemaVersions PUBLISHED = SchemaVersions.published("event-batch", EventBatchSchema.AVRO);

    /** How many partitions' origins are remembered. */
    private static final int ORIGINS_KEPT = 16;

    private static final int ORIGINAL = Field.EVENT_ORIGINAL.ordinal();

    private final Map<DatasetId, InternedShapes> shapesByDataset = new HashMap<>();
    private final KnownOrigin[] origins = new KnownOrigin[ORIGINS_KEPT];
    private int originCount;

    private byte[] bytes;
    private EventOrigin origin;
    private long baseOffset;
    private long baseMicros;
    private long baseCreated;
    private long baseIngested;
    private EventShape[] shapes = new EventShape[4];
    private int shapeCount;

    private int at;
    private long inBlock;
    private boolean sized;
    private int blockEnd;
    private boolean framed;
    private boolean ended;

    private int eventAt;
    private int eventEnd;
    private String damage;
    private Exception damageCause;
    private long offset;
    private int index;
    private long micros;
    private long created;
    private long ingested;
    private EventShape shape;
    private boolean lineIsOriginal;
    private int lineAt;
    private int lineLength;
    private int extraAt;
    private int extraLength;
    private int slotsAt;
    private int slotsEnd;
    private int cursor;

    /** Whether the bytes hold a batch of events, of today's schema or one published earlier. */
    public static boolean isBatch(byte[] record) {
        return isBatch(AvroInput.fingerprint(record));
    }

    static boolean isBatch(long fingerprint) {
        return fingerprint == EventBatchSchema.FINGERPRINT || PUBLISHED.isKnown(fingerprint);
    }

    /**
     * Begins to read a record; events read from it refer to the given array from then on.
     *
     * @throws IllegalArgumentException if it is not a batch of a known schema, what its events share is damaged, or it has
     *     values of an unknown kind
     */
    public void open(byte[] record) {
        byte[] current = PUBLISHED.toCurrent(record);
        bytes = current;
        try {
            cursor = AvroInput.HEADER;
            origin = readOrigin();
            baseOffset = readLong();
            baseMicros = readLong();
            baseCreated = readLong();
            baseIngested = readLong();
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw damagedBatch(record, e);
        }
        try {
            readShapes();
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw damagedBatch(record, e);
        }
        at = cursor;
        inBlock = 0;
        ended = false;
        damage = null;
    }

    private static IllegalArgumentException damagedBatch(byte[] record, RuntimeException cause) {
        return new IllegalArgumentException("a cut or damaged batch of %d bytes".formatted(record.length), cause);
    }

    /** What the events have in common; one object for all batches of a partition. */
    public EventOrigin origin() {
        return origin;
    }

    /** Goes to the next event; false if there is none. */
    public boolean next() {
        damage = null;
        damageCause = null;
        if (ended) {
            return false;
        }
        cursor = at;
        eventAt = at;
        try {
            if (inBlock == 0 && !nextBlock()) {
                ended = true;
                return false;
            }
            readHead();
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            damaged(e);
        }
        return true;
    }

    /** The raw offset of the event, which is not damaged. */
    public long offset() {
        return offset;
    }

    /** The line within the raw record. */
    public int index() {
        return index;
    }

    /** When it happened, in microseconds since the epoch. */
    public long timestampMicros() {
        return micros;
    }

    /** When the line arrived, in milliseconds since the epoch. */
    public long createdMillis() {
        return created;
    }

    /** When it was parsed, in milliseconds since the epoch. */
    public long ingestedMillis() {
        return ingested;
    }

    /** Whether the event, which is not damaged, has a field. */
    public boolean has(Field field) {
        int place = shape.placeOfField(field.ordinal());
        return (place >= 0 && (bytes[slotsAt + (place >>> 3)] & (1 << (place & 7))) != 0)
                || (lineIsOriginal && field == Field.EVENT_ORIGINAL);
    }

    /** What is wrong with the event, or null. That of values shows only when they are read. */
    public String damage() {
        return damage == null
                ? null
                : "a cut or damaged event at byte %d of a batch of %s: %s"
                        .formatted(eventAt, origin, damageCause == null ? damage : damage + " (" + damageCause + ")");
    }

    /** The bytes of the event as they stand in the record, for whoever keeps what is damaged. */
    public byte[] encodedEvent() {
        return Arrays.copyOfRange(bytes, eventAt, Math.max(eventAt, eventEnd));
    }

    /** The event with all its fields, or null if it is {@linkplain #damage() damaged}. */
    public LogEvent event() {
        if (damage != null) {
            return null;
        }
        try {
            return shape.isPlain() ? plainEvent() : convertedEvent();
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            damage("its values cannot be read", e);
            return null;
        }
    }

    /** Gives a projection what it asks for; false if the event is {@linkplain #damage() damaged}. */
    boolean project(Projection projection) {
        if (damage != null) {
            return false;
        }
        Projection.Plan plan = shape.plan(projection);
        if (plan.isEvent()) {
            LogEvent event = event();
            if (event != null) {
                projection.read(event);
            }
            return event != null;
        }
        try {
            project(projection, plan);
            return true;
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            damage("its values cannot be read", e);
            return false;
        }
    }

    private void project(Projection projection, Projection.Plan plan) {
        projection.begin(bytes, origin, offset, index, micros, created, ingested);
        if (plan.original() >= 0 && lineIsOriginal) {
            projection.put(plan.original(), slice(lineAt, lineLength));
        }
        byte[] b = bytes;
        int[] targets = plan.targets();
        int last = plan.last();
        int end = 0;
        int c = slotsAt + shape.presenceBytes();
        for (int first = 0; first <= last; first += Long.SIZE) {
            long bits = presence(first);
            if (last - first < Long.SIZE - 1) {
                bits &= (1L << (last - first + 1)) - 1;
            }
            for (; bits != 0; bits &= bits - 1) {
                int place = first + Long.numberOfTrailingZeros(bits);
                int target = targets[place];
                ValueKind kind = shape.kind(place);
                if (kind == ValueKind.SLICE) {
                    int gap = b[c++];
                    if (gap >= 0) {
                        gap = (gap >>> 1) ^ -(gap & 1);
                    } else {
                        cursor = c - 1;
                        gap = readInt();
                        c = cursor;
                    }
                    int size = b[c++];
                    if (size < 0) {
                        cursor = c - 1;
                        size = readLength();
                        c = cursor;
                    }
                    int from = end + gap;
                    end = from + size;
                    if (target >= 0) {
                        projection.put(target, slice(place(from, size), size));
                    }
                } else if (kind == ValueKind.INTEGER) {
                    cursor = c;
                    long value = readLong();
                    c = cursor;
                    if (target >= 0) {
                        projection.put(target, value);
                    }
                } else {
                    // Nobody asks for it, or the whole event would be read.
                    c += kind == ValueKind.DOUBLE ? Double.BYTES : 1;
                }
            }
        }
        requireWithinSlots(c);
    }

    private LogEvent plainEvent() {
        EventBuilder event = new EventBuilder(origin, offset, index, created, bytes, shape.room());
        event.roomForOpen(shape.openCount());
        event.timestampMicros(micros);
        event.ingestedMillis(ingested);
        if (lineIsOriginal) {
            event.set(ORIGINAL, slice(lineAt, lineLength));
        }
        byte[] b = bytes;
        int end = 0;
        int count = shape.count();
        int c = slotsAt + shape.presenceBytes();
        for (int first = 0; first < count; first += Long.SIZE) {
            for (long bits = presence(first); bits != 0; bits &= bits - 1) {
                int place = first + Long.numberOfTrailingZeros(bits);
                int ordinal = shape.ordinal(place);
                if (shape.kind(place) != ValueKind.SLICE) {
                    cursor = c;
                    event.set(ordinal, readLong());
                    c = cursor;
                    continue;
                }
                int gap = b[c++];
                if (gap >= 0) {
                    gap = (gap >>> 1) ^ -(gap & 1);
                } else {
                    cursor = c - 1;
                    gap = readInt();
                    c = cursor;
                }
                int size = b[c++];
                if (size < 0) {
                    cursor = c - 1;
                    size = readLength();
                    c = cursor;
                }
                int from = end + gap;
                end = from + size;
                if (ordinal >= 0) {
                    event.set(ordinal, slice(place(from, size), size));
                } else {
                    event.putOpen(shape.name(place), place(from, size), size);
                }
            }
        }
        requireWithinSlots(c);
        return event;
    }

    /** An event with values of kinds that another version writes: texts are made of numbers, and numbers of texts. */
    private LogEvent convertedEvent() {
        // Values may be added, so the event gets bytes of its own.
        byte[] own = Arrays.copyOfRange(bytes, lineAt, extraAt + extraLength);
        EventBuilder event = new EventBuilder(origin, offset, index, created, own);
        event.timestampMicros(micros);
        event.ingestedMillis(ingested);
        if (lineIsOriginal) {
            event.put(Field.EVENT_ORIGINAL, 0, lineLength);
        }
        int end = 0;
        cursor = slotsAt + shape.presenceBytes();
        for (int place = 0; place < shape.count(); place++) {
            if ((bytes[slotsAt + (place >>> 3)] & (1 << (place & 7))) == 0) {
                continue;
            }
            switch (shape.kind(place)) {
                case SLICE -> {
                    int from = Math.addExact(end, readInt());
                    int size = readLength();
                    end = from + size;
                    putSlice(event, place, place(from, size) - lineAt, size);
                }
                case INTEGER -> putNumber(event, place, readLong());
                case DOUBLE -> putText(event, place, Double.toString(readDouble()));
                case BOOLEAN -> putText(event, place, Boolean.toString(bytes[cursor++] != 0));
            }
        }
        requireWithinSlots(cursor);
        return event;
    }

    private void putSlice(EventBuilder event, int place, int from, int size) {
        Field field = shape.field(place);
        if (field == null) {
            event.putOpen(shape.name(place), from, size);
        } else if (field.isSlice()) {
            event.put(field, from, size);
        } else {
            Long number = number(new String(event.bytes(), from, size, UTF_8));
            if (number == null) {
                event.putOpen(shape.name(place), from, size);
            } else {
                event.put(field, number);
            }
        }
    }

    private void putNumber(EventBuilder event, int place, long number) {
        Field field = shape.field(place);
        if (field != null && !field.isSlice()) {
            event.put(field, number);
        } else {
            putText(event, place, Long.toString(number));
        }
    }

    private void putText(EventBuilder event, int place, String text) {
        Field field = shape.field(place);
        if (field != null && field.isSlice()) {
            event.append(field, Utf8.encode(text));
        } else {
            event.appendOpen(shape.name(place), text);
        }
    }

    /** The number that a text is, as we would write it; else null. */
    private static Long number(String text) {
        try {
            long number = Long.parseLong(text);
            return Long.toString(number).equals(text) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static long slice(int from, int size) {
        return ((long) from << 32) | size;
    }

    /** Where a slice of line and extra bytes stands in the record. */
    private int place(int from, int size) {
        if (from >= 0 && size >= 0) {
            if (size <= lineLength - from) {
                return lineAt + from;
            }
            int inExtra = from - lineLength;
            if (inExtra >= 0 && size <= extraLength - inExtra) {
                return extraAt + inExtra;
            }
        }
        throw new IllegalArgumentException("a value of %d bytes at byte %d of a line of %d and %d further bytes"
                .formatted(size, from, lineLength, extraLength));
    }

    /** The bits of up to 64 names, from a place that is a multiple of that. */
    private long presence(int first) {
        int from = slotsAt + (first >>> 3);
        int count = Math.min(shape.presenceBytes() - (first >>> 3), Long.BYTES);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (bytes[from + i] & 0xFFL) << (i * 8);
        }
        int names = shape.count() - first;
        return names >= Long.SIZE ? bits : bits & ((1L << names) - 1);
    }

    private void requireWithinSlots(int end) {
        if (end > slotsEnd) {
            throw new IllegalArgumentException("its values end at byte %d and not at %d".formatted(end, slotsEnd));
        }
    }

    private boolean nextBlock() {
        framed = false;
        long count = readLong();
        if (count == 0) {
            return false;
        }
        sized = count < 0;
        if (sized) {
            int size = readInt();
            if (size < 0 || size > bytes.length - cursor) {
                throw new IllegalArgumentException(
                        "%d bytes, of which %d are there".formatted(size, bytes.length - cursor));
            }
            blockEnd = cursor + size;
            count = -count;
        }
        if (count < 0) {
            throw new IllegalArgumentException("a block of %d events".formatted(count));
        }
        inBlock = count;
        framed = true;
        return true;
    }

    private void readHead() {
        eventAt = cursor;
        eventEnd = sized ? blockEnd : bytes.length;
        inBlock--;
        offset = baseOffset + readLong();
        index = readInt();
        micros = baseMicros + readLong();
        created = baseCreated + readLong();
        ingested = baseIngested + readLong();
        int shapeIndex = readInt();
        if (shapeIndex < 0 || shapeIndex >= shapeCount) {
            throw new IllegalArgumentException("shape %d of %d".formatted(shapeIndex, shapeCount));
        }
        shape = shapes[shapeIndex];
        lineIsOriginal = (readInt() & EventBatchWriter.LINE_IS_ORIGINAL) != 0;
        lineLength = readSize();
        lineAt = cursor;
        cursor += lineLength;
        extraLength = readSize();
        extraAt = cursor;
        cursor += extraLength;
        int slotsLength = readSize();
        slotsAt = cursor;
        slotsEnd = cursor + slotsLength;
        if (slotsLength < shape.presenceBytes()) {
            throw new IllegalArgumentException("%d bytes for %d fields".formatted(slotsLength, shape.count()));
        }
        if (sized && inBlock == 0 && slotsEnd != blockEnd) {
            throw new IllegalArgumentException("it ends at byte %d and not at %d".formatted(slotsEnd, blockEnd));
        }
        at = slotsEnd;
        eventEnd = slotsEnd;
    }

    /** Notes that the event is damaged. Others behind it are found where it stands in a block that says how long it is. */
    private void damaged(Exception e) {
        if (framed && sized) {
            damage(
                    inBlock == 0 ? "it cannot be read" : "it cannot be read, nor the %d behind it".formatted(inBlock),
                    e);
            at = blockEnd;
            inBlock = 0;
            eventEnd = blockEnd;
        } else {
            damage("it cannot be read, nor those behind it", e);
            ended = true;
            eventEnd = bytes.length;
        }
    }

    private void damage(String what, Exception e) {
        damage = what;
        damageCause = e;
    }

    private EventOrigin readOrigin() {
        for (int i = 0; i < originCount; i++) {
            KnownOrigin known = origins[i];
            if (known.begins(bytes)) {
                System.arraycopy(origins, 0, origins, 1, i);
                origins[0] = known;
                cursor += known.encoded.length;
                return known.origin;
            }
        }
        int from = cursor;
        AvroInput input = new AvroInput(bytes, from);
        EventOrigin read = new EventOrigin(
                new DatasetId(input.readString(), input.readString()),
                input.readString(),
                input.readString(),
                input.readInt());
        cursor = input.at();
        originCount = Math.min(originCount + 1, ORIGINS_KEPT);
        System.arraycopy(origins, 0, origins, 1, originCount - 1);
        origins[0] = new KnownOrigin(Arrays.copyOfRange(bytes, from, cursor), read);
        return read;
    }

    private void readShapes() {
        InternedShapes interned = shapesByDataset.computeIfAbsent(origin.datasetId(), id -> new InternedShapes());
        Arrays.fill(shapes, 0, shapeCount, null);
        shapeCount = 0;
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                readLong();
                count = -count;
            }
            // A shape takes two bytes at least.
            if (count < 0 || count > (bytes.length - cursor) / 2 || shapeCount + count > InternedShapes.MOST) {
                throw new IllegalArgumentException(
                        "a batch of %d bytes with %d shapes".formatted(bytes.length, shapeCount + count));
            }
            if (shapes.length < shapeCount + count) {
                shapes = Arrays.copyOf(shapes, shapeCount + (int) count);
            }
            for (long i = 0; i < count; i++) {
                EventShape read = interned.read(bytes, cursor, shapeCount);
                cursor = interned.end();
                shapes[shapeCount++] = read;
            }
        }
    }

    private int readSize() {
        int size = readInt();
        if (size < 0 || size > eventEnd - cursor) {
            throw new IllegalArgumentException("%d bytes, of which %d are there".formatted(size, eventEnd - cursor));
        }
        return size;
    }

    private int readInt() {
        byte b = bytes[cursor];
        if (b >= 0) {
            cursor++;
            return (b >>> 1) ^ -(b & 1);
        }
        return Math.toIntExact(readLong());
    }

    private long readLong() {
        byte[] source = bytes;
        int from = cursor;
        long zigZag = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = source[from++];
            zigZag |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                cursor = from;
                return (zigZag >>> 1) ^ -(zigZag & 1);
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits ends at byte " + from);
    }

    private int readLength() {
        int length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte b = bytes[cursor++];
            length |= (b & 0x7F) << shift;
            if (b >= 0) {
                return length;
            }
        }
        throw new IllegalArgumentException("a length of more than 32 bits ends at byte " + cursor);
    }

    private double readDouble() {
        long bits = 0;
        for (int i = 0; i < Double.BYTES; i++) {
            bits |= (bytes[cursor++] & 0xFFL) << (i * 8);
        }
        return Double.longBitsToDouble(bits);
    }

    /** An origin and how it stands in a record. */
    private record KnownOrigin(byte[] encoded, EventOrigin origin) {

        private boolean begins(byte[] record) {
            int end = AvroInput.HEADER + encoded.length;
            return end <= record.length && Arrays.equals(record, AvroInput.HEADER, end, encoded, 0, encoded.length);
        }
    }
}
