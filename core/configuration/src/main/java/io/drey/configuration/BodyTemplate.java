package io.drey.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.drey.event.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON text with fields of an event or alert in it: <code>{"text": "{{rule.name}}", "count": {{alert.event_count}}}</code>.
 *
 * <p>Within a JSON string a field is text, escaped; elsewhere it is a JSON value of its own type, and {@code null} where it is
 * absent. So the result is JSON whatever the fields hold.
 */
public final class BodyTemplate {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A field in a text: its name between double braces. */
    static final Pattern FIELD = Pattern.compile("\\{\\{\\s*([^\\s{}](?:[^{}]*[^\\s{}])?)\\s*}}");

    private final List<Part> parts;

    private BodyTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if what it renders would not be JSON
     */
    public static BodyTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher field = FIELD.matcher(text);
        boolean inString = false;
        int from = 0;
        while (field.find()) {
            String between = text.substring(from, field.start());
            parts.add(new Part(between, Place.LITERAL));
            inString ^= turnsAt(between);
            parts.add(new Part(field.group(1), inString ? Place.IN_STRING : Place.VALUE));
            from = field.end();
        }
        parts.add(new Part(text.substring(from), Place.LITERAL));
        BodyTemplate template = new BodyTemplate(parts);
        try {
            JSON.readTree(template.render(MissingNode.getInstance()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the template '%s' does not make JSON (%s): write JSON with fields such as {{rule.name}} in it"
                            .formatted(Printable.of(text), e.getOriginalMessage()),
                    e);
        }
        return template;
    }

    /** The text with the fields of a JSON object; a field's name leads through nested objects. */
    public String render(JsonNode fields) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part.place) {
                case LITERAL -> text.append(part.text);
                case VALUE -> text.append(value(fields, part.text));
                case IN_STRING ->
                    JsonStringEncoder.getInstance().quoteAsString(DottedName.textIn(fields, part.text), text);
            }
        }
        return text.toString();
    }

    /** The names of the fields in it. */
    public Set<String> fields() {
        Set<String> names = new TreeSet<>();
        parts.stream().filter(part -> part.place != Place.LITERAL).forEach(part -> names.add(part.text));
        return names;
    }

    private static JsonNode value(JsonNode fields, String name) {
        JsonNode value = DottedName.in(fields, name);
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }

    /** Whether the text begins or ends a JSON string, after all that begin and end within it. */
    private static boolean turnsAt(String between) {
        boolean turns = false;
        for (int i = 0; i < between.length(); i++) {
            if (between.charAt(i) == '\\') {
                i++;
            } else if (between.charAt(i) == '"') {
                turns = !turns;
            }
        }
        return turns;
    }

    private enum Place {
        LITERAL,
        VALUE,
        IN_STRING
    }

    private record Part(String text, Place place) {}
}
