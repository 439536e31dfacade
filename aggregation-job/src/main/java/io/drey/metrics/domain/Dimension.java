package io.drey.metrics.domain;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.MetricDocument;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import java.util.List;

/**
 * What a metric counts by, or a part of it.
 *
 * @param field the field that holds it; null where it is computed
 */
record Dimension(Kind kind, FieldName field) {

    /** How an event's value is found: one switch for all, as each event is asked for several. */
    enum Kind {
        TEXT,
        CALLER,
        PLACE,
        STATUS_CODE,
        STATUS_CLASS,
        USER_AGENT,
        PAGE
    }

    private static final FieldName STATUS = FieldName.of(Field.HTTP_RESPONSE_STATUS_CODE);

    Dimension {
        requireNonNull(kind, "kind is null");
    }

    /** That of a name in a document. */
    static Dimension of(String name) {
        return switch (name) {
            case MetricDocument.CALLER -> new Dimension(Kind.CALLER, null);
            case MetricDocument.PLACE -> new Dimension(Kind.PLACE, null);
            case MetricDocument.STATUS_CLASS -> new Dimension(Kind.STATUS_CLASS, null);
            case MetricDocument.USER_AGENT_NAME -> new Dimension(Kind.USER_AGENT, null);
            case MetricDocument.PAGE -> new Dimension(Kind.PAGE, null);
            default -> {
                FieldName field = FieldName.parse(name);
                yield new Dimension(field.equals(STATUS) ? Kind.STATUS_CODE : Kind.TEXT, field);
            }
        };
    }

    /** Whether only an open field tells it, which most events have none of. */
    boolean isOpen() {
        return kind == Kind.PLACE || field instanceof FieldName.Open;
    }

    /** The field without which an event has no value; null if one of several tells it, or it is computed. */
    Field needed() {
        return kind == Kind.TEXT && field instanceof FieldName.Fixed fixed ? fixed.field() : null;
    }

    /** The fields of which the first that an event has is the value as it stands; none where it is computed. */
    List<Field> slices() {
        if (kind == Kind.CALLER) {
            return Dimensions.CALLER;
        }
        // The line itself may be no valid UTF-8.
        return field instanceof FieldName.Fixed fixed
                        && fixed.field().isSlice()
                        && fixed.field() != Field.EVENT_ORIGINAL
                ? List.of(fixed.field())
                : List.of();
    }

    /** The event's value; null if it has none. */
    Value value(LogEvent event, Dimensions dimensions) {
        return switch (kind) {
            case TEXT -> text(event);
            case CALLER -> Dimensions.caller(event);
            case PLACE -> dimensions.place(event);
            case STATUS_CODE -> EventCounter.isAccess(event) ? dimensions.statusCode(event) : null;
            case STATUS_CLASS -> EventCounter.isAccess(event) ? dimensions.statusClass(event) : null;
            case USER_AGENT -> EventCounter.isAccess(event) ? dimensions.userAgent(event) : null;
            case PAGE -> EventCounter.isAccess(event) ? dimensions.page(event) : null;
        };
    }

    private Value text(LogEvent event) {
        String text = event.text(field);
        return text == null ? null : Value.of(text);
    }
}
