package io.drey.schedule;

/** Schedules cannot be read, kept or run. The message is a clear line that names the value, its place and the remedy. */
public final class ScheduleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ScheduleException(String message) {
        super(message);
    }

    public ScheduleException(String message, Throwable cause) {
        super(message, cause);
    }
}
