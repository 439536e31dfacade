package io.drey.format.enrich;

import io.drey.event.EventBuilder;
import io.drey.event.Utf8;
import java.util.Map;

/** What was found for a value: open fields with their texts, ready to be added to any number of events. */
final class Findings {

    static final Findings NOTHING = new Findings(Map.of());

    /** All texts, one behind the other. */
    private final byte[] utf8;

    private final String[] names;
    private final int[] ends;

    /** Fields by their names, in their order. */
    Findings(Map<String, String> fields) {
        names = fields.keySet().toArray(new String[0]);
        ends = new int[names.length];
        StringBuilder texts = new StringBuilder();
        int end = 0;
        for (int i = 0; i < names.length; i++) {
            String text = fields.get(names[i]);
            texts.append(text);
            end += Utf8.encode(text).length;
            ends[i] = end;
        }
        utf8 = Utf8.encode(texts.toString());
    }

    /** Adds the fields that the event does not have. */
    void addTo(EventBuilder event) {
        if (names.length == 0) {
            return;
        }
        int base = event.append(utf8);
        int from = 0;
        for (int i = 0; i < names.length; i++) {
            if (event.openIndex(names[i]) < 0) {
                event.putOpen(names[i], base + from, ends[i] - from);
            }
            from = ends[i];
        }
    }
}
