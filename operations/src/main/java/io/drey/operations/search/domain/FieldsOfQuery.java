package io.drey.operations.search.domain;

import io.drey.event.FieldName;
import io.drey.event.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a Lucene query's names of fields as search documents have them: open fields are members of one object, by their whole
 * dotted names. A name that no event has anything by is refused: it would find nothing, without a word.
 */
public final class FieldsOfQuery {

    /** Where search documents keep open fields. */
    private static final String OPEN = "labels.";

    private static final String EXISTS = "_exists_";

    /** A quoted phrase, an escaped character, or a name and its colon; a name may have escaped characters in it. */
    private static final Pattern PART = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|/(?:[^/\\\\]|\\\\.)*/|((?:[\\p{L}\\p{N}@_.\\-]|\\\\.)+):(?:((?:[\\p{L}\\p{N}@_.\\-]|\\\\.)+))?|\\\\.");

    private FieldsOfQuery() {}

    /**
     * The query for an index of events.
     *
     * @throws IllegalArgumentException if a name is none, with what may have been meant
     */
    public static String ofEvents(String query) {
        Matcher part = PART.matcher(query);
        StringBuilder written = new StringBuilder();
        while (part.find()) {
            String name = part.group(1);
            if (name == null) {
                part.appendReplacement(written, Matcher.quoteReplacement(part.group()));
                continue;
            }
            String value = part.group(2) == null ? "" : part.group(2);
            String replaced = name.equals(EXISTS) && !value.isEmpty() && !value.equals("*")
                    ? exists(value)
                    : inDocument(name) + ":" + value;
            part.appendReplacement(written, Matcher.quoteReplacement(replaced));
        }
        return part.appendTail(written).toString();
    }

    /** Of members of a flat object OpenSearch cannot tell which exist: it would find nothing. */
    private static String exists(String escaped) {
        String name = inDocument(escaped);
        if (!name.equals(escaped)) {
            throw new IllegalArgumentException(
                    "the index cannot tell which lines have the open field '%s': search for its value, or ask the lake"
                            .formatted(Printable.of(escaped)));
        }
        return EXISTS + ":" + name;
    }

    private static String inDocument(String escaped) {
        if (escaped.startsWith("_") || escaped.contains("*")) {
            return escaped;
        }
        FieldName name = FieldName.parse(escaped.replaceAll("\\\\(.)", "$1"));
        return name instanceof FieldName.Open ? OPEN + escaped : escaped;
    }
}
