package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Writes consecutive events of one raw partition as one record of an events topic, by {@link EventBatchSchema}. What they
 * share stands once; a value that stands in the line is a slice of it.
 *
 * <pre>{@code
 * writer.begin(shapes);
 * while (writer.takes(event)) {
 *     writer.add(event);
 * }
 * byte[] record = writer.take();
 * }</pre>
 *
 * <p>An event is written when it is added and not kept. The buffer, as long as the batch, is kept for the next one. Not
 * thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // a fixed field's place in an event is its slot
public final class EventBatchWriter {

    /** So many events make a batch full. */
    public static final int MOST_EVENTS = 64;

    /** So many bytes make a batch full; an event that is longer is alone. */
    public static final int MOST_BYTES = 32 * 1024;

    /** A line is {@code event.original}. */
    static final int LINE_IS_ORIGINAL = 1;

    private static final long ORIGINAL = 1L << Field.EVENT_ORIGINAL.ordinal();
    private static final boolean[] IS_SLICE = new boolean[Field.count()];

    /** A gap of up to ten bytes and a length of up to five. */
    private static final int LONGEST_SLICE = 15;

    /** Nine numbers of at most ten bytes, and what says how long the event, its line and its other bytes are. */
    private static final int LONGEST_EVENT_HEAD = 9 * 10 + 4 * 5;

    private static final int KEPT_BUFFER = 2 * MOST_BYTES;

    static {
        for (Field field : Field.values()) {
            IS_SLICE[field.ordinal()] = field.isSlice();
        }
    }

    private final AvroOutput head = new AvroOutput();
    private EventOrigin headOrigin;
    private byte[] headOfOrigin = {};
    private RecentShapes recent;
    private EventShape[] shapes = new EventShape[4];
    private int shapeCount;
    private byte[] buffer = {};
    private int length;
    private int count;
    private EventOrigin origin;
    private long baseOffset;
    private long baseMicros;
    private long baseCreated;
    private long baseIngested;
    private byte[] slots = new byte[512];
    private byte[] extra = new byte[64];
    private int extraLength;
    private int extraFrom;
    private int extraTo;
    private int[] openPlaces = new int[16];
    private long[] sorted = new long[16];

    /** The record of some events of one raw partition, in its order; at least one. */
    public static byte[] record(LogEvent... events) {
        EventBatchWriter writer = new EventBatchWriter();
        writer.begin(new RecentShapes());
        for (LogEvent event : events) {
            writer.add(event);
        }
        return writer.take();
    }

    /**
     * Begins an empty batch.
     *
     * @param recentShapes the shapes of the dataset whose events follow
     */
    public void begin(RecentShapes recentShapes) {
        recent = requireNonNull(recentShapes, "recentShapes is null");
        Arrays.fill(shapes, 0, shapeCount, null);
        shapeCount = 0;
        length = 0;
        count = 0;
        origin = null;
    }

    /** How many events have been added. */
    public int count() {
        return count;
    }

    /** How many bytes the events take so far. */
    public int length() {
        return length;
    }

    /** How many bytes of memory the writer holds for the batch. */
    public int held() {
        return buffer.length;
    }

    /** Whether nothing more is to be added. */
    public boolean isFull() {
        return count >= MOST_EVENTS || length >= MOST_BYTES;
    }

    /** Whether an event may be added: it comes from the same raw partition, and there is room for it. */
    public boolean takes(LogEvent event) {
        if (count == 0) {
            return true;
        }
        return !isFull()
                && length + event.lengthOf(Field.EVENT_ORIGINAL) <= MOST_BYTES
                && origin.equals(event.origin());
    }

