package io.drey.event;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The shapes that batches of one dataset bring along, each one object for all of them, so that what was worked out for a
 * shape holds for the next batch. A dataset of random names brings new ones without end: all are forgotten when they are too
 * many. Not thread-safe.
 */
final class InternedShapes {

    /** So many shapes are kept of a dataset, and a batch may have so many. */
    static final int MOST = 4096;

    /** So many bytes of names are kept. */
    private static final int MOST_BYTES = 1 << 20;

    private final Map<ByteBuffer, EventShape> byEncoded = new HashMap<>();
    private EventShape[] lastByIndex = new EventShape[2];
    private int bytesKept;
    private int end;

    /**
     * The shape at a place of a record.
     *
     * @param index which shape of its batch it is: it mostly is the same as in the batch before
     */
    EventShape read(byte[] record, int from, int index) {
        EventShape shape = index < lastByIndex.length ? lastByIndex[index] : null;
        if (shape != null && begins(record, from, shape.encoded())) {
            end = from + shape.encoded().length;
            return shape;
        }
        AvroInput input = new AvroInput(record, from);
        skip(input);
        end = input.at();
        shape = byEncoded.get(ByteBuffer.wrap(record, from, end - from));
        if (shape == null) {
            shape = make(record, from);
        }
        if (index < MOST) {
            if (index >= lastByIndex.length) {
                lastByIndex = Arrays.copyOf(lastByIndex, Math.min(MOST, index * 2));
            }
            lastByIndex[index] = shape;
        }
        return shape;
    }

    /** Where the shape read last ends. */
    int end() {
        return end;
    }

    /** How many shapes are kept. */
    int count() {
        return byEncoded.size();
    }

    private static boolean begins(byte[] record, int from, byte[] encoded) {
        return encoded.length <= record.length - from
                && Arrays.equals(record, from, from + encoded.length, encoded, 0, encoded.length);
    }

    private static void skip(AvroInput input) {
        for (long count = input.readLong(); count != 0; count = input.readLong()) {
            if (count < 0) {
                input.skipBytes();
                continue;
            }
            for (long i = 0; i < count; i++) {
                input.skipBytes();
            }
        }
        input.skipBytes();
    }

    private EventShape make(byte[] record, int from) {
        AvroInput input = new AvroInput(record, from);
        String[] names = new String[16];
        int count = 0;
        for (long block = input.readLong(); block != 0; block = input.readLong()) {
            if (block < 0) {
                input.readLong();
            }
            for (long i = Math.abs(block); i > 0; i--) {
                if (count == names.length) {
                    names = Arrays.copyOf(names, count * 2);
                }
                names[count++] = input.readString();
            }
        }
        String codes = input.readString();
        if (codes.length() != count) {
            throw new IllegalArgumentException("a shape of %d names with %d kinds".formatted(count, codes.length()));
        }
        ValueKind[] kinds = new ValueKind[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = ValueKind.of(codes.charAt(i), names[i]);
        }
        EventShape shape = EventShape.of(Arrays.copyOf(names, count), kinds);
        byte[] encoded = Arrays.copyOfRange(record, from, end);
        if (byEncoded.size() >= MOST || bytesKept + encoded.length > MOST_BYTES) {
            byEncoded.clear();
            Arrays.fill(lastByIndex, null);
            bytesKept = 0;
        }
        if (encoded.length <= MOST_BYTES) {
            byEncoded.put(ByteBuffer.wrap(encoded), shape);
            bytesKept += encoded.length;
        }
        return shape;
    }
}
