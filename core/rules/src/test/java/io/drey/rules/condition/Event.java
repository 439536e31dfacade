package io.drey.rules.condition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.FieldName;
import java.time.Instant;

/** Events for tests: real ones, filled field by field. */
public final class Event {

    private final EventBuilder event =
            new EventBuilder(new DatasetId("acme", "access"), "topic-id", "raw", 0, 0L, 0, 0L, new byte[0]);

    private Event() {}

    public static Event with(String field, String value) {
        return new Event().and(field, value);
    }

    public static Event at(String time) {
        Event event = new Event();
        event.event.timestampMicros(Instant.parse(time).toEpochMilli() * 1000);
        return event;
    }

    public static Event empty() {
        return new Event();
    }

    public Event and(String field, String value) {
        FieldName name = FieldName.parse(field);
        if (name instanceof FieldName.Fixed fixed) {
            put(fixed.field(), value);
        } else {
            event.appendOpen(name.dotted(), value);
        }
        return this;
    }

    private void put(Field field, String value) {
        if (field.isSlice()) {
            event.append(field, value.getBytes(UTF_8));
        } else {
            event.put(field, Long.parseLong(value));
        }
    }

    public EventView view() {
        return event;
    }
}
