package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.event.Alert;

/**
 * An alert that targets are told of.
 *
 * @param alert the alert
 * @param topic the alerts topic it stood in
 * @param document the alert as {@link Alert#DOCUMENT_FIELDS} names it, with what people did with it
 */
public record AlertMessage(Alert alert, String topic, JsonNode document) {

    public AlertMessage {
        requireNonNull(alert, "alert is null");
        requireNonNull(topic, "topic is null");
        requireNonNull(document, "document is null");
    }
}
