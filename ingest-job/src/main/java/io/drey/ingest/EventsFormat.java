package io.drey.ingest;

/** In which form events stand on events topics; readers of this version take both. */
public enum EventsFormat {
    /** Version 1: a record for each event. More than twice the bytes; what readers before version 2 need. */
    SINGLE,
    /** Version 2: a record for up to 64 consecutive events of a raw partition, at most 20 ms later. */
    BATCHES;

    /**
     * The form that a version writes.
     *
     * @throws IllegalArgumentException if there is no such version
     */
    static EventsFormat ofVersion(int version) {
        return switch (version) {
            case 1 -> SINGLE;
            case 2 -> BATCHES;
            default ->
                throw new IllegalArgumentException("'%s' is %d: use 1 (a record for each event) or 2 (batches)"
                        .formatted(IngestSettings.EVENTS_FORMAT.key(), version));
        };
    }
}
