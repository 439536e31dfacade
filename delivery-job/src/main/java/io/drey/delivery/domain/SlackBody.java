package io.drey.delivery.domain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.TextTemplate;
import java.util.Optional;

/**
 * What Slack's incoming webhooks take: a text for notifications and blocks for the channel. What fields hold is plain text, so that
 * it can neither format nor mention anybody; in the text for notifications, which Slack reads as its markup, {@code & < >} are
 * escaped.
 */
final class SlackBody {

    private static final int LONGEST_HEADER = 150;
    private static final int LONGEST_SECTION = 3_000;
    private static final int LONGEST_FIELD = 2_000;
    private static final int LONGEST_LINK = 3_000;

    private SlackBody() {}

    static ObjectNode of(AlertView alert, Optional<TextTemplate> link) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("text", escaped(alert.headline() + ": " + alert.field("message"), LONGEST_SECTION));
        ArrayNode blocks = body.putArray("blocks");
        text(blocks.addObject().put("type", "header").putObject("text"), alert.headline(), LONGEST_HEADER);
        if (!alert.field("message").isEmpty()) {
            section(blocks, alert.field("message"));
        }
        ArrayNode fields = blocks.addObject().put("type", "section").putArray("fields");
        alert.facts().forEach((label, value) -> text(fields.addObject(), label + ": " + value, LONGEST_FIELD));
        for (AlertView.Example event : alert.examples()) {
            section(blocks, event.time() + " " + event.line());
        }
        alert.link(link).filter(url -> url.length() <= LONGEST_LINK).ifPresent(url -> {
            ObjectNode button = blocks.addObject()
                    .put("type", "actions")
                    .putArray("elements")
                    .addObject();
            text(button.put("type", "button").put("url", url).putObject("text"), "Open", LONGEST_HEADER);
        });
        return body;
    }

    private static void section(ArrayNode blocks, String text) {
        text(blocks.addObject().put("type", "section").putObject("text"), text, LONGEST_SECTION);
    }

    private static void text(ObjectNode object, String text, int longest) {
        object.put("type", "plain_text").put("text", escaped(text, longest)).put("emoji", false);
    }

    /** Cut before it is escaped, so that no escape is cut, and shorter than that where there are many. */
    private static String escaped(String text, int longest) {
        for (int length = Math.min(longest, Math.max(1, text.length())); ; length = length * 3 / 4) {
            String escaped = AlertView.cut(text, length)
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;");
            if (escaped.length() <= longest) {
                return escaped;
            }
        }
    }
}
