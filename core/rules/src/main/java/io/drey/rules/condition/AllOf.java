package io.drey.rules.condition;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every part holds. Parts are asked from left to right, until one does not hold. */
public record AllOf(List<Condition> parts) implements Condition {

    public AllOf {
        parts = List.copyOf(parts);
        if (parts.size() < 2) {
            throw new IllegalArgumentException("%d parts: use AllOf.of".formatted(parts.size()));
        }
    }

    /**
     * The parts as one condition: a single one is itself, and parts of parts are parts.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Condition of(List<? extends Condition> parts) {
        List<Condition> flat = new ArrayList<>();
        for (Condition part : parts) {
            if (part instanceof AllOf all) {
                flat.addAll(all.parts());
            } else {
                flat.add(part);
            }
        }
        List<Condition> distinct = flat.stream().distinct().toList();
        return distinct.size() == 1 ? distinct.get(0) : new AllOf(distinct);
    }

    @Override
    @SuppressWarnings("ForLoopReplaceableByForEach") // no iterator per event
    public boolean holds(EventView event) {
        FieldName field = null;
        String text = null;
        for (int i = 0; i < parts.size(); i++) {
            boolean holds;
            if (parts.get(i) instanceof FieldTest part && !part.isOfNumber()) {
                if (part.field() != field && !part.field().equals(field)) {
                    field = part.field();
                    text = event.text(field);
                }
                holds = part.passes(text);
            } else {
                holds = parts.get(i).holds(event);
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return parts.stream().map(Condition::toString).collect(Collectors.joining(" and ", "(", ")"));
    }
}
