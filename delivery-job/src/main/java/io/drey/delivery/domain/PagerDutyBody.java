package io.drey.delivery.domain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.TextTemplate;
import java.util.Optional;

/**
 * What PagerDuty's Events API v2 takes, without the routing key, which is a secret and is put in when it is sent. The alert's id is
 * the key by which PagerDuty knows a repetition.
 */
final class PagerDutyBody {

    private static final int LONGEST_SUMMARY = 1_024;
    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_VALUE = 2_000;

    private PagerDutyBody() {}

    static ObjectNode of(AlertView alert, Optional<TextTemplate> link) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("event_action", "trigger");
        body.put("dedup_key", AlertView.key(alert.id(), LONGEST_KEY));
        body.put("client", "Drey");
        ObjectNode payload = body.putObject("payload");
        payload.put("summary", AlertView.cut(alert.headline(), LONGEST_SUMMARY));
        payload.put("source", AlertView.cut(alert.source(), LONGEST_VALUE));
        payload.put("severity", severity(alert));
        payload.put("timestamp", alert.field("event.end"));
        payload.put("component", alert.field("data_stream.dataset"));
        payload.put("group", alert.field("data_stream.namespace"));
        payload.put("class", AlertView.cut(alert.field("rule.id"), LONGEST_VALUE));
        ObjectNode details = payload.putObject("custom_details");
        details.put("why", AlertView.cut(alert.field("message"), LONGEST_VALUE));
        alert.facts().forEach((label, value) -> details.put(label, AlertView.cut(value, LONGEST_VALUE)));
        alert.examples().forEach(event -> details.put(event.eventId(), event.time() + " " + event.line()));
        alert.link(link)
                .ifPresent(url ->
                        body.putArray("links").addObject().put("href", url).put("text", "Open"));
        return body;
    }

    private static String severity(AlertView alert) {
        return switch (alert.severity()) {
            case "critical" -> "critical";
            case "high" -> "error";
            case "medium" -> "warning";
            default -> "info";
        };
    }
}
