package io.drey.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.ActDocument;
import io.drey.configuration.AlertStanding;
import java.time.Instant;

/** What people did with an alert, as its document tells it below {@code alert}. */
public final class StandingFields {

    static final String OPEN = "open";
    static final String ACKNOWLEDGED = "acknowledged";

    private StandingFields() {}

    /** All that stands; empty where nobody did anything. */
    static ObjectNode of(AlertStanding standing) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        standing.status().ifPresent(act -> put(act, fields));
        standing.assigned().ifPresent(act -> put(act, fields));
        standing.muted().ifPresent(act -> put(act, fields));
        return fields;
    }

    /** What one act changes of a document that is written already. */
    public static ObjectNode changedBy(ActDocument act) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        put(act, fields);
        return fields;
    }

    private static void put(ActDocument act, ObjectNode fields) {
        switch (act.verb()) {
            case ACK, REOPEN -> {
                fields.put("status", act.verb() == ActDocument.Verb.ACK ? ACKNOWLEDGED : OPEN);
                fields.put("status_by", act.by());
                fields.put("status_time", act.time().toString());
                fields.put("status_note", act.note());
            }
            case ASSIGN -> fields.put("assignee", act.value());
            case MUTE -> {
                fields.put("muted", act.until().isAfter(Instant.EPOCH));
                fields.put("muted_until", act.value());
                fields.put("muted_by", act.by());
                fields.put("muted_scope", act.on().inWords());
                fields.put("muted_note", act.note());
            }
        }
    }
}