    /** Adds an event of the same raw partition, behind those added before. */
    public void add(LogEvent event) {
        if (count == 0) {
            origin = event.origin();
            baseOffset = event.offset();
            baseMicros = event.timestampMicros();
            baseCreated = event.createdMillis();
            baseIngested = event.ingestedMillis();
        } else if (!origin.equals(event.origin())) {
            throw new IllegalArgumentException("an event of %s in a batch of %s".formatted(event.origin(), origin));
        }
        if (openPlaces.length < event.openCount) {
            openPlaces = new int[event.openCount * 2];
        }
        EventShape shape = recent.of(event, openPlaces);
        byte[] bytes = event.bytes();
        boolean hasLine = (event.present & ORIGINAL) != 0;
        long line = hasLine ? event.slots[Field.EVENT_ORIGINAL.ordinal()] : 0;
        int lineFrom = (int) (line >>> 32);
        int lineLength = (int) line;
        int slotsLength = writeSlots(event, shape, lineFrom, lineLength);

        ensure(LONGEST_EVENT_HEAD + lineLength + extraLength + slotsLength);
        // How long the event is stands in front of it, in up to five bytes that are known afterwards.
        int start = length + 6;
        byte[] b = buffer;
        int at = start;
        at = putLong(b, at, event.offset() - baseOffset);
        at = putLong(b, at, event.index());
        at = putLong(b, at, event.timestampMicros() - baseMicros);
        at = putLong(b, at, event.createdMillis() - baseCreated);
        at = putLong(b, at, event.ingestedMillis() - baseIngested);
        at = putLong(b, at, indexOf(shape));
        at = putLong(b, at, hasLine ? LINE_IS_ORIGINAL : 0);
        int numbers = at - start;
        int eventLength = numbers
                + sizeOf(lineLength)
                + lineLength
                + sizeOf(extraLength)
                + extraLength
                + sizeOf(slotsLength)
                + slotsLength;
        int to = length;
        b[to++] = 1; // a block of one event, by Avro's sign for blocks that say how long they are
        to = putLong(b, to, eventLength);
        System.arraycopy(b, start, b, to, numbers);
        to += numbers;
        to = putBytes(b, to, bytes, lineFrom, lineLength);
        to = putBytes(b, to, extra, 0, extraLength);
        to = putBytes(b, to, slots, 0, slotsLength);
        length = to;
        count++;
    }

    /**
     * Ends the batch and returns its record; {@link #begin} begins the next.
     *
     * @throws IllegalStateException if it has no event
     */
    public byte[] take() {
        if (count == 0) {
            throw new IllegalStateException("a batch without events");
        }
        head.reset();
        head.writeRaw(headOf(origin));
        head.writeLong(baseOffset);
        head.writeLong(baseMicros);
        head.writeLong(baseCreated);
        head.writeLong(baseIngested);
        head.writeLong(shapeCount);
        for (int i = 0; i < shapeCount; i++) {
            head.writeRaw(shapes[i].encoded());
        }
        head.writeLong(0);
        byte[] record = Arrays.copyOf(head.buffer(), head.length() + length + 1);
        System.arraycopy(buffer, 0, record, head.length(), length);
        record[record.length - 1] = 0;
        if (buffer.length > KEPT_BUFFER) {
            buffer = new byte[0];
        }
        if (extra.length > KEPT_BUFFER) {
            extra = new byte[64];
        }
        count = 0;
        length = 0;
        return record;
    }

    private byte[] headOf(EventOrigin wanted) {
        if (!wanted.equals(headOrigin)) {
            AvroOutput output = new AvroOutput();
            output.singleObjectHeader(EventBatchSchema.FINGERPRINT);
            output.writeString(wanted.datasetId().tenant());
            output.writeString(wanted.datasetId().dataset());
            output.writeString(wanted.topicId());
            output.writeString(wanted.topic());
            output.writeLong(wanted.partition());
            headOfOrigin = output.toByteArray();
            headOrigin = wanted;
        }
        return headOfOrigin;
    }

    private int indexOf(EventShape shape) {
        for (int i = shapeCount - 1; i >= 0; i--) {
            if (shapes[i] == shape) {
                return i;
            }
        }
        if (shapeCount == shapes.length) {
            shapes = Arrays.copyOf(shapes, shapeCount * 2);
        }
        shapes[shapeCount] = shape;
        return shapeCount++;
    }

    /** Writes which fields are there, and their values; returns how many bytes that takes. */
    private int writeSlots(LogEvent event, EventShape shape, int lineFrom, int lineLength) {
        int presence = shape.presenceBytes();
        int longest = presence
                + LONGEST_SLICE * (Long.bitCount(event.present) + Long.bitCount(event.presentBeyond) + event.openCount);
        if (slots.length < longest) {
            slots = new byte[longest * 2];
        }
        extraLength = 0;
        extraFrom = 0;
        extraTo = -1;
        byte[] b = slots;
        Arrays.fill(b, 0, presence, (byte) 0);
        int at = presence;
        int end = 0;
        long[] values = event.slots;
        for (int word = 0; word < Field.count(); word += Long.SIZE) {
            long bits = word == 0 ? event.present & ~ORIGINAL : event.presentBeyond;
            for (; bits != 0; bits &= bits - 1) {
                int ordinal = word + Long.numberOfTrailingZeros(bits);
                int place = shape.placeOfField(ordinal);
                b[place >>> 3] |= (byte) (1 << (place & 7));
                long value = values[ordinal];
                if (IS_SLICE[ordinal]) {
                    int size = (int) value;
                    int position = (int) (value >>> 32) - lineFrom;
                    if (position < 0 || position + size > lineLength) {
                        position = lineLength + toExtra(event.bytes(), (int) (value >>> 32), size);
                    }
                    at = putLong(b, at, position - end);
                    at = putLength(b, at, size);
                    end = position + size;
                } else {
                    at = putLong(b, at, value);
                }
            }
        }
        return event.openCount == 0 ? at : writeOpenSlots(event, lineFrom, lineLength, at, end);
    }

