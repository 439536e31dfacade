package io.drey.schedule;

import io.drey.event.Blame;
import io.drey.event.Explained;

/** Schedules cannot be read, kept or run. The message is a clear line that names the value, its place and the remedy. */
public final class ScheduleException extends RuntimeException implements Explained {

    private static final long serialVersionUID = 1L;

    public ScheduleException(String message) {
        super(message);
    }

    public ScheduleException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Blame blame() {
        return Blame.FAILURE;
    }
}
