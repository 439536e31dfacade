package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;

/** A request of a test: an event in short. */
record Access(long millis, String ip, String path, String agent, int status, long bytes) {

    LogEvent event(DatasetId datasetId, int partition, long offset, long arrivalMillis) {
        EventBuilder event = new EventBuilder(
                datasetId, "topic-id", "raw.acme.access", partition, offset, 0, arrivalMillis, new byte[0]);
        event.timestampMicros(millis * 1000);
        event.append(Field.SOURCE_IP, ip.getBytes(UTF_8));
        event.append(Field.URL_ORIGINAL, path.getBytes(UTF_8));
        if (agent != null) {
            event.append(Field.USER_AGENT_ORIGINAL, agent.getBytes(UTF_8));
        }
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        event.put(Field.HTTP_RESPONSE_BODY_BYTES, bytes);
        return event;
    }
}
