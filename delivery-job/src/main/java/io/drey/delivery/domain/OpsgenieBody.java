package io.drey.delivery.domain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.TextTemplate;
import java.util.Optional;

/** What Opsgenie's alert API takes. The alert's id is the alias by which Opsgenie knows a repetition. */
final class OpsgenieBody {

    private static final int LONGEST_MESSAGE = 130;
    private static final int LONGEST_ALIAS = 512;
    private static final int LONGEST_DESCRIPTION = 15_000;
    private static final int LONGEST_ENTITY = 512;
    private static final int LONGEST_TAG = 50;
    private static final int LONGEST_DETAIL = 500;

    private OpsgenieBody() {}

    static ObjectNode of(AlertView alert, Optional<TextTemplate> link) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", AlertView.cut(plain(alert.headline()), LONGEST_MESSAGE));
        body.put("alias", AlertView.key(alert.id(), LONGEST_ALIAS));
        StringBuilder description = new StringBuilder(alert.field("message"));
        alert.examples().forEach(event -> description
                .append('\n')
                .append(event.time())
                .append(' ')
                .append(event.line()));
        alert.link(link).ifPresent(url -> description.append('\n').append(url));
        body.put("description", AlertView.cut(plain(description.toString()), LONGEST_DESCRIPTION));
        body.put("entity", AlertView.cut(plain(alert.source()), LONGEST_ENTITY));
        body.put("source", "Drey");
        body.put("priority", priority(alert));
        body.putArray("tags")
                .add(AlertView.cut(alert.severity(), LONGEST_TAG))
                .add(AlertView.cut(alert.field("data_stream.dataset"), LONGEST_TAG));
        ObjectNode details = body.putObject("details");
        alert.facts().forEach((label, value) -> details.put(label, AlertView.cut(plain(value), LONGEST_DETAIL)));
        return body;
    }

    /** Opsgenie reads HTML in texts: what looks like some gets other brackets. */
    private static String plain(String text) {
        return text.replace('<', '\u2039').replace('>', '\u203A');
    }

    private static String priority(AlertView alert) {
        return switch (alert.severity()) {
            case "critical" -> "P1";
            case "high" -> "P2";
            case "medium" -> "P3";
            case "low" -> "P4";
            default -> "P5";
        };
    }
}
