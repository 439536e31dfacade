package io.drey.delivery.sending;

import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import java.util.Arrays;

/** Renders events as JSON objects. Keeps buffers and is not thread-safe. */
public final class EventJson {

    private final EcsJson json = new EcsJson();

    /** The event as a JSON object, without the line feed that ends it elsewhere. */
    byte[] object(LogEvent event) {
        byte[] line = json.render(event);
        return Arrays.copyOf(line, line.length - 1);
    }
}
