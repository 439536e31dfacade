package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.shape.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A pattern: several events of one group that have something to do with each other, for what Sigma has no words.
 *
 * @param shape what is looked for; its condition {@code i} is input {@code i}
 * @param groupBy what the events of a group have in common
 * @param inputs which events are looked at
 * @param rules the ids of the rules whose conditions are asked
 * @param output whether those rules give alerts of their own
 * @param logsource which logs the conditions that stand in the pattern are about; empty where it does not say
 */
public record PatternRule(
        SigmaHeader header,
        Shape shape,
        List<Key> groupBy,
        List<Input> inputs,
        List<String> rules,
        SigmaCorrelation.Output output,
        Optional<Logsource> logsource,
        Place place)
        implements SigmaDocument {

    public PatternRule {
        requireNonNull(header, "header is null");
        requireNonNull(shape, "shape is null");
        groupBy = List.copyOf(groupBy);
        inputs = List.copyOf(inputs);
        rules = List.copyOf(rules);
        requireNonNull(output, "output is null");
        requireNonNull(logsource, "logsource is null");
        requireNonNull(place, "place is null");
    }

    /**
     * A field of the group.
     *
     * @param name as the document writes it, a field or an alias
     * @param isOptional whether events that lack it are a group, too
     */
    public record Key(String name, boolean isOptional) {

        public Key {
            requireNonNull(name, "name is null");
        }
    }

    /**
     * The events that meet one of the shape's conditions.
     *
     * @param name what the document calls them
     * @param condition what they meet
     * @param group where they have the fields of {@code group-by}, in their order
     * @param values where they have the values that the shape looks at
     */
    public record Input(String name, Condition condition, List<FieldName> group, List<FieldName> values) {

        public Input {
            requireNonNull(name, "name is null");
            requireNonNull(condition, "condition is null");
            group = List.copyOf(group);
            values = List.copyOf(values);
        }
    }
}
