package io.drey.event;

/**
 * What an event says, by name: the one way for filters, templates, rules, metrics, holds and erasures to read it. It is not
 * changed through this.
 */
public interface EventView {

    /** Whether the event has a value of that name; the envelope's are always there. */
    boolean has(FieldName name);

    /** The value as text, numbers in decimal, times by ISO 8601 in UTC; null where it is absent. Creates a string. */
    String text(FieldName name);
}
