package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;

/**
 * A line that was taken in and could not become an event: its raw bytes, the reason and where it stood. Or what a target
 * refused for good ({@link #ofDelivery}).
 *
 * @param tenant the tenant of the topic it came from
 * @param dataset the dataset of the topic it came from
 * @param topicId the raw topic's id
 * @param topic the raw topic's name
 * @param partition the raw partition
 * @param offset the raw offset
 * @param index the line within the raw record
 * @param column the first byte that does not fit, counted from 1; 0 where the line as a whole does not
 * @param reason what was expected, in words
 * @param createdMillis when the line arrived, in milliseconds since the epoch
 * @param raw the line byte for byte; in the topic only a prefix where {@code rawLength} is larger
 * @param rawLength the line's whole length in bytes
 * @param rawSha256 the SHA-256 of the whole line in hexadecimal
 * @param path {@code log.file.path}: the file that its sender says the line was read from; null where he does not
 */
public record DeadLetter(
        String tenant,
        String dataset,
        String topicId,
        String topic,
        int partition,
        long offset,
        int index,
        int column,
        String reason,
        long createdMillis,
        byte[] raw,
        int rawLength,
        String rawSha256,
        String path) {

    /** The schema, published as {@code schemas/dead-letter.avsc}. */
    public static final Schema AVRO = SchemaBuilder.record("DeadLetter")
            .namespace("io.drey.event")
            .doc("A line that could not become an event")
            .fields()
            .requiredString("tenant")
            .requiredString("dataset")
            .requiredString("raw_topic_id")
            .requiredString("raw_topic")
            .requiredInt("raw_partition")
            .requiredLong("raw_offset")
            .requiredInt("raw_index")
            .requiredInt("error_column")
            .requiredString("error_reason")
            .requiredLong("event_created")
            .requiredBytes("raw")
            .requiredInt("raw_length")
            .requiredString("raw_sha256")
            .optionalString("log_file_path")
            .endRecord();

    /** The branches of a union in its encoding. */
    private static final int NO_PATH = 0;

    private static final int A_PATH = 1;

    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(AVRO);
    private static final SchemaVersions VERSIONS = SchemaVersions.published("dead-letter", AVRO);

    public DeadLetter {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(raw, "raw is null");
    }

    /** A dead letter for a whole line of which nobody says in which file it stood. */
    public static DeadLetter of(
            DatasetId datasetId, Position position, long createdMillis, byte[] line, Rejection rejection) {
        return of(datasetId, position, null, createdMillis, line, rejection);
    }

    /**
     * A dead letter for a whole line.
     *
     * @param path the file that it was read from; null where nobody says so
     */
    public static DeadLetter of(
            DatasetId datasetId, Position position, String path, long createdMillis, byte[] line, Rejection rejection) {
        return new DeadLetter(
                datasetId.tenant(),
                datasetId.dataset(),
                position.topicId(),
                position.topic(),
                position.partition(),
                position.offset(),
                position.index(),
                rejection.column(),
                rejection.reason(),
                createdMillis,
                line,
                line.length,
                Sha256.of(line),
                path);
    }

    /**
     * A dead letter for what a target refused. It has no raw position of its own: the topic's name says which target and
     * what it is called there, partition, offset and index are -1.
     *
     * @param target the target and the refused document's name in it, such as {@code opensearch:logs-acme-2026.01/ID}
     * @param refused what was refused, as it was sent
     * @param reason the target's own words
     */
    public static DeadLetter ofDelivery(
            DatasetId datasetId, String target, long createdMillis, byte[] refused, String reason) {
        return new DeadLetter(
                datasetId.tenant(),
                datasetId.dataset(),
                "",
                target,
                -1,
                -1,
                -1,
                0,
                reason,
                createdMillis,
                refused,
                refused.length,
                Sha256.of(refused),
                null);
    }

    /** This dead letter with at most a number of raw bytes, as the topic carries it. */
    public DeadLetter withPrefix(int bytes) {
        if (raw.length <= bytes) {
            return this;
        }
        return new DeadLetter(
                tenant,
                dataset,
                topicId,
                topic,
                partition,
                offset,
                index,
                column,
                reason,
                createdMillis,
                Arrays.copyOf(raw, bytes),
                rawLength,
                rawSha256,
                path);
    }

    /** The dead letter in Avro single-object encoding. */
    public byte[] encode() {
        AvroOutput output = new AvroOutput();
        output.singleObjectHeader(FINGERPRINT);
        output.writeString(tenant);
        output.writeString(dataset);
        output.writeString(topicId);
        output.writeString(topic);
        output.writeLong(partition);
        output.writeLong(offset);
        output.writeLong(index);
        output.writeLong(column);
        output.writeString(reason);
        output.writeLong(createdMillis);
        output.writeBytes(raw, 0, raw.length);
        output.writeLong(rawLength);
        output.writeString(rawSha256);
        output.writeLong(path == null ? NO_PATH : A_PATH);
        if (path != null) {
            output.writeString(path);
        }
        return output.toByteArray();
    }

    /**
     * Decodes a dead letter.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public static DeadLetter decode(byte[] encoded) {
        byte[] current = VERSIONS.toCurrent(encoded);
        try {
            AvroInput input = new AvroInput(current, AvroInput.HEADER);
            String tenant = input.readString();
            String dataset = input.readString();
            String topicId = input.readString();
            String topic = input.readString();
            int partition = input.readInt();
            long offset = input.readLong();
            int index = input.readInt();
            int column = input.readInt();
            String reason = input.readString();
            long createdMillis = input.readLong();
            int from = input.skipBytes();
            byte[] raw = Arrays.copyOfRange(current, from, input.at());
            return new DeadLetter(
                    tenant,
                    dataset,
                    topicId,
                    topic,
                    partition,
                    offset,
                    index,
                    column,
                    reason,
                    createdMillis,
                    raw,
                    input.readInt(),
                    input.readString(),
                    input.readInt() == NO_PATH ? null : input.readString());
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a cut or damaged dead letter of %d bytes".formatted(encoded.length), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter that
                && topicId.equals(that.topicId)
                && partition == that.partition
                && offset == that.offset
                && index == that.index
                && reason.equals(that.reason)
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset) * 31 + partition;
    }

    @Override
    public String toString() {
        return "%s[%d]@%d column %d: %s: '%s'"
                .formatted(topic, partition, offset, column, reason, Printable.of(new String(raw, UTF_8)));
    }
}