    /** Values stand in the order of the shape's names, which need not be the event's. */
    private int writeOpenSlots(LogEvent event, int lineFrom, int lineLength, int slotsFrom, int endBefore) {
        byte[] b = slots;
        int at = slotsFrom;
        int end = endBefore;
        int openCount = event.openCount;
        long[] order = inOrderOfPlaces(openCount);
        for (int i = 0; i < openCount; i++) {
            int index = order == null ? i : (int) order[i];
            int place = openPlaces[index];
            int bit = 1 << (place & 7);
            if ((b[place >>> 3] & bit) != 0) {
                throw new IllegalArgumentException(
                        "an event has the field '%s' twice".formatted(Printable.of(event.openNames[index])));
            }
            b[place >>> 3] |= (byte) bit;
            long value = event.openSlots[index];
            int size = (int) value;
            int position = (int) (value >>> 32) - lineFrom;
            if (position < 0 || position + size > lineLength) {
                position = lineLength + toExtra(event.bytes(), (int) (value >>> 32), size);
            }
            at = putLong(b, at, position - end);
            at = putLength(b, at, size);
            end = position + size;
        }
        return at;
    }

    /** The open fields in the order of their places, or null where they are. */
    private long[] inOrderOfPlaces(int openCount) {
        int last = -1;
        boolean ascending = true;
        for (int i = 0; i < openCount; i++) {
            ascending &= openPlaces[i] > last;
            last = openPlaces[i];
        }
        if (ascending) {
            return null;
        }
        if (sorted.length < openCount) {
            sorted = new long[openCount * 2];
        }
        for (int i = 0; i < openCount; i++) {
            sorted[i] = ((long) openPlaces[i] << 32) | i;
        }
        Arrays.sort(sorted, 0, openCount);
        return sorted;
    }

    /** Adds a value that does not stand in the line, unless it is part of the one added last; returns where it is. */
    private int toExtra(byte[] bytes, int from, int size) {
        if (from >= extraFrom && from + size <= extraTo) {
            return extraLength - (extraTo - from);
        }
        if (extra.length - extraLength < size) {
            extra = Arrays.copyOf(extra, Math.max(extra.length * 2, extraLength + size));
        }
        System.arraycopy(bytes, from, extra, extraLength, size);
        int at = extraLength;
        extraLength += size;
        extraFrom = from;
        extraTo = from + size;
        return at;
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            int least = Math.addExact(length, more);
            buffer = Arrays.copyOf(buffer, Math.max(least, Math.max(4096, Math.min(buffer.length * 2, KEPT_BUFFER))));
        }
    }

    private static int putBytes(byte[] b, int from, byte[] source, int offset, int size) {
        int at = putLong(b, from, size);
        System.arraycopy(source, offset, b, at, size);
        return at + size;
    }

    /** Writes a number as an Avro long. */
    static int putLong(byte[] b, int from, long value) {
        long zigZag = (value << 1) ^ (value >> 63);
        int at = from;
        while ((zigZag & ~0x7FL) != 0) {
            b[at++] = (byte) (zigZag | 0x80);
            zigZag >>>= 7;
        }
        b[at++] = (byte) zigZag;
        return at;
    }

    /** Writes a length of at least 0. */
    static int putLength(byte[] b, int from, int size) {
        int rest = size;
        int at = from;
        while (rest > 0x7F) {
            b[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        b[at++] = (byte) rest;
        return at;
    }

    /** How many bytes a length of at least 0 takes as an Avro long. */
    private static int sizeOf(int size) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size) + 1;
        return Math.max(1, (bits + 6) / 7);
    }
}
