package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * What a shape sees of an event of its group: which event it was, which of the rule's conditions it meets, and the few
 * values the shape needs. It says all that by itself, so that streams and state of it outlive changes of the rule's
 * fields.
 *
 * @param event which event it was
 * @param conditions which of the rule's conditions it meets: bit {@code i} stands for condition {@code i}, so a rule has
 *     at most {@link #CONDITION_LIMIT}
 * @param values by slot, in the order in which the shape names them; a slot beyond the last one is missing
 */
public record Occurrence(EventReference event, long conditions, List<Value> values) implements Comparable<Occurrence> {

    /** How many conditions a rule may have. */
    public static final int CONDITION_LIMIT = Long.SIZE;

    public Occurrence {
        requireNonNull(event, "event is null");
        values = List.copyOf(values);
    }

    /** An occurrence of which no values are needed. */
    public Occurrence(EventReference event, long conditions) {
        this(event, conditions, List.of());
    }

    /** Whether it meets the condition of that index. */
    public boolean meets(int condition) {
        return ((conditions >>> condition) & 1) != 0;
    }

    /** The value in a slot. */
    public Value value(int slot) {
        return slot < values.size() ? values.get(slot) : Value.MISSING;
    }

    public long timestampMillis() {
        return event.timestampMillis();
    }

    /** Writes it, to be read by {@link #read}. */
    public void write(StateOutput output) {
        output.writeReference(event);
        output.writeLong(conditions);
        output.writeLong(values.size());
        for (Value value : values) {
            output.writeText(value.text());
            output.writeDouble(value.number());
        }
    }

    /** Reads what {@link #write} has written. */
    public static Occurrence read(StateInput input) {
        EventReference event = input.readReference();
        long conditions = input.readLong();
        int count = input.readCount();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(new Value(input.readText(), input.readDouble()));
        }
        return new Occurrence(event, conditions, values);
    }

    /** By time stamp, then by position. */
    @Override
    public int compareTo(Occurrence other) {
        return event.compareTo(other.event);
    }
}
