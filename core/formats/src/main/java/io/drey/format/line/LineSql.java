package io.drey.format.line;

import io.drey.event.Field;

/** What a rendered line's SQL needs to know of an engine and of a table. */
public interface LineSql {

    /** The expression that gives a field; NULL where it is absent. */
    String column(Field field);

    /** A literal of type VARCHAR. */
    default String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** The time stamp {@code 17/May/2015:10:05:03} of an event, as clocks showed it at a number of minutes from UTC. */
    String accessTime(String minutesFromUtc);

    /** The time stamp {@code 2026-03-04T05:06:07.123456Z} of an event. */
    String isoTime();

    /**
     * A time stamp written so.
     *
     * @param micros an expression: microseconds since the epoch, or NULL, which gives NULL
     */
    String isoTime(String micros);
}
