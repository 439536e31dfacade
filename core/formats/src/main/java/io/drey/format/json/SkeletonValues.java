package io.drey.format.json;

import io.drey.event.Field;
import io.drey.event.LogEvent;

/** What a {@linkplain Skeleton skeleton's} gaps are filled with. */
public interface SkeletonValues {

    /** A fixed field's text in UTF-8, numbers in decimal digits; null where it is absent. */
    byte[] fixed(Field field);

    /** An open field's text in UTF-8; null where it is absent. */
    byte[] open(String name);

    /** When it happened, in microseconds since the epoch. */
    long timestampMicros();

    /** Those of an event. */
    static SkeletonValues of(LogEvent event) {
        return new EventValues(event);
    }
}
