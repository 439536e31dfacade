package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;

/** Events for tests. */
final class Events {

    private Events() {}

    static EventBuilder access(DatasetId datasetId, long offset, int status) {
        byte[] line = "GET /page/%d %d".formatted(offset, status).getBytes(UTF_8);
        EventBuilder event = new EventBuilder(
                datasetId,
                "topic",
                "raw." + datasetId.tenant() + "." + datasetId.dataset(),
                0,
                offset,
                0,
                Alerts.COMPLETED,
                line);
        event.timestampMicros(Alerts.COMPLETED * 1000);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        return event;
    }
}
