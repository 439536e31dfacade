package io.drey.pattern.api;

import static java.util.Objects.requireNonNull;

import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a pattern sees of an event: when it was, and the fields that the pattern asks for. */
public final class PatternEvent {

    private final Occurrence occurrence;
    private final List<String> fields;

    /** For whoever runs patterns. */
    public PatternEvent(Occurrence occurrence, List<String> fields) {
        this.occurrence = requireNonNull(occurrence, "occurrence is null");
        this.fields = requireNonNull(fields, "fields is null");
    }

    /** When it happened, in milliseconds since the epoch. */
    public long timestampMillis() {
        return occurrence.timestampMillis();
    }

    /**
     * What it says in a field; empty where it lacks that.
     *
     * @throws IllegalArgumentException if {@link JavaPattern#fields} does not name it
     */
    public Optional<String> text(String field) {
        return Optional.ofNullable(value(field).text());
    }

    /** The same as a number; empty where it is none. */
    public OptionalDouble number(String field) {
        Value value = value(field);
        return value.isNumber() ? OptionalDouble.of(value.number()) : OptionalDouble.empty();
    }

    private Value value(String field) {
        int slot = fields.indexOf(field);
        if (slot < 0) {
            throw new IllegalArgumentException(
                    "field %s is none of %s: name it in fields(), too".formatted(field, fields));
        }
        return occurrence.value(slot);
    }

    /** The event as the engine has it. */
    public Occurrence occurrence() {
        return occurrence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PatternEvent that && occurrence.equals(that.occurrence);
    }

    @Override
    public int hashCode() {
        return occurrence.hashCode();
    }

    @Override
    public String toString() {
        return occurrence.toString();
    }
}
