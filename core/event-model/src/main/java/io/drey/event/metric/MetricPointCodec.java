package io.drey.event.metric;

import static java.util.Objects.requireNonNull;

import io.drey.event.SchemaVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MessageDecoder;
import org.apache.avro.message.MessageEncoder;

/**
 * The records of metrics topics, in Avro's single-object encoding. There are some hundred for each window, so that Avro's generic
 * way is fast enough. An instance is not thread-safe.
 */
public final class MetricPointCodec {

    /** The schema, published as {@code schemas/metric-point.avsc}. */
    public static final Schema AVRO = SchemaBuilder.record("MetricPoint")
            .namespace("io.drey.event")
            .doc(
                    "What a metric says of a window: a place in a list of values, what is not listed, or a value of the whole")
            .fields()
            .requiredString("tenant")
            .requiredString("dataset")
            .requiredLong("start")
            .requiredInt("seconds")
            .requiredInt("level")
            .requiredInt("wider_seconds")
            .requiredString("attribute_type")
            .optionalString("attribute_value")
            .requiredInt("rank")
            .optionalString("metric")
            .requiredLong("amount")
            .requiredLong("error")
            .requiredLong("highest_other")
            .requiredLong("version")
            .optionalDouble("reading")
            .optionalDouble("reading_error")
            .optionalString("definition")
            .endRecord();

    private static final SchemaVersions VERSIONS = SchemaVersions.published("metric-point", AVRO);

    private final MessageEncoder<GenericRecord> encoder = new BinaryMessageEncoder<>(GenericData.get(), AVRO);
    private final MessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(GenericData.get(), AVRO);

    /** The record of a point. */
    public byte[] encode(MetricPoint point) {
        requireNonNull(point, "point is null");
        MetricWindow window = point.window();
        GenericRecord record = new GenericRecordBuilder(AVRO)
                .set("tenant", window.tenant())
                .set("dataset", window.dataset())
                .set("start", window.startMillis())
                .set("seconds", window.seconds())
                .set("level", window.level())
                .set("wider_seconds", window.widerSeconds())
                .set("attribute_type", point.attributeType())
                .set("attribute_value", point.attributeValue())
                .set("rank", point.rank())
                .set("metric", point.metric())
                .set("amount", point.amount())
                .set("error", point.error())
                .set("highest_other", point.highestOther())
                .set("version", point.version())
                .set("reading", point.isReading() ? point.reading().value() : null)
                .set("reading_error", point.isReading() ? point.reading().error() : null)
                .set("definition", point.definition())
                .build();
        try {
            ByteBuffer encoded = encoder.encode(record);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /**
     * Decodes a record of a metrics topic.
     *
     * @throws IllegalArgumentException if the bytes are none, or say what no metric can
     */
    public MetricPoint decode(byte[] encoded) {
        byte[] current = VERSIONS.toCurrent(encoded);
        try {
            return point(decoder.decode(current));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException(
                    "a cut or damaged point of a metric of %d bytes".formatted(encoded.length), e);
        }
    }

    private static MetricPoint point(GenericRecord record) {
        MetricWindow window = new MetricWindow(
                text(record, "tenant"),
                text(record, "dataset"),
                (Long) record.get("start"),
                (Integer) record.get("seconds"),
                (Integer) record.get("level"),
                (Integer) record.get("wider_seconds"));
        Double reading = (Double) record.get("reading");
        Double error = (Double) record.get("reading_error");
        return new MetricPoint(
                window,
                text(record, "attribute_type"),
                text(record, "attribute_value"),
                (Integer) record.get("rank"),
                text(record, "metric"),
                (Long) record.get("amount"),
                (Long) record.get("error"),
                (Long) record.get("highest_other"),
                (Long) record.get("version"),
                reading == null ? null : new MetricPoint.Reading(reading, error == null ? 0 : error),
                text(record, "definition"));
    }

    private static String text(GenericRecord record, String field) {
        Object value = record.get(field);
        return value == null ? null : value.toString();
    }
}
