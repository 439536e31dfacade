package io.drey.format.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.util.Arrays;

/** An event's values. */
record EventValues(LogEvent event) implements SkeletonValues {

    @Override
    public byte[] fixed(Field field) {
        if (field.isSlice() || !event.has(field)) {
            return event.slice(field);
        }
        return Long.toString(event.number(field)).getBytes(US_ASCII);
    }

    @Override
    public byte[] open(String name) {
        int index = event.openIndex(name);
        if (index < 0) {
            return null;
        }
        int from = event.openOffset(index);
        return Arrays.copyOfRange(event.bytes(), from, from + event.openLength(index));
    }

    @Override
    public long timestampMicros() {
        return event.timestampMicros();
    }
}
