package io.drey.lake;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a row of {@code logs} has of its event's fields; what it leaves out follows from these. */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema never changes
final class StoredFields {

    static final List<Field> ALL = List.of(Field.values());

    private static final List<Field> DERIVED =
            ALL.stream().filter(field -> field.derivation().isPresent()).toList();

    private final byte[][] slices = new byte[ALL.size()][];
    private final Long[] numbers = new Long[ALL.size()];
    private final Map<String, byte[]> open = new LinkedHashMap<>();
    private int length;

    /** Sets a text or binary field; null where it is absent. */
    void slice(Field field, byte[] value) {
        slices[field.ordinal()] = value;
        length += value == null ? 0 : value.length;
    }

    void number(Field field, long value) {
        numbers[field.ordinal()] = value;
    }

    /** Sets an open field, which is not there yet. */
    void open(String name, byte[] value) {
        open.put(name, value);
        length += value.length;
    }

    /**
     * The event with all its fields, but for its line where that is rendered.
     *
     * @param begin gives an event without fields but with its time stamp, from what its slices refer to
     */
    EventBuilder event(Function<byte[], EventBuilder> begin) {
        byte[] bytes = new byte[length];
        EventBuilder event = begin.apply(bytes);
        int at = 0;
        for (Field field : ALL) {
            byte[] value = slices[field.ordinal()];
            Long number = numbers[field.ordinal()];
            if (value != null) {
                System.arraycopy(value, 0, bytes, at, value.length);
                event.put(field, at, value.length);
                at += value.length;
            } else if (number != null) {
                event.put(field, number);
            }
        }
        for (Map.Entry<String, byte[]> each : open.entrySet()) {
            byte[] value = each.getValue();
            System.arraycopy(value, 0, bytes, at, value.length);
            event.putOpen(each.getKey(), at, value.length);
            at += value.length;
        }
        for (Field field : DERIVED) {
            if (!event.has(field)) {
                field.derivation().orElseThrow().fill(event, field);
            }
        }
        return event;
    }
}
