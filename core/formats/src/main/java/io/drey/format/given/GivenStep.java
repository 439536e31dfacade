package io.drey.format.given;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.FieldName;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Gives events the {@link GivenFields} of their dataset, where they have none of that name. */
public final class GivenStep {

    private final List<Part> parts = new ArrayList<>();
    /** All values behind each other: added at once, as each addition copies the event's bytes. */
    private final byte[] values;

    /** A field, and where its value stands. */
    private record Part(FieldName name, int from, int length) {}

    public GivenStep(GivenFields fields) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        fields.values().forEach((name, value) -> {
            byte[] utf8 = value.getBytes(UTF_8);
            parts.add(new Part(FieldName.parse(name), all.size(), utf8.length));
            all.writeBytes(utf8);
        });
        values = all.toByteArray();
    }

    /** Completes an event. */
    public void apply(EventBuilder event) {
        int at = -1;
        for (Part part : parts) {
            if (has(event, part.name())) {
                continue;
            }
            if (at < 0) {
                at = event.append(values);
            }
            if (part.name() instanceof FieldName.Fixed fixed) {
                event.put(fixed.field(), at + part.from(), part.length());
            } else {
                event.putOpen(part.name().dotted(), at + part.from(), part.length());
            }
        }
    }

    private static boolean has(EventBuilder event, FieldName name) {
        return name instanceof FieldName.Fixed fixed ? event.has(fixed.field()) : event.openIndex(name.dotted()) >= 0;
    }
}
