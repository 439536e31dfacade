package io.drey.event;

import static java.util.Objects.requireNonNull;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;

/**
 * Says that the ingest job is alive and has read nothing from a raw partition for a while. It travels in the events
 * topic behind the partition's events, so that clocks may go on when a dataset falls silent, and stand still while it is
 * the ingest job that is down.
 *
 * @param datasetId whose partition it is
 * @param topicId the raw topic's id
 * @param partition the raw partition
 * @param silentMillis for how long nothing was read from it, in milliseconds; of an {@linkplain #isExtent extent} none
 */
public record Heartbeat(DatasetId datasetId, String topicId, int partition, long silentMillis) {

    /** The schema, published as {@code schemas/heartbeat.avsc}. */
    public static final Schema AVRO = SchemaBuilder.record("Heartbeat")
            .namespace("io.drey.event")
            .doc("Nothing was read from a raw partition for a while, though the reader is alive")
            .fields()
            .requiredString("tenant")
            .requiredString("dataset")
            .requiredString("raw_topic_id")
            .requiredInt("raw_partition")
            .requiredLong("silent_millis")
            .endRecord();

    private static final long EXTENT = -1;
    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(AVRO);
    private static final SchemaVersions VERSIONS = SchemaVersions.published("heartbeat", AVRO);

    public Heartbeat {
        requireNonNull(datasetId, "datasetId is null");
        requireNonNull(topicId, "topicId is null");
    }

    /**
     * Says that a raw topic has so many partitions. It stands before the first event of each raw partition, and again when the
     * topic grows, so that whoever reads one of them waits for the others before its clock goes on.
     *
     * @param partitions how many, at least one
     */
    public static Heartbeat extent(DatasetId datasetId, String topicId, int partitions) {
        return new Heartbeat(datasetId, topicId, partitions - 1, EXTENT);
    }

    /** Whether this says which raw partitions there are, and not that one is silent: those up to its partition. */
    public boolean isExtent() {
        return silentMillis == EXTENT;
    }

    /** Whether the bytes hold a heartbeat, in contrast to an event. */
    public static boolean isHeartbeat(byte[] encoded) {
        return isHeartbeat(AvroInput.fingerprint(encoded));
    }

    static boolean isHeartbeat(long fingerprint) {
        return VERSIONS.isKnown(fingerprint);
    }

    /** The heartbeat in single-object encoding. */
    public byte[] encode() {
        AvroOutput output = new AvroOutput();
        output.singleObjectHeader(FINGERPRINT);
        output.writeString(datasetId.tenant());
        output.writeString(datasetId.dataset());
        output.writeString(topicId);
        output.writeLong(partition);
        output.writeLong(silentMillis);
        return output.toByteArray();
    }

    /**
     * Decodes a heartbeat.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public static Heartbeat decode(byte[] encoded) {
        byte[] current = VERSIONS.toCurrent(encoded);
        try {
            AvroInput input = new AvroInput(current, AvroInput.HEADER);
            return new Heartbeat(
                    new DatasetId(input.readString(), input.readString()),
                    input.readString(),
                    input.readInt(),
                    input.readLong());
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a cut or damaged heartbeat of %d bytes".formatted(encoded.length), e);
        }
    }
}
