package io.drey.rules.shape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes state into a growing array, to be read by {@link StateInput}. Numbers are short where they are small, and an
 * event's reference says only how it differs from the one before: mostly six to eight bytes. Not thread-safe.
 */
public final class StateOutput {

    private byte[] buffer = new byte[64];
    private int length;
    private EventReference last = StateInput.NOTHING_BEFORE;
    private Set<EventReference> references;

    /** One that notes the references that are written. */
    static StateOutput notingReferences() {
        StateOutput output = new StateOutput();
        output.references = new HashSet<>();
        return output;
    }

    Set<EventReference> references() {
        return references;
    }

    /** What has been written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    void writeByte(int value) {
        ensure(1);
        buffer[length++] = (byte) value;
    }

    void writeLong(long value) {
        ensure(10);
        long zigZag = (value << 1) ^ (value >> 63);
        while ((zigZag & ~0x7FL) != 0) {
            buffer[length++] = (byte) ((zigZag & 0x7F) | 0x80);
            zigZag >>>= 7;
        }
        buffer[length++] = (byte) zigZag;
    }

    void writeDouble(double value) {
        ensure(Double.BYTES);
        long bits = Double.doubleToLongBits(value);
        for (int shift = Double.SIZE - 8; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (bits >>> shift);
        }
    }

    /** Writes a text or null. */
    void writeText(String text) {
        if (text == null) {
            writeLong(-1);
            return;
        }
        byte[] utf8 = text.getBytes(UTF_8);
        writeLong(utf8.length);
        ensure(utf8.length);
        System.arraycopy(utf8, 0, buffer, length, utf8.length);
        length += utf8.length;
    }

    void writeReference(EventReference event) {
        if (references != null) {
            references.add(event);
        }
        writeLong(event.timestampMillis() - last.timestampMillis());
        boolean sameTopic = event.topicId().equals(last.topicId());
        writeByte(sameTopic ? 0 : 1);
        if (!sameTopic) {
            writeText(event.topicId());
        }
        writeLong(event.partition());
        writeLong(event.offset() - last.offset());
        writeLong(event.index());
        last = event;
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
