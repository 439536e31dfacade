package io.drey.event;

/**
 * How many open fields an event may have; what is beyond stays in {@code event.original}, and the event says so
 * ({@code labels.drey.dropped_fields}).
 *
 * @param fields at most so many
 * @param bytes at most so many bytes of names and values together
 */
public record OpenFieldLimits(int fields, int bytes) {

    /** What holds where a dataset says nothing. */
    public static final OpenFieldLimits DEFAULT = new OpenFieldLimits(256, 64 * 1024);

    public OpenFieldLimits {
        if (fields < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "%d open fields of %d bytes: neither may be negative".formatted(fields, bytes));
        }
    }
}
