package io.drey.delivery.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.DottedName;
import io.drey.configuration.TextTemplate;
import io.drey.event.Alert;
import io.drey.event.Printable;
import io.drey.event.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What people are told of an alert: a few fields of its document, each on one line, cut to what can be read.
 *
 * @param document the alert as {@link Alert#DOCUMENT_FIELDS} names it
 */
public record AlertView(JsonNode document) {

    private static final Map<String, String> FACTS = labelled();

    private static final String NO = "false";

    private static final int EVIDENCE = 3;
    private static final int LONGEST_LINE = 500;
    private static final String CUT = "…";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static Map<String, String> labelled() {
        Map<String, String> labelled = new LinkedHashMap<>();
        labelled.put("rule", "rule.id");
        labelled.put("dataset", "data_stream.dataset");
        labelled.put("from", "event.start");
        labelled.put("to", "event.end");
        labelled.put("group", "alert.group_key");
        labelled.put("events", "alert.event_count");
        labelled.put("late", "alert.late");
        labelled.put("alert", "event.id");
        return labelled;
    }

    /** An event that the alert rests on. */
    public record Example(String eventId, String time, String line) {}

    public String id() {
        return field("event.id");
    }

    public String rule() {
        return field("rule.name");
    }

    public String severity() {
        return field("alert.severity");
    }

    /** The place of its severity in {@link Alert#SEVERITIES}; -1 for one that is not known. */
    public int severityRank() {
        return Alert.SEVERITIES.indexOf(severity());
    }

    /** A field on one line; empty where the alert has none. */
    public String field(String name) {
        return oneLine(DottedName.textIn(document, name));
    }

    /** What it is in one line. */
    public String headline() {
        return "[%s] %s: %s".formatted(severity(), rule(), source());
    }

    /** What its events have in common, else whose it is. */
    public String source() {
        String group = field("alert.group_key");
        return group.isEmpty() ? field("data_stream.namespace") : group;
    }

    /** What else is told, by label; without what the alert has not. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        FACTS.forEach((label, field) -> {
            String value = field(field);
            if (!value.isEmpty() && !value.equals(NO)) {
                facts.put(label, value);
            }
        });
        return facts;
    }

    /** The id by which a service knows a repetition: a hash where it is too long. */
    public static String key(String id, int longest) {
        return id.length() <= longest ? id : Sha256.of(id);
    }

    /** The first events that it rests on. */
    public List<Example> examples() {
        return StreamSupport.stream(document.path("evidence").spliterator(), false)
                .limit(EVIDENCE)
                .map(event -> new Example(
                        oneLine(event.path("event_id").asText()),
                        oneLine(event.path("@timestamp").asText()),
                        cut(oneLine(event.path("event_original").asText()), LONGEST_LINE)))
                .toList();
    }

    /** The address of its page: what fields hold is percent-encoded (RFC 3986), so that it cannot change where it leads. */
    public Optional<String> link(Optional<TextTemplate> template) {
        return template.map(link -> link.render(document, AlertView::percentEncoded));
    }

    /** The document without the events that nobody is told, and with those that remain cut. */
    public static ObjectNode excerpt(JsonNode document) {
        ObjectNode excerpt = document.deepCopy();
        ArrayNode evidence = excerpt.putArray("evidence");
        for (JsonNode event : document.path("evidence")) {
            if (evidence.size() == EVIDENCE) {
                break;
            }
            ObjectNode copy = event.deepCopy();
            copy.put("event_original", cut(event.path("event_original").asText(), LONGEST_LINE));
            evidence.add(copy);
        }
        return excerpt;
    }

    /** Text cut to a number of characters (UTF-16 units), the mark of the cut included; pairs of surrogates stay whole. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** Text on one line: a space stands for each character that would act instead of being seen. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Printable.isHarmless(c) ? c : ' '));
        return line.toString();
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(UTF_8)) {
            char c = (char) (each & 0xFF);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
