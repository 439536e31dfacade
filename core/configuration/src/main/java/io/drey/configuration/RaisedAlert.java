package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.time.Instant;

/** What an alert said when it was raised, by the names of {@link Alert#DOCUMENT_FIELDS}: nothing of what people did with it. */
public record RaisedAlert(Alert alert) implements EventView {

    public RaisedAlert {
        requireNonNull(alert, "alert is null");
    }

    @Override
    public boolean has(FieldName name) {
        return name.dotted().equals("evidence") || text(name) != null;
    }

    @Override
    public String text(FieldName name) {
        return switch (name.dotted()) {
            case "@timestamp", "event.end" -> iso(alert.timestampMillis());
            case "message", "event.reason" -> alert.reason();
            case "data_stream.namespace" -> alert.tenant();
            case "data_stream.dataset" -> alert.dataset();
            case "event.id" -> alert.id();
            case "event.kind" -> "alert";
            case "event.created" -> iso(alert.createdMillis());
            case "event.start" -> iso(alert.firstMillis());
            case "event.severity" -> alert.severityRank() < 0 ? null : Integer.toString(alert.severityRank() + 1);
            case "rule.id" -> alert.ruleId();
            case "rule.version" -> Integer.toString(alert.ruleVersion());
            case "rule.name" -> alert.ruleTitle();
            case "source.address", "alert.group_key" -> alert.groupKey();
            case "source.ip" -> alert.isOfAddress() ? alert.groupKey() : null;
            case "alert.severity" -> alert.severity();
            case "alert.event_count" -> Long.toString(alert.eventCount());
            case "alert.late" -> Boolean.toString(alert.late());
            default -> null;
        };
    }

    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
