package io.drey.event;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;

/**
 * The Avro schema of what stands for events on the events topic from version 2 on; published as
 * {@code schemas/event-batch.avsc}, which tells other readers all they need.
 */
public final class EventBatchSchema {

    /** The schema this version writes. */
    public static final Schema AVRO = build();

    /** The CRC-64-AVRO fingerprint of the schema, which the single-object encoding starts with. */
    public static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(AVRO);

    private EventBatchSchema() {}

    private static Schema build() {
        Schema shape = SchemaBuilder.record("EventShape")
                .namespace("io.drey.event")
                .doc("The fields that some events have, each at its place; an event lacks those whose bit is not set")
                .fields()
                .name("names")
                .doc("full dotted names: source.ip, labels.order.id")
                .type()
                .array()
                .items()
                .stringType()
                .noDefault()
                .name("kinds")
                .doc("a character for each name: %s; a record with any other is not to be read"
                        .formatted(ValueKind.description()))
                .type()
                .stringType()
                .noDefault()
                .endRecord();
        Schema event = SchemaBuilder.record("BatchedEvent")
                .namespace("io.drey.event")
                .doc("One admitted line. Differences are from the batch's base, so that each event is read by itself")
                .fields()
                .name("offset")
                .doc("raw_offset less base_offset")
                .type()
                .longType()
                .noDefault()
                .name("index")
                .doc("the line within the raw record")
                .type()
                .intType()
                .noDefault()
                .name("ts")
                .doc("@timestamp less base_ts, in microseconds")
                .type()
                .longType()
                .noDefault()
                .name("created")
                .doc("event.created less base_created, in milliseconds")
                .type()
                .longType()
                .noDefault()
                .name("ingested")
                .doc("event.ingested less base_ingested, in milliseconds")
                .type()
                .longType()
                .noDefault()
                .name("shape")
                .doc("the place of its shape in shapes, from 0")
                .type()
                .intType()
                .noDefault()
                .name("flags")
                .doc("1: line is event.original, byte for byte; other bits are 0")
                .type()
                .intType()
                .noDefault()
                .name("line")
                .doc("the line; empty where the event has no event.original")
                .type()
                .bytesType()
                .noDefault()
                .name("extra")
                .doc("values that do not stand in the line, one behind the other")
                .type()
                .bytesType()
                .noDefault()
                .name("slots")
                .doc(
                        "a bit for each name of the shape, set where the event has a value, the lowest bit of the first byte"
                                + " first, in as many bytes as are needed; then the values in the order of the names. A slice:"
                                + " the bytes between the end of the slice before (0 at first) and its beginning, as an Avro"
                                + " long, and its length, as an unsigned variable-length number (seven bits a byte, the lowest"
                                + " first); counted through line and then extra. An integer: an Avro long. A double: an Avro"
                                + " double. A boolean: an Avro boolean.")
                .type()
                .bytesType()
                .noDefault()
                .endRecord();
        Schema millis = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        Schema micros = LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        return SchemaBuilder.record("EventBatch")
                .namespace("io.drey.event")
                .doc("Consecutive events of one raw partition, in its order")
                .fields()
                .name("tenant")
                .doc("data_stream.namespace")
                .type()
                .stringType()
                .noDefault()
                .name("dataset")
                .doc("data_stream.dataset")
                .type()
                .stringType()
                .noDefault()
                .requiredString("raw_topic_id")
                .requiredString("raw_topic")
                .requiredInt("raw_partition")
                .requiredLong("base_offset")
                .name("base_ts")
                .type(micros)
                .noDefault()
                .name("base_created")
                .type(millis)
                .noDefault()
                .name("base_ingested")
                .type(millis)
                .noDefault()
                .name("shapes")
                .type()
                .array()
                .items(shape)
                .noDefault()
                .name("events")
                .doc("written as a block for each, which says how long it is: a damaged one spares those behind it")
                .type()
                .array()
                .items(event)
                .noDefault()
                .endRecord();
    }
}
