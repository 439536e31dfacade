package io.drey.format.text;

import io.drey.event.EventBuilder;
import io.drey.event.Field;

/** The priority of syslog that may stand in front of a line of another format: {@code <189>}. */
public final class SyslogPriority {

    private static final int LARGEST = 191;

    private SyslogPriority() {}

    /**
     * Puts a priority, its facility and severity.
     *
     * @return the place behind it; {@code from} if there is none; -1 if what stands in angle brackets is no priority
     */
    public static int put(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        if (from >= to || bytes[from] != '<') {
            return from;
        }
        int end = from + 1;
        while (end < to && end - from <= 4 && bytes[end] != '>') {
            end++;
        }
        long priority = end < to && bytes[end] == '>' ? Decimal.digits(bytes, from + 1, end) : -1;
        boolean hasZero = end - from > 2 && bytes[from + 1] == '0';
        if (priority < 0 || priority > LARGEST || hasZero) {
            return -1;
        }
        event.put(Field.LOG_SYSLOG_PRIORITY, priority);
        event.put(Field.LOG_SYSLOG_FACILITY_CODE, priority >> 3);
        event.put(Field.LOG_SYSLOG_SEVERITY_CODE, priority & 7);
        return end + 1;
    }

    /** Puts a priority where there is one; returns where the line goes on, as it stands where what is in angle brackets is none. */
    public static int orNone(EventBuilder event, int from, int to) {
        int behind = put(event, from, to);
        return behind < 0 ? from : behind;
    }
}
