package io.drey.rules.sigma;

import io.drey.event.FieldName;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.FieldReference;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.Regex;
import io.drey.rules.condition.TimePart;
import java.math.BigDecimal;
import java.util.Set;

/** A detection's value on its way through the modifiers. */
sealed interface Value {

    /** As it stands in the document. */
    record Written(YamlValue.Scalar scalar) implements Value {}

    /** A text with wildcards. */
    record Text(WildText text, Letters letters) implements Value {}

    /** An encoded text that need not be one any more. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Encoded(byte[] bytes) implements Value {}

    /** A regular expression. */
    record Expression(String expression, Set<Regex.Option> options) implements Value {}

    /** A network. */
    record Network(io.drey.rules.condition.Cidr network) implements Value {}

    /** A bound of numbers. */
    record Bound(Comparison comparison, BigDecimal bound) implements Value {}

    /** A part of a time. */
    record Time(TimePart part) implements Value {}

    /** Another field. */
    record Reference(FieldName field, FieldReference.Relation relation, Letters letters) implements Value {}

    /** Whether the field is there. */
    record Presence(Expected expected) implements Value {

        enum Expected {
            THERE,
            NOT_THERE
        }
    }
}
