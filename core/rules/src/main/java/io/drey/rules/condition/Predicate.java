package io.drey.rules.condition;

import io.drey.event.FieldName;
import java.util.Set;

/** A leaf of a condition: one question to an event, whose answer equal predicates share. */
public sealed interface Predicate extends Condition permits FieldTest, LineTest, FieldExists, FieldReference {

    /** The fields that it looks at. */
    Set<FieldName> reads();
}
