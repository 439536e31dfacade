package io.drey.event;

import static java.util.Objects.requireNonNull;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;

/**
 * How much of a partition a target has taken, by hour of arrival: a record of the ledger topic. Of records with the same
 * {@linkplain #key key} the last one counts. What was refused for good is not in it; it is a dead letter.
 *
 * @param datasetId whose events or alerts they are
 * @param target where they went, such as {@code opensearch} or {@code webhook:soc}
 * @param hourMillis the hour they arrived in, in milliseconds since the epoch
 * @param topic the topic the positions are of: the raw topic for events, the alerts topic for alerts
 * @param partition the partition of that topic
 * @param count how many were delivered so far; none is counted twice
 * @param highestOffset the highest offset delivered so far
 */
public record DeliveredCount(
        DatasetId datasetId,
        String target,
        long hourMillis,
        String topic,
        int partition,
        long count,
        long highestOffset) {

    /** The schema, published as {@code schemas/delivered-count.avsc}. */
    public static final Schema AVRO = SchemaBuilder.record("DeliveredCount")
            .namespace("io.drey.event")
            .doc("How much of a partition a target has taken, by hour of arrival")
            .fields()
            .requiredString("tenant")
            .requiredString("dataset")
            .requiredString("target")
            .requiredLong("hour")
            .requiredString("topic")
            .requiredInt("partition")
            .requiredLong("count")
            .requiredLong("highest_offset")
            .endRecord();

    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(AVRO);
    private static final SchemaVersions VERSIONS = SchemaVersions.published("delivered-count", AVRO);
    private static final long HOUR = 3_600_000;

    public DeliveredCount {
        requireNonNull(datasetId, "datasetId is null");
        requireNonNull(target, "target is null");
        requireNonNull(topic, "topic is null");
        hourMillis = Math.floorDiv(hourMillis, HOUR) * HOUR;
    }

    /** What is counted together, and the record's key in the topic. */
    public String key() {
        return datasetId + "/" + target + "/" + hourMillis / HOUR + "/" + topic + "/" + partition;
    }

    /** This count and another one of the same key. */
    public DeliveredCount plus(DeliveredCount other) {
        return new DeliveredCount(
                datasetId,
                target,
                hourMillis,
                topic,
                partition,
                count + other.count,
                Math.max(highestOffset, other.highestOffset));
    }

    /** The record in Avro single-object encoding. */
    public byte[] encode() {
        AvroOutput output = new AvroOutput();
        output.singleObjectHeader(FINGERPRINT);
        output.writeString(datasetId.tenant());
        output.writeString(datasetId.dataset());
        output.writeString(target);
        output.writeLong(hourMillis);
        output.writeString(topic);
        output.writeLong(partition);
        output.writeLong(count);
        output.writeLong(highestOffset);
        return output.toByteArray();
    }

    /**
     * Decodes a record of the ledger topic.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public static DeliveredCount decode(byte[] encoded) {
        byte[] current = VERSIONS.toCurrent(encoded);
        try {
            AvroInput input = new AvroInput(current, AvroInput.HEADER);
            return new DeliveredCount(
                    new DatasetId(input.readString(), input.readString()),
                    input.readString(),
                    input.readLong(),
                    input.readString(),
                    input.readInt(),
                    input.readLong(),
                    input.readLong());
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "a cut or damaged delivered count of %d bytes".formatted(encoded.length), e);
        }
    }
}
