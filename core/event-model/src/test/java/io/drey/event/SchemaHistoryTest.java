package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricPointCodec;
import io.drey.event.metric.MetricWindow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Topics keep records for days, and others read them with the schemas we published: each schema must be able to read what
 * any version wrote, and the other way round. A changed schema is published as a further version, with a record written by
 * it, by running this test with {@code -Ddrey.schemas.write=true}; what was published is never changed.
 */
class SchemaHistoryTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final Position POSITION = new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme.access", 3, 12345, 0);

    /** What is published. */
    @SuppressWarnings("ImmutableEnumChecker") // examples do not change
    enum Published {
        LOG_EVENT("log-event", LogEventSchema.AVRO) {
            @Override
            byte[] example() {
                return new LogEventCodec().encode(event());
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(LogEventCodec.isEvent(encoded)).isTrue();
                requireEvent(new LogEventCodec().decode(encoded));
            }
        },
        EVENT_BATCH("event-batch", EventBatchSchema.AVRO) {
            @Override
            byte[] example() {
                EventBatchWriter writer = new EventBatchWriter();
                writer.begin(new RecentShapes());
                writer.add(event());
                return writer.take();
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(EventBatchReader.isBatch(encoded)).isTrue();
                EventBatchReader reader = new EventBatchReader();
                reader.open(encoded);
                assertThat(reader.next()).isTrue();
                requireEvent(reader.event());
                assertThat(reader.next()).isFalse();
            }
        },
        HEARTBEAT("heartbeat", Heartbeat.AVRO) {
            private final Heartbeat heartbeat = new Heartbeat(ACCESS, "topic", 2, 10_000);

            @Override
            byte[] example() {
                return heartbeat.encode();
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(Heartbeat.isHeartbeat(encoded)).isTrue();
                assertThat(LogEventCodec.isEvent(encoded)).isFalse();
                assertThat(Heartbeat.decode(encoded)).isEqualTo(heartbeat);
            }
        },
        DEAD_LETTER("dead-letter", DeadLetter.AVRO) {
            private final DeadLetter letter = DeadLetter.of(
                    ACCESS, POSITION, 1_700_000_001_000L, new byte[] {(byte) 0xFF, 0}, new Rejection("no line", 2));

            @Override
            byte[] example() {
                return letter.encode();
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(DeadLetter.decode(encoded))
                        .usingRecursiveComparison()
                        .isEqualTo(letter);
                DeadLetter ofFile = DeadLetter.of(
                        ACCESS,
                        POSITION,
                        "logs/a.log",
                        1_700_000_001_000L,
                        new byte[] {1},
                        new Rejection("no line", 2));
                assertThat(DeadLetter.decode(ofFile.encode()))
                        .usingRecursiveComparison()
                        .isEqualTo(ofFile);
            }
        },
        DELIVERED_COUNT("delivered-count", DeliveredCount.AVRO) {
            private final DeliveredCount count =
                    new DeliveredCount(ACCESS, "webhook:soc", 3_600_000, "raw.acme.access", 3, 17, 12345);

            @Override
            byte[] example() {
                return count.encode();
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(DeliveredCount.decode(encoded)).isEqualTo(count);
            }
        },
        METRIC_POINT("metric-point", MetricPointCodec.AVRO) {
            private final MetricPoint point = MetricPoint.measured(
                    new MetricWindow("acme", "access", 1_700_000_000_000L, 10, 0, 60),
                    "balancer_latency",
                    2,
                    "eu-1",
                    "latency_p99",
                    new MetricPoint.Reading(1.25, 0.01),
                    17,
                    1,
                    99);

            @Override
            byte[] example() {
                return new MetricPointCodec().encode(point);
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(new MetricPointCodec().decode(encoded)).isEqualTo(point);
            }
        },
        ALERT("alert", Alert.AVRO) {
            @Override
            byte[] example() {
                return alert().encode();
            }

            @Override
            void requireExample(byte[] encoded) {
                assertThat(Alert.decode(encoded)).usingRecursiveComparison().isEqualTo(alert());
            }
        };

        private final String resource;
        private final Schema schema;

        Published(String resource, Schema schema) {
            this.resource = resource;
            this.schema = schema;
        }

        private static void requireEvent(LogEvent event) {
            assertThat(event.position()).isEqualTo(POSITION);
            assertThat(event.datasetId()).isEqualTo(ACCESS);
            assertThat(event.timestampMicros()).isEqualTo(1_700_000_000_123_456L);
            assertThat(event.text(Field.SOURCE_IP)).isEqualTo("1.2.3.4");
            assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
            assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo("1.2.3.4 GET".getBytes(UTF_8));
            assertThat(event.has(Field.USER_NAME)).isFalse();
        }

        abstract byte[] example();

        /** Every version was given the same example: fields that it did not know yet are absent. */
        abstract void requireExample(byte[] encoded);
    }

    @Test
    void everyPublishedSchemaHasAHistory() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/schemas"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".avsc")))
                    .containsExactlyInAnyOrder(Arrays.stream(Published.values())
                            .map(published -> published.resource + ".avsc")
                            .toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaInUseIsTheLastOnePublished(Published published) throws IOException {
        List<Schema> versions = SchemaVersions.read(published.resource);
        if (Boolean.getBoolean("drey.schemas.write") && !versions.contains(published.schema)) {
            int version = versions.size() + 1;
            write(
                    "src/main/resources/schemas/history/%s/v%d.avsc".formatted(published.resource, version),
                    (published.schema.toString(true) + "\n").getBytes(UTF_8));
            write("src/test/resources/schemas/%s-v%d.bin".formatted(published.resource, version), published.example());
        }
        assertThat(versions)
                .as("published versions of %s", published.resource)
                .isNotEmpty()
                .last()
                .as("a changed schema is published as a further version: run this test with -Ddrey.schemas.write=true")
                .isEqualTo(published.schema);
    }

    @ParameterizedTest
    @EnumSource
    void oldReadersReadNewRecordsAndNewReadersOldOnes(Published published) {
        for (Schema earlier : SchemaVersions.read(published.resource)) {
            assertThat(problems(earlier, published.schema))
                    .as("%s cannot follow %s", published.schema, earlier)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsOfEveryPublishedVersionAreRead(Published published) throws IOException {
        List<Schema> versions = SchemaVersions.read(published.resource);
        for (int i = 0; i < versions.size(); i++) {
            String name = "/schemas/%s-v%d.bin".formatted(published.resource, i + 1);
            try (InputStream file = getClass().getResourceAsStream(name)) {
                assertThat(file).as(name).isNotNull();
                byte[] encoded = file.readAllBytes();
                assertThat(AvroInput.fingerprint(encoded))
                        .as("the schema %s was written with is as it was published", name)
                        .isEqualTo(SchemaNormalization.parsingFingerprint64(versions.get(i)));
                published.requireExample(encoded);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("changesThatBreakSomebody")
    void aChangeThatBreaksReadersOrRecordsIsFound(String what, Schema changed) {
        assertThat(problems(LogEventSchema.AVRO, changed)).as(what).isNotEmpty();
    }

    static Stream<Arguments> changesThatBreakSomebody() {
        return Stream.of(
                change("a field is removed", fields -> fields.remove(field(fields, "raw_offset"))),
                change("a field has another name", fields -> {
                    Schema.Field old = fields.remove(field(fields, "dataset"));
                    fields.add(0, new Schema.Field("stream", old.schema(), old.doc()));
                }),
                change("a field has another type", fields -> {
                    int place = field(fields, "raw_partition");
                    fields.set(place, new Schema.Field("raw_partition", Schema.create(Schema.Type.STRING)));
                }),
                change("a field is no longer optional", fields -> {
                    int place = field(fields, "source_ip");
                    fields.set(place, new Schema.Field("source_ip", Schema.create(Schema.Type.STRING)));
                }),
                change("a field is wider", fields -> {
                    int place = field(fields, "raw_partition");
                    fields.set(place, new Schema.Field("raw_partition", Schema.create(Schema.Type.LONG)));
                }),
                change(
                        "a new field has no default",
                        fields -> fields.add(new Schema.Field("colour", Schema.create(Schema.Type.STRING)))));
    }

    @Test
    void aNewFieldWithADefaultBreaksNobody() {
        Schema optional = changed(fields -> fields.add(new Schema.Field(
                "colour",
                SchemaBuilder.builder().unionOf().nullType().and().stringType().endUnion(),
                "",
                Schema.Field.NULL_DEFAULT_VALUE)));

        assertThat(problems(LogEventSchema.AVRO, optional)).isEmpty();
    }

    @Test
    void anEventWithoutTheLatestFieldsIsReadWithThemAbsent() throws IOException {
        Schema earlier = changed(fields -> fields.remove(field(fields, "user_agent_original")));
        GenericRecordBuilder record = new GenericRecordBuilder(earlier)
                .set("tenant", "acme")
                .set("dataset", "access")
                .set("raw_topic_id", "id")
                .set("raw_topic", "raw.acme.access")
                .set("raw_partition", 3)
                .set("raw_offset", 5L)
                .set("raw_index", 0)
                .set("ts", 7_000_000L)
                .set("event_created", 8_000L)
                .set("event_ingested", 9_000L)
                .set("url_original", "/a\u00e4\u0000b")
                .set("http_response_status_code", 404L)
                .set("event_original", ByteBuffer.wrap(new byte[] {(byte) 0xFF, 0, 10}));
        ByteBuffer buffer = new BinaryMessageEncoder<>(new GenericData(), earlier).encode(record.build());
        byte[] encoded = new byte[buffer.remaining()];
        buffer.get(encoded);
        SchemaVersions versions = new SchemaVersions("log-event", LogEventSchema.AVRO, List.of(earlier));

        LogEvent event = new LogEventCodec(versions).decode(encoded);

        assertThat(event.datasetId()).isEqualTo(ACCESS);
        assertThat(event.position()).isEqualTo(new Position("id", "raw.acme.access", 3, 5, 0));
        assertThat(event.timestampMicros()).isEqualTo(7_000_000);
        assertThat(event.createdMillis()).isEqualTo(8_000);
        assertThat(event.text(Field.URL_ORIGINAL)).isEqualTo("/a\u00e4\u0000b");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(404);
        assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(new byte[] {(byte) 0xFF, 0, 10});
        assertThat(event.has(Field.USER_AGENT_ORIGINAL)).isFalse();
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatIllegalArgumentException().isThrownBy(() -> new LogEventCodec(versions).decode(cut));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogEventCodec().decode(encoded))
                .withMessageContaining("upgrade the job that reads");
    }

    private static List<String> problems(Schema earlier, Schema later) {
        List<String> problems = new ArrayList<>();
        if (SchemaCompatibility.checkReaderWriterCompatibility(later, earlier).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            problems.add("what was written earlier cannot be read");
        }
        if (SchemaCompatibility.checkReaderWriterCompatibility(earlier, later).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            problems.add("who reads with the earlier schema cannot read on");
        }
        return problems;
    }

    private interface Change {
        void to(List<Schema.Field> fields);
    }

    private static Arguments change(String what, Change change) {
        return Arguments.of(what, changed(change));
    }

    private static Schema changed(Change change) {
        List<Schema.Field> fields = new ArrayList<>();
        LogEventSchema.AVRO.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        change.to(fields);
        Schema schema = Schema.createRecord("LogEvent", "", "io.drey.event", false);
        schema.setFields(fields);
        return schema;
    }

    private static int field(List<Schema.Field> fields, String name) {
        return fields.stream().map(Schema.Field::name).toList().indexOf(name);
    }

    private static LogEvent event() {
        EventBuilder event = EventBuilder.at(ACCESS, POSITION, 1_700_000_001_000L, "1.2.3.4 GET".getBytes(UTF_8));
        event.timestampMicros(1_700_000_000_123_456L);
        event.ingestedMillis(1_700_000_002_000L);
        event.put(Field.SOURCE_IP, 0, 7);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, 200);
        event.put(Field.EVENT_ORIGINAL, 0, 11);
        return event;
    }

    private static Alert alert() {
        return new Alert(
                "id-1",
                "acme",
                "access",
                "brute-force-login",
                2,
                "Failed logins, then a success",
                "high",
                "192.0.2.1",
                1_700_000_000_000L,
                1_700_000_001_000L,
                1_700_000_002_000L,
                "five failures within 60 s",
                6,
                new Evidence[] {
                    new Evidence("event-1", 1_700_000_000_000L, new byte[] {(byte) 0xFF, 0}),
                    new Evidence("event-2", 1_700_000_001_000L, new byte[0])
                });
    }

    private static void write(String file, byte[] bytes) throws IOException {
        Path path = Path.of(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }
}
