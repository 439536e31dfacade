package io.drey.event;

/**
 * Encodes events as Avro in single-object encoding and back, without building Avro's own records: text is copied from
 * the event's slices on the way out, and on the way in the event's slices point into the encoded bytes.
 *
 * <p>An instance keeps buffers and is not thread-safe.
 */
public final class LogEventCodec {

    private static final SchemaVersions PUBLISHED = SchemaVersions.published("log-event", LogEventSchema.AVRO);

    private final SchemaVersions versions;
    private final AvroOutput output = new AvroOutput();
    private DatasetId lastDatasetId;
    private String lastTopicId;
    private String lastTopic;

    public LogEventCodec() {
        this(PUBLISHED);
    }

    LogEventCodec(SchemaVersions versions) {
        this.versions = versions;
    }

    /** The event in single-object encoding. */
    public byte[] encode(LogEvent event) {
        write(event);
        return output.toByteArray();
    }

    /** Whether the bytes hold an event, in contrast to a {@link Heartbeat}. */
    public static boolean isEvent(byte[] encoded) {
        return isEvent(AvroInput.fingerprint(encoded));
    }

    static boolean isEvent(long fingerprint) {
        return fingerprint == LogEventSchema.FINGERPRINT || PUBLISHED.isKnown(fingerprint);
    }

    /**
     * Decodes an event of today's schema or one that was published earlier. The event refers to the given array from then
     * on.
     *
     * @throws IllegalArgumentException if the bytes are not an event of a known schema
     */
    public LogEvent decode(byte[] encoded) {
        byte[] current = versions.toCurrent(encoded);
        try {
            return read(current);
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a cut or damaged event of %d bytes".formatted(encoded.length), e);
        }
    }

    private void write(LogEvent event) {
        output.reset();
        output.singleObjectHeader(LogEventSchema.FINGERPRINT);
        output.writeString(event.datasetId().tenant());
        output.writeString(event.datasetId().dataset());
        output.writeString(event.topicId());
        output.writeString(event.topic());
        output.writeLong(event.partition());
        output.writeLong(event.offset());
        output.writeLong(event.index());
        output.writeLong(event.timestampMicros());
        output.writeLong(event.createdMillis());
        output.writeLong(event.ingestedMillis());
        writeOpenFields(event);
        for (int i = 0; i < Field.count(); i++) {
            Field field = Field.at(i);
            if (!event.has(field)) {
                output.writeLong(0);
            } else if (field.isSlice()) {
                output.writeLong(1);
                output.writeBytes(event.bytes(), event.offsetOf(field), event.lengthOf(field));
            } else {
                output.writeLong(1);
                output.writeLong(event.number(field));
            }
        }
    }

    private void writeOpenFields(LogEvent event) {
        if (event.openCount() > 0) {
            output.writeLong(event.openCount());
            for (int i = 0; i < event.openCount(); i++) {
                output.writeString(event.openName(i));
                output.writeBytes(event.bytes(), event.openOffset(i), event.openLength(i));
            }
        }
        output.writeLong(0);
    }

    private static void readOpenFields(AvroInput input, EventBuilder event) {
        for (long count = input.readLong(); count != 0; count = input.readLong()) {
            if (count < 0) {
                // Other writers may say how many bytes the block has.
                input.readLong();
            }
            for (long i = Math.abs(count); i > 0; i--) {
                String name = input.readString();
                int from = input.skipBytes();
                event.putOpen(name, from, input.at() - from);
            }
        }
    }

    private LogEvent read(byte[] encoded) {
        AvroInput input = new AvroInput(encoded, AvroInput.HEADER);
        DatasetId likely = lastDatasetId;
        String tenant = input.readString(likely == null ? null : likely.tenant());
        String dataset = input.readString(likely == null ? null : likely.dataset());
        if (likely == null || !tenant.equals(likely.tenant()) || !dataset.equals(likely.dataset())) {
            lastDatasetId = new DatasetId(tenant, dataset);
        }
        lastTopicId = input.readString(lastTopicId);
        lastTopic = input.readString(lastTopic);
        int partition = input.readInt();
        long offset = input.readLong();
        int index = input.readInt();
        long timestampMicros = input.readLong();
        long createdMillis = input.readLong();
        long ingestedMillis = input.readLong();
        EventBuilder event = new EventBuilder(
                lastDatasetId, lastTopicId, lastTopic, partition, offset, index, createdMillis, encoded);
        event.timestampMicros(timestampMicros);
        event.ingestedMillis(ingestedMillis);
        readOpenFields(input, event);
        for (int i = 0; i < Field.count(); i++) {
            if (input.readLong() == 0) {
                continue;
            }
            Field field = Field.at(i);
            if (field.isSlice()) {
                int from = input.skipBytes();
                event.put(field, from, input.at() - from);
            } else {
                event.put(field, input.readLong());
            }
        }
        return event;
    }
}
