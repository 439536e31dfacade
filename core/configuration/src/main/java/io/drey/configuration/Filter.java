package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.ConditionReader;
import io.drey.rules.sigma.RefusedConditionException;
import java.util.Optional;
import java.util.Set;

/**
 * Which events or alerts are taken.
 *
 * @param condition what must be true of one; empty where all are taken
 */
public record Filter(Optional<Condition> condition) {

    /** Takes everything. */
    public static final Filter ALL = new Filter(Optional.empty());

    public Filter {
        requireNonNull(condition, "condition is null");
    }

    /**
     * Reads a filter of events as documents write it; an empty text takes everything.
     *
     * @throws RefusedConditionException if it cannot be followed
     */
    public static Filter ofEvents(JsonNode written) {
        return of(written, ConditionReader.OF_EVENTS);
    }

    /** Reads a filter; what is not there and an empty text take everything. */
    static Filter of(JsonNode written, ConditionReader reader) {
        return takesAll(written) ? ALL : new Filter(Optional.of(reader.read(written)));
    }

    /** Whether nothing is said. */
    static boolean takesAll(JsonNode written) {
        return written.isMissingNode()
                || (written.isTextual() && written.textValue().isBlank());
    }

    /** Whether an event or an alert is taken. */
    public boolean takes(EventView event) {
        return condition.isEmpty() || condition.get().holds(event);
    }

    /** Whether it looks at nothing but some fields, so that of events that agree in them it takes all or none. */
    public boolean looksOnlyAt(Set<FieldName> fields) {
        return condition.isEmpty() || fields.containsAll(condition.get().fields());
    }
}
