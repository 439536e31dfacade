package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.AlertStanding;
import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * An alert as others are told it, with the names of the Elastic Common Schema (ECS 8.11): {@code event.*, rule.*,
 * source.*, data_stream.*, message}; what ECS has no name for is below {@code alert} and {@code evidence}.
 */
final class AlertDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AlertDocument() {}

    /** An alert as one JSON object on one line. */
    static byte[] json(Alert alert, AlertStanding standing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("@timestamp", iso(alert.timestampMillis()));
            json.writeStringField("message", alert.reason());
            json.writeObjectFieldStart("data_stream");
            json.writeStringField("namespace", alert.tenant());
            json.writeStringField("dataset", alert.dataset());
            json.writeEndObject();
            writeEvent(json, alert);
            json.writeObjectFieldStart("rule");
            json.writeStringField("id", alert.ruleId());
            json.writeNumberField("version", alert.ruleVersion());
            json.writeStringField("name", alert.ruleTitle());
            json.writeEndObject();
            json.writeObjectFieldStart("source");
            json.writeStringField("address", alert.groupKey());
            if (alert.isOfAddress()) {
                json.writeStringField("ip", alert.groupKey());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("alert");
            json.writeStringField("severity", alert.severity());
            json.writeStringField("group_key", alert.groupKey());
            json.writeNumberField("event_count", alert.eventCount());
            json.writeBooleanField("late", alert.late());
            for (Map.Entry<String, JsonNode> field : StandingFields.of(standing).properties()) {
                json.writeFieldName(field.getKey());
                json.writeTree(field.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("evidence");
            for (Evidence each : alert.evidence()) {
                json.writeStartObject();
                json.writeStringField("event_id", each.eventId());
                json.writeStringField("@timestamp", iso(each.timestampMillis()));
                json.writeStringField("event_original", new String(each.original(), UTF_8));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void writeEvent(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("event");
        json.writeStringField("id", alert.id());
        json.writeStringField("kind", "alert");
        json.writeStringField("created", iso(alert.createdMillis()));
        json.writeStringField("start", iso(alert.firstMillis()));
        json.writeStringField("end", iso(alert.timestampMillis()));
        json.writeStringField("reason", alert.reason());
        // ECS leaves the meaning of the number to the source.
        int severity = alert.severityRank();
        if (severity >= 0) {
            json.writeNumberField("severity", severity + 1);
        }
        json.writeEndObject();
    }

    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
