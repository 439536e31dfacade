package io.drey.rules.book;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Value;
import java.util.ArrayList;
import java.util.List;

/** A rule about several events of one group: a correlation, ready to run. */
public final class KeyedRule {

    private final RuleHeader header;
    private final Shape shape;
    private final List<String> groupBy;
    private final List<Input> inputs;
    private final boolean isOneGroup;

    /**
     * The events of one of its conditions.
     *
     * @param condition what they meet
     * @param group where their group's values stand
     * @param values where the values stand that the shape looks at
     */
    record Input(Condition condition, List<FieldChoice> group, List<FieldChoice> values) {

        Input {
            requireNonNull(condition, "condition is null");
            group = List.copyOf(group);
            values = List.copyOf(values);
        }
    }

    /**
     * @param groupBy what the group's fields are called
     * @param inputs by the number of the shape's condition
     */
    KeyedRule(RuleHeader header, Shape shape, List<String> groupBy, List<Input> inputs) {
        this.header = requireNonNull(header, "header is null");
        this.shape = requireNonNull(shape, "shape is null");
        this.groupBy = List.copyOf(groupBy);
        this.inputs = List.copyOf(inputs);
        this.isOneGroup = inputs.stream().map(Input::group).distinct().count() == 1;
    }

    /**
     * A rule that looks at all events which have the fields of its group.
     *
     * @param shape condition 0 is met by each of them
     * @param values the fields whose values stand in an occurrence, in this order
     */
    public static KeyedRule ofEveryEvent(
            RuleHeader header, Shape shape, List<FieldName> groupBy, List<FieldName> values) {
        List<Condition> exist = new ArrayList<>();
        groupBy.forEach(field -> exist.add(new FieldExists(field)));
        if (exist.isEmpty()) {
            exist.add(new FieldExists(FieldName.Envelope.TIMESTAMP));
        }
        return new KeyedRule(
                header,
                shape,
                groupBy.stream().map(FieldName::dotted).toList(),
                List.of(new Input(
                        AllOf.of(exist),
                        groupBy.stream().map(FieldChoice::of).toList(),
                        values.stream().map(FieldChoice::of).toList())));
    }

    public RuleHeader header() {
        return header;
    }

    public Shape shape() {
        return shape;
    }

    /** What the group's fields are called, in the order of a group's values. */
    public List<String> groupBy() {
        return groupBy;
    }

    List<Input> inputs() {
        return inputs;
    }

    /** What an event is to the rule's groups: nothing where it lacks a value of the group. */
    void look(EventView event, long conditions, RuleSet.Findings findings) {
        if (isOneGroup) {
            Input first = inputs.get(Long.numberOfTrailingZeros(conditions));
            List<String> group = texts(event, first.group());
            if (group != null) {
                findings.occurrence(this, group, conditions, values(event, first));
            }
            return;
        }
        long left = conditions;
        while (left != 0) {
            Input first = inputs.get(Long.numberOfTrailingZeros(left));
            List<String> group = texts(event, first.group());
            long same = Long.lowestOneBit(left);
            for (long rest = left & left - 1; rest != 0; rest &= rest - 1) {
                long bit = Long.lowestOneBit(rest);
                List<String> other =
                        texts(event, inputs.get(Long.numberOfTrailingZeros(bit)).group());
                if (group != null && group.equals(other)) {
                    same |= bit;
                }
            }
            if (group != null) {
                findings.occurrence(this, group, same, values(event, first));
            }
            left &= ~same;
        }
    }

    /** All values; null where one is missing. */
    private static List<String> texts(EventView event, List<FieldChoice> fields) {
        if (fields.size() == 1) {
            String text = fields.get(0).text(event);
            return text == null ? null : List.of(text);
        }
        List<String> texts = new ArrayList<>(fields.size());
        for (FieldChoice field : fields) {
            String text = field.text(event);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }

    private static List<Value> values(EventView event, Input input) {
        if (input.values().isEmpty()) {
            return List.of();
        }
        List<Value> values = new ArrayList<>(input.values().size());
        for (FieldChoice field : input.values()) {
            values.add(Value.of(field.text(event)));
        }
        return values;
    }

    @Override
    public String toString() {
        return header.key();
    }
}
