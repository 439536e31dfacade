package io.drey.delivery.domain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.TextTemplate;
import java.util.Optional;

/**
 * What a workflow of Microsoft Teams takes: a message with an adaptive card. What fields hold stands in runs of text, which are not
 * read as Markdown. Teams takes some 28 KB; the card has at most 20 KB of JSON.
 */
final class TeamsBody {

    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_VALUE = 500;
    private static final int LONGEST_LINK = 1_500;
    private static final String CARD = "application/vnd.microsoft.card.adaptive";

    private TeamsBody() {}

    static ObjectNode of(AlertView alert, Optional<TextTemplate> link) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "message");
        ObjectNode card = body.putArray("attachments")
                .addObject()
                .put("contentType", CARD)
                .putNull("contentUrl")
                .putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard").put("version", "1.4");
        ArrayNode rows = card.putArray("body");
        run(row(rows), alert.headline(), LONGEST_TITLE)
                .put("weight", "Bolder")
                .put("size", "Medium")
                .put("color", colour(alert));
        if (!alert.field("message").isEmpty()) {
            run(row(rows), alert.field("message"), LONGEST_VALUE);
        }
        alert.facts().forEach((label, value) -> {
            ArrayNode row = row(rows);
            run(row, label + ": ", LONGEST_TITLE).put("weight", "Bolder");
            run(row, value, LONGEST_VALUE);
        });
        for (AlertView.Example event : alert.examples()) {
            run(row(rows), event.time() + " " + event.line(), LONGEST_VALUE).put("fontType", "Monospace");
        }
        alert.link(link).filter(url -> url.length() <= LONGEST_LINK).ifPresent(url -> card.putArray("actions")
                .addObject()
                .put("type", "Action.OpenUrl")
                .put("title", "Open")
                .put("url", url));
        return body;
    }

    private static String colour(AlertView alert) {
        return switch (alert.severity()) {
            case "critical", "high" -> "Attention";
            case "medium" -> "Warning";
            default -> "Default";
        };
    }

    private static ArrayNode row(ArrayNode rows) {
        return rows.addObject().put("type", "RichTextBlock").putArray("inlines");
    }

    private static ObjectNode run(ArrayNode row, String text, int longest) {
        return row.addObject().put("type", "TextRun").put("text", AlertView.cut(text, longest));
    }
}
