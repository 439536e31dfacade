package io.drey.event;

/**
 * Reads the records of events topics, in whichever of their forms: events one by one as version 1 has them, batches of
 * events, and heartbeats.
 *
 * <pre>{@code
 * reader.open(record);
 * if (reader.isHeartbeat()) {
 *     hear(reader.heartbeat());
 * }
 * while (reader.next()) {
 *     take(reader.event());
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class EventRecordReader {

    private final EventBatchReader batch = new EventBatchReader();
    private final LogEventCodec codec = new LogEventCodec();

    private boolean isBatch;
    private Heartbeat heartbeat;
    private LogEvent single;
    private boolean singleIsAhead;

    /**
     * Begins to read a record. Its events refer to the given array from then on.
     *
     * @throws IllegalArgumentException if it is none of an events topic, or of a version that is not known yet, or damaged
     */
    public void open(byte[] record) {
        isBatch = false;
        heartbeat = null;
        single = null;
        singleIsAhead = false;
        long fingerprint = AvroInput.fingerprint(record);
        if (EventBatchReader.isBatch(fingerprint)) {
            batch.open(record);
            isBatch = true;
        } else if (LogEventCodec.isEvent(fingerprint)) {
            single = codec.decode(record);
            singleIsAhead = true;
        } else if (Heartbeat.isHeartbeat(fingerprint)) {
            heartbeat = Heartbeat.decode(record);
        } else {
            throw new IllegalArgumentException(
                    "a record of %d bytes, schema %016x, is none that this version reads from events topics: upgrade the job that reads"
                            .formatted(record.length, fingerprint));
        }
    }

    /** Whether the record is a heartbeat; it has no events then. */
    public boolean isHeartbeat() {
        return heartbeat != null;
    }

    /** The heartbeat, or null if the record is none. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Goes to the next event; false if there is none. */
    public boolean next() {
        if (isBatch) {
            return batch.next();
        }
        boolean isAhead = singleIsAhead;
        singleIsAhead = false;
        return isAhead;
    }

    /** What the event has in common with others of its raw partition. */
    public EventOrigin origin() {
        return isBatch ? batch.origin() : single.origin();
    }

    /** The raw offset. */
    public long offset() {
        return isBatch ? batch.offset() : single.offset();
    }

    /** The line within the raw record. */
    public int index() {
        return isBatch ? batch.index() : single.index();
    }

    /** When it happened, in microseconds since the epoch. */
    public long timestampMicros() {
        return isBatch ? batch.timestampMicros() : single.timestampMicros();
    }

    /** When the line arrived, in milliseconds since the epoch. */
    public long createdMillis() {
        return isBatch ? batch.createdMillis() : single.createdMillis();
    }

    /** What is wrong with the event, or null; what is wrong with its values shows only when they are read. */
    public String damage() {
        return isBatch ? batch.damage() : null;
    }

    /** Whether the event, which is not damaged, has a field. */
    public boolean has(Field field) {
        return isBatch ? batch.has(field) : single.has(field);
    }

    /** The bytes of the event as they stand in the record, for whoever keeps what is damaged. */
    public byte[] encodedEvent() {
        return isBatch ? batch.encodedEvent() : codec.encode(single);
    }

    /** The event, or null if it is {@linkplain #damage() damaged}. */
    public LogEvent event() {
        return isBatch ? batch.event() : single;
    }

    /** Gives a projection what it asks for; false if the event is {@linkplain #damage() damaged}. */
    public boolean read(Projection projection) {
        if (isBatch) {
            return projection.read(batch);
        }
        projection.read(single);
        return true;
    }
}
