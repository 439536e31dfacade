package io.drey.event;

import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;

/** The Avro schema of the events topic, built from {@link Field}; published as {@code schemas/log-event.avsc}. */
public final class LogEventSchema {

    /** The schema this version writes. */
    public static final Schema AVRO = build();

    /** The CRC-64-AVRO fingerprint of the schema, which the single-object encoding starts with. */
    public static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(AVRO);

    private LogEventSchema() {}

    private static Schema build() {
        Schema millis = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        Schema micros = LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("LogEvent")
                .namespace("io.drey.event")
                .doc("One admitted log line with its fields by the Elastic Common Schema, dots as underscores")
                .fields();
        fields.name("tenant").doc("data_stream.namespace").type().stringType().noDefault();
        fields.name("dataset").doc("data_stream.dataset").type().stringType().noDefault();
        fields.name("raw_topic_id").type().stringType().noDefault();
        fields.name("raw_topic").type().stringType().noDefault();
        fields.name("raw_partition").type().intType().noDefault();
        fields.name("raw_offset").type().longType().noDefault();
        fields.name("raw_index").type().intType().noDefault();
        fields.name("ts").doc("@timestamp").type(micros).noDefault();
        fields.name("event_created").type(millis).noDefault();
        fields.name("event_ingested").type(millis).noDefault();
        fields.name("labels")
                .doc("open fields: what else the line says, by full dotted name")
                .type()
                .map()
                .values()
                .stringType()
                .mapDefault(Map.of());
        for (Field field : Field.values()) {
            Schema.Type type =
                    switch (field.type()) {
                        case LONG -> Schema.Type.LONG;
                        case BINARY -> Schema.Type.BYTES;
                        case KEYWORD, TEXT, IP -> Schema.Type.STRING;
                    };
            fields.name(field.columnName())
                    .doc(field.ecsName() + ": " + field.description())
                    .aliases(field.formerColumnNames().toArray(String[]::new))
                    .type(Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(type)))
                    .withDefault(null);
        }
        return fields.endRecord();
    }
}
