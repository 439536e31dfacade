package io.drey.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.event.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;

/**
 * A text of one line with fields of an alert in it: <code>[{{alert.severity}}] {{rule.name}}</code>. A field that is absent is
 * empty.
 *
 * @param text as it is written
 */
public record TextTemplate(String text) {

    /**
     * A template.
     *
     * @throws IllegalArgumentException if it has several lines, or braces that hold no field
     */
    public TextTemplate {
        if (text.codePoints().anyMatch(c -> !Printable.isHarmless(c))) {
            throw new IllegalArgumentException(
                    "'%s' has line ends or control characters: write one line".formatted(Printable.of(text)));
        }
        String literal = BodyTemplate.FIELD.matcher(text).replaceAll("");
        if (literal.contains("{{") || literal.contains("}}")) {
            throw new IllegalArgumentException(
                    "'%s' has braces that hold no field: write fields as {{rule.name}}".formatted(Printable.of(text)));
        }
    }

    /**
     * Reads a template of an address.
     *
     * @throws IllegalArgumentException also if it is no address of http or https with its host written out
     */
    static TextTemplate parseLink(String text) {
        if (!text.matches("https?://[^/{}?#@\\s]+(?:[/?#]\\S.*|/)?")) {
            throw new IllegalArgumentException(
                    "'%s' is no address: write one such as https://soc.example/alerts/{{event.id}}"
                            .formatted(Printable.of(text)));
        }
        return new TextTemplate(text);
    }

    /**
     * The text with the fields of a JSON object.
     *
     * @param escape makes what fields hold safe where the text goes
     */
    public String render(JsonNode fields, UnaryOperator<String> escape) {
        StringBuilder rendered = new StringBuilder();
        Matcher field = BodyTemplate.FIELD.matcher(text);
        int from = 0;
        while (field.find()) {
            rendered.append(text, from, field.start());
            rendered.append(escape.apply(DottedName.textIn(fields, field.group(1))));
            from = field.end();
        }
        return rendered.append(text, from, text.length()).toString();
    }

    /** The names of the fields in it. */
    public Set<String> fields() {
        List<String> names = new ArrayList<>();
        BodyTemplate.FIELD.matcher(text).results().forEach(field -> names.add(field.group(1)));
        return new TreeSet<>(names);
    }
}
