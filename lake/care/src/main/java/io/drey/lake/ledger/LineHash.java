package io.drey.lake.ledger;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The hash of a line's content: the first 8 bytes of a SHA-256 over its position, times and all its fields as readers get
 * them, the whole line included. It does not depend on what a row leaves out because it follows from other columns, nor on
 * fields that are absent, so that compaction and columns of later versions do not change it.
 *
 * <p>What goes in: a byte for the table; then each value as a length of 4 bytes and its UTF-8 bytes, or as a number of 8
 * bytes; each field after its number in the schema. Open fields, if there are any, follow in the order of their names' UTF-16
 * units: the number -1, how many they are, and each one's name and value. Numbers are big-endian. Not thread-safe.
 */
final class LineHash {

    private static final byte EVENT = 1;
    private static final byte DEAD_LETTER = 2;
    private static final byte DROPPED = 3;
    /** No fixed field has this number. */
    private static final long OPEN_FIELDS = -1;

    private static final Field[] FIELDS = Field.values();

    private final MessageDigest digest = Sha256.digest();
    private ByteBuffer buffer = ByteBuffer.allocate(4096);

    @SuppressWarnings("EnumOrdinal") // a field's place in the schema never changes
    long of(LogEvent event) {
        begin(EVENT);
        text(event.datasetId().tenant());
        text(event.datasetId().dataset());
        text(event.topicId());
        text(event.topic());
        number(event.partition());
        number(event.offset());
        number(event.index());
        number(event.createdMillis());
        number(event.timestampMicros());
        number(event.ingestedMillis());
        for (Field field : FIELDS) {
            if (event.has(field)) {
                number(field.ordinal());
                if (field.isSlice()) {
                    bytes(event.bytes(), event.offsetOf(field), event.lengthOf(field));
                } else {
                    number(event.number(field));
                }
            }
        }
        openFields(event);
        return end();
    }

    private void openFields(LogEvent event) {
        int count = event.openCount();
        if (count == 0) {
            return;
        }
        number(OPEN_FIELDS);
        number(count);
        Integer[] places = new Integer[count];
        Arrays.setAll(places, place -> place);
        // A map's entries have no order, and files may have them in any.
        Arrays.sort(places, Comparator.comparing(event::openName));
        for (int place : places) {
            text(event.openName(place));
            bytes(event.bytes(), event.openOffset(place), event.openLength(place));
        }
    }

    /** A dead letter's values in the order of its columns: strings, numbers and bytes. */
    long ofDeadLetter(Object... values) {
        begin(DEAD_LETTER);
        return of(values);
    }

    /** A dropped line's values in the order of its columns: strings and numbers. */
    long ofDropped(Object... values) {
        begin(DROPPED);
        return of(values);
    }

    private long of(Object... values) {
        for (Object value : values) {
            if (value instanceof byte[] bytes) {
                bytes(bytes, 0, bytes.length);
            } else if (value instanceof Number number) {
                number(number.longValue());
            } else {
                text(value.toString());
            }
        }
        return end();
    }

    private void begin(byte kind) {
        buffer.clear();
        buffer.put(kind);
    }

    private long end() {
        digest.update(buffer.array(), 0, buffer.position());
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private void text(String text) {
        byte[] encoded = io.drey.event.Utf8.encode(text);
        bytes(encoded, 0, encoded.length);
    }

    private void bytes(byte[] bytes, int from, int length) {
        reserve(Integer.BYTES + length);
        buffer.putInt(length).put(bytes, from, length);
    }

    private void number(long number) {
        reserve(Long.BYTES);
        buffer.putLong(number);
    }

    private void reserve(int bytes) {
        if (buffer.remaining() < bytes) {
            int used = buffer.position();
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), 2 * (used + bytes)));
            buffer.position(used);
        }
    }
}
