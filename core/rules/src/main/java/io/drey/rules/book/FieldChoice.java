package io.drey.rules.book;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.List;

/**
 * The first of some fields that an event has.
 *
 * @param fields at least one
 * @param otherwise what stands for it where the event has none of them; null for nothing
 */
record FieldChoice(List<FieldName> fields, String otherwise) {

    FieldChoice {
        fields = List.copyOf(fields);
    }

    static FieldChoice of(FieldName... fields) {
        return new FieldChoice(List.of(fields), null);
    }

    /** One that may be missing: events that lack it have an empty text. */
    static FieldChoice optional(FieldName field) {
        return new FieldChoice(List.of(field), "");
    }

    /** What the event says there; what stands for it where it has none of them. */
    @SuppressWarnings("ForLoopReplaceableByForEach") // no iterator per event
    String text(EventView event) {
        for (int i = 0; i < fields.size(); i++) {
            String text = event.text(fields.get(i));
            if (text != null) {
                return text;
            }
        }
        return otherwise;
    }
}
