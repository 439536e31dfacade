package io.drey.rules.condition;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What must be true of an event. A tree of values: two conditions that say the same in the same words are equal, so that
 * whoever holds thousands of rules asks each {@link Predicate} once per event.
 *
 * <p>Evaluation creates nothing but the texts that {@link EventView#text} does, an {@link Address}, and what RE2/J does for a
 * {@link Regex}. All of it is linear in the text's length times the value's.
 */
public sealed interface Condition permits AllOf, AnyOf, Not, Predicate {

    /** Whether it is true of the event. */
    boolean holds(EventView event);

    /** The fields that it looks at, in the order of the text. */
    default Set<FieldName> fields() {
        Set<FieldName> fields = new LinkedHashSet<>();
        collectFields(this, fields);
        return fields;
    }

    /** How many predicates it has, equal ones counted each time. */
    default int size() {
        if (this instanceof AllOf all) {
            return all.parts().stream().mapToInt(Condition::size).sum();
        }
        if (this instanceof AnyOf any) {
            return any.parts().stream().mapToInt(Condition::size).sum();
        }
        return this instanceof Not not ? not.part().size() : 1;
    }

    private static void collectFields(Condition condition, Set<FieldName> into) {
        if (condition instanceof AllOf all) {
            all.parts().forEach(part -> collectFields(part, into));
        } else if (condition instanceof AnyOf any) {
            any.parts().forEach(part -> collectFields(part, into));
        } else if (condition instanceof Not not) {
            collectFields(not.part(), into);
        } else {
            into.addAll(((Predicate) condition).reads());
        }
    }
}
