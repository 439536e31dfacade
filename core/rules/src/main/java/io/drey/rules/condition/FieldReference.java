package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.Set;

/** Two fields of the same event compared as texts; does not hold where one of them is absent. */
public record FieldReference(FieldName field, Relation relation, FieldName other, Letters letters)
        implements Predicate {

    /** How the field's value relates to the other's. */
    public enum Relation {
        EQUALS("equals"),
        STARTS_WITH("starts with"),
        ENDS_WITH("ends with"),
        CONTAINS("contains");

        private final String words;

        Relation(String words) {
            this.words = words;
        }
    }

    public FieldReference {
        requireNonNull(field, "field is null");
        requireNonNull(relation, "relation is null");
        requireNonNull(other, "other is null");
        requireNonNull(letters, "letters is null");
    }

    @Override
    public boolean holds(EventView event) {
        String text = event.text(field);
        String value = text == null ? null : event.text(other);
        if (value == null) {
            return false;
        }
        int room = text.length() - value.length();
        return switch (relation) {
            case EQUALS -> room == 0 && letters.isAt(text, 0, value);
            case STARTS_WITH -> letters.isAt(text, 0, value);
            case ENDS_WITH -> letters.isAt(text, room, value);
            case CONTAINS -> letters.indexOf(text, value, 0) >= 0;
        };
    }

    @Override
    public Set<FieldName> reads() {
        return field.equals(other) ? Set.of(field) : Set.of(field, other);
    }

    @Override
    public String toString() {
        return "%s %s %s%s".formatted(field, relation.words, other, letters.suffix());
    }
}
