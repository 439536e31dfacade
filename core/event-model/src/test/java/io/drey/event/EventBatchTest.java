package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class EventBatchTest {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("acme", "access"), "b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme.access", 3);
    private static final FieldName SOURCE_IP = FieldName.of(Field.SOURCE_IP);
    private static final FieldName STATUS = FieldName.of(Field.HTTP_RESPONSE_STATUS_CODE);
    private static final FieldName ORIGINAL = FieldName.of(Field.EVENT_ORIGINAL);

    private final EventBatchWriter writer = new EventBatchWriter();
    private final RecentShapes shapes = new RecentShapes();
    private final EventBatchReader reader = new EventBatchReader();

    /** As a parser of an earlier version calls what is a fixed field by now. */
    @Test
    void anOpenFieldThatIsCalledLikeAFixedOneIsReadAsThatWhereItsValueFits() {
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "app"), new Position("topic", "raw.acme.app", 0, 7, 0), 5, new byte[] {'x'});
        event.put(Field.MESSAGE, 0, 1);
        event.appendOpen("labels.order.id", "17");
        event.appendOpen("trace.id", "abc");
        event.appendOpen("process.pid", "4711");
        event.appendOpen("destination.port", "http");
        EventBuilder fixed =
                EventBuilder.at(event.datasetId(), new Position("topic", "raw.acme.app", 0, 8, 0), 5, new byte[2]);
        fixed.append(Field.TRACE_ID, new byte[] {'d'});
        fixed.put(Field.PROCESS_PID, 12);

        EventRecordReader reader = new EventRecordReader();
        reader.open(EventBatchWriter.record(event, fixed));
        assertThat(reader.next()).isTrue();
        LogEvent read = reader.event();
        assertThat(reader.next()).isTrue();
        LogEvent other = reader.event();

        assertThat(read.text(Field.MESSAGE)).isEqualTo("x");
        assertThat(read.text(Field.TRACE_ID)).isEqualTo("abc");
        assertThat(read.number(Field.PROCESS_PID)).isEqualTo(4711);
        assertThat(read.has(Field.DESTINATION_PORT)).isFalse();
        assertThat(read.openCount()).isEqualTo(2);
        assertThat(read.openText(read.openIndex("labels.order.id"))).isEqualTo("17");
        assertThat(read.openText(read.openIndex("destination.port"))).isEqualTo("http");
        assertThat(other.text(Field.TRACE_ID)).isEqualTo("d");
        assertThat(other.number(Field.PROCESS_PID)).isEqualTo(12);
        assertThat(other.openCount()).isZero();
    }

    @Test
    void plainAvroReadsIt() throws IOException {
        EventBuilder first = access(100, "192.0.2.7 GET", 200);
        first.putOpen("labels.order.id", 10, 3);
        EventBuilder second = access(101, "192.0.2.8 GET", 404);
        second.append(Field.USER_NAME, "jürgen".getBytes(UTF_8));

        GenericRecord read = new BinaryMessageDecoder<GenericRecord>(new GenericData(), EventBatchSchema.AVRO)
                .decode(batch(first, second));

        assertThat(read.get("tenant")).hasToString("acme");
        assertThat(read.get("dataset")).hasToString("access");
        assertThat(read.get("raw_topic_id")).hasToString("b8jt2m5jQ5a8ZTzJk0Tz1w");
        assertThat(read.get("raw_partition")).isEqualTo(3);
        assertThat(read.get("base_offset")).isEqualTo(100L);
        List<?> events = (List<?>) read.get("events");
        assertThat(events).hasSize(2);
        GenericRecord event = (GenericRecord) events.get(1);
        assertThat(event.get("offset")).isEqualTo(1L);
        assertThat((Long) read.get("base_ts") + (Long) event.get("ts")).isEqualTo(second.timestampMicros());
        assertThat(event.get("line")).isEqualTo(ByteBuffer.wrap("192.0.2.8 GET".getBytes(UTF_8)));
        assertThat(event.get("extra")).isEqualTo(ByteBuffer.wrap("jürgen".getBytes(UTF_8)));
        GenericRecord shape = (GenericRecord) ((List<?>) read.get("shapes")).get((Integer) event.get("shape"));
        assertThat(shape.get("names").toString()).contains("source.ip").contains("user.name");
        assertThat(shape.get("kinds").toString()).contains("i").contains("s");
    }

    @Test
    void givesBackWhatWasAdded() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<LogEvent> events = new ArrayList<>();
            int count = 1 + random.nextInt(EventBatchWriter.MOST_EVENTS);
            for (int i = 0; i < count; i++) {
                events.add(random(random, 1_000 + 3L * i));
            }

            List<LogEvent> read = read(batch(events.toArray(LogEvent[]::new)));

            assertThat(read).hasSameSizeAs(events);
            for (int i = 0; i < count; i++) {
                assertSame(read.get(i), events.get(i));
            }
        }
    }

    @Test
    void anEventThatWasReadIsWrittenAgain() {
        Random random = new Random(8);
        for (int round = 0; round < 100; round++) {
            LogEvent event = random(random, 5);
            LogEvent read = read(batch(event)).get(0);

            assertSame(read(batch(read)).get(0), event);
            assertSame(read(batch(version1(event))).get(0), event);
        }
    }

    @Test
    void takesNothingAlongThatIsInNoField() {
        EventBuilder event = access(1, "192.0.2.7 secret", 200);
        event.remove(Field.EVENT_ORIGINAL);

        byte[] record = batch(event);

        assertThat(new String(record, UTF_8)).contains("192.0.2.7").doesNotContain("secret");
        assertSame(read(record).get(0), event);
        event.append(Field.EVENT_ORIGINAL, "192.0.2.7 ***".getBytes(UTF_8));
        assertThat(new String(batch(event), UTF_8)).doesNotContain("secret");
        assertSame(read(batch(event)).get(0), event);
    }

    @Test
    void eventsOfABatchAndOfTheNextShareTheirOrigin() {
        List<LogEvent> first = read(batch(access(1, "192.0.2.7 GET", 200), access(2, "192.0.2.7 GET", 200)));
        List<LogEvent> second = read(batch(access(3, "192.0.2.7 GET", 200)));

        assertThat(first.get(0).origin())
                .isEqualTo(ORIGIN)
                .isSameAs(first.get(1).origin())
                .isSameAs(second.get(0).origin());
    }

    @Test
    void whatIsDescribedByAShapeIsWorkedOutOnceForAllBatches() {
        InternedShapes interned = new InternedShapes();
        byte[] record = EventShape.of(access(1, "192.0.2.7 GET", 200)).encoded();
        byte[] other = EventShape.of(random(new Random(1), 1)).encoded();

        EventShape shape = interned.read(record, 0, 0);

        assertThat(interned.end()).isEqualTo(record.length);
        assertThat(interned.read(other, 0, 0)).isNotSameAs(shape);
        assertThat(interned.read(record.clone(), 0, 0)).isSameAs(shape);
        assertThat(interned.read(record.clone(), 0, 1)).isSameAs(shape);
    }

    @Test
    void randomNamesFillNoMemory() {
        InternedShapes interned = new InternedShapes();
        for (int i = 0; i < 3 * InternedShapes.MOST; i++) {
            EventBuilder event = access(i, "192.0.2.7 GET", 200);
            event.putOpen("labels.key" + i, 0, 4);
            byte[] record = EventShape.of(event).encoded();

            assertThat(interned.read(record, 0, i % 7)
                            .name(interned.read(record, 0, 0).count() - 1))
                    .isEqualTo("labels.key" + i);
            assertThat(interned.count()).isLessThanOrEqualTo(InternedShapes.MOST);
        }
        for (int i = 0; i < 10; i++) {
            EventBuilder event = access(i, "192.0.2.7 GET", 200);
            event.putOpen("labels." + (char) ('a' + i) + "x".repeat(200_000), 0, 4);

            interned.read(EventShape.of(event).encoded(), 0, 0);

            assertThat(interned.count()).as("shapes of long names").isLessThanOrEqualTo(InternedShapes.MOST);
        }
        assertThat(interned.count()).isLessThanOrEqualTo(5);
    }

    @Test
    void eventsThatDifferInAFieldOrTwoShareAShape() {
        LogEvent plain = access(1, "192.0.2.7 GET", 200);
        EventBuilder withUser = access(2, "192.0.2.7 GET", 200);
        withUser.put(Field.USER_NAME, 0, 3);
        int[] places = new int[4];

        EventShape wide = shapes.of(withUser, places);

        assertThat(shapes.of(plain, places)).isSameAs(wide);
        assertThat(shapes.of(withUser, places)).isSameAs(wide);
        EventBuilder many = access(3, "192.0.2.7 GET", 200);
        for (int i = 0; i < 100; i++) {
            many.putOpen("labels.n" + i, 0, 1);
        }
        assertThat(shapes.of(many, new int[100])).isNotSameAs(wide);
        assertThat(shapes.of(plain, places)).as("not that of a hundred names").isSameAs(wide);
    }

    @Test
    void openFieldsNeedNotComeInTheSameOrder() {
        EventBuilder first = access(1, "192.0.2.7 GET", 200);
        EventBuilder second = access(2, "192.0.2.7 GET", 200);
        for (int i = 0; i < 20; i++) {
            first.putOpen("labels.n" + i, i % 10, 2);
            second.putOpen("labels.n" + (19 - i), i % 10, 1);
        }

        List<LogEvent> read = read(batch(first, second));

        assertSame(read.get(0), first);
        assertSame(read.get(1), second);
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        EventBuilder event = access(1, "192.0.2.7 GET", 200);
        event.putOpen("labels.a", 0, 1);
        event.putOpen("labels.a", 1, 1);

        writer.begin(shapes);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(event)).withMessageContaining("labels.a");
    }

    @Test
    void aProjectionReadsWhatTheEventHas() {
        Random random = new Random(9);
        FieldName[] names = {
            STATUS,
            SOURCE_IP,
            ORIGINAL,
            FieldName.of(Field.USER_AGENT_ORIGINAL),
            FieldName.of(Field.DESTINATION_PORT),
            new FieldName.Open("labels.key3"),
            new FieldName.Open("labels.never"),
            FieldName.Envelope.TIMESTAMP,
            FieldName.Envelope.EVENT_ID
        };
        Projection projection = Projection.of(names);
        Projection none = Projection.of();
        for (int round = 0; round < 200; round++) {
            List<LogEvent> events = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                events.add(random(random, i));
            }
            reader.open(batch(events.toArray(LogEvent[]::new)));
            for (LogEvent event : events) {
                assertThat(reader.next()).isTrue();
                assertThat(none.read(reader)).isTrue();
                assertThat(projection.read(reader)).isTrue();
                for (FieldName name : names) {
                    assertThat(projection.has(name)).as(name.dotted()).isEqualTo(event.has(name));
                    assertThat(projection.text(name)).as(name.dotted()).isEqualTo(event.text(name));
                }
                assertThat(projection.number(0)).isEqualTo(event.number(Field.HTTP_RESPONSE_STATUS_CODE));
                LogEvent few = projection.toEvent();
                assertThat(few.position()).isEqualTo(event.position());
                assertThat(few.slice(Field.EVENT_ORIGINAL)).isEqualTo(event.slice(Field.EVENT_ORIGINAL));
                assertThat(few.text(SOURCE_IP)).isEqualTo(event.text(SOURCE_IP));
                assertThat(few.has(Field.URL_PATH)).isFalse();
                projection.read(event);
                assertThat(projection.text(names[5])).isEqualTo(event.text(names[5]));
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void aDamagedEventSparesTheOthers() {
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(access(10 + i, "192.0.2." + i + " GET", 200 + i));
        }
        byte[] record = batch(events.toArray(LogEvent[]::new));
        reader.open(record);
        int damagedEvents = 0;
        for (int i = 0; i < 3; i++) {
            reader.next();
        }
        byte[] third = reader.encodedEvent();
        int from = indexOf(record, third);
        for (int at = from; at < from + third.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = record.clone();
                damaged[at] ^= (byte) (1 << bit);
                reader.open(damaged);
                for (int i = 0; i < 5; i++) {
                    assertThat(reader.next()).isTrue();
                    LogEvent read = reader.event();
                    if (i != 2) {
                        assertThat(reader.damage()).isNull();
                        assertSame(read, events.get(i));
                    } else if (read == null) {
                        damagedEvents++;
                        assertThat(reader.damage())
                                .contains("damaged event at byte " + from)
                                .contains(ORIGIN.topic());
                        assertThat(reader.encodedEvent()).hasSize(third.length);
                    }
                }
                assertThat(reader.next()).isFalse();
            }
        }
        assertThat(damagedEvents).isGreaterThan(50);
    }

    @Test
    void eventsBeforeACutAreRead() {
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(access(10 + i, "192.0.2." + i + " GET", 200 + i));
        }
        byte[] record = batch(events.toArray(LogEvent[]::new));
        reader.open(record);
        reader.next();
        int headLength = indexOf(record, reader.encodedEvent());
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            if (length < headLength - 2) {
                assertThatIllegalArgumentException().isThrownBy(() -> reader.open(cut));
                continue;
            }
            reader.open(cut);
            int whole = 0;
            int damaged = 0;
            while (reader.next()) {
                LogEvent read = reader.event();
                if (read == null) {
                    damaged++;
                    assertThat(reader.damage()).contains("nor those behind it");
                } else {
                    assertSame(read, events.get(whole++));
                }
            }
            assertThat(damaged).as("cut at byte %d", length).isOne();
        }
    }

    @Test
    void damageAnywhereIsToldAndNeverMistaken() {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            LogEvent[] events = new LogEvent[1 + random.nextInt(8)];
            for (int i = 0; i < events.length; i++) {
                events[i] = random(random, i);
            }
            byte[] record = batch(events);
            for (int i = 0; i < 3; i++) {
                int at = AvroInput.HEADER + random.nextInt(record.length - AvroInput.HEADER);
                record[at] = (byte) random.nextInt();
            }
            Projection projection = Projection.of(SOURCE_IP, STATUS, ORIGINAL);
            try {
                reader.open(record);
                while (reader.next()) {
                    LogEvent event = reader.event();
                    if (event != null) {
                        // Whatever it says now, it says it of bytes that are there.
                        assertThat(event.toString()).isNotEmpty();
                    }
                    projection.read(reader);
                    projection.text(SOURCE_IP);
                }
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void nothingIsMadeOfASizeThatCannotBe() throws IOException {
        byte[] record = batch(access(1, "192.0.2.7 GET", 200));
        reader.open(record);
        reader.next();
        int eventAt = indexOf(record, reader.encodedEvent());
        // How many shapes, how many names, and how long the first name is, stand behind the head.
        int shapesAt = indexOf(record, "source.ip".getBytes(UTF_8)) - 3;
        for (int at = shapesAt; at < eventAt; at++) {
            byte[] huge = Arrays.copyOf(record, record.length + 4);
            AvroOutput size = new AvroOutput();
            size.writeLong(Integer.MAX_VALUE);
            System.arraycopy(size.toByteArray(), 0, huge, at, 5);
            try {
                reader.open(huge);
                while (reader.next()) {
                    reader.event();
                }
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void refusesAKindThatIsNotKnownByItsName() throws IOException {
        byte[] record = encode(generic("labels.price", "q", new byte[] {0}, "12.5", ""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.open(record))
                .withMessageContaining("labels.price")
                .withMessageContaining("kind 'q'")
                .withMessageContaining("upgrade the job that reads");
    }

    @Test
    void readsNumbersAndTruthsOfNamesThatItHasAsTexts() throws IOException {
        AvroOutput values = new AvroOutput();
        values.writeRaw(new byte[] {0b1_1111});
        values.writeLong(-7);
        values.writeRaw(doubleBytes(2.5));
        values.writeRaw(new byte[] {1});
        values.writeLong(0);
        values.writeRaw(new byte[] {3});
        values.writeLong(12);
        GenericRecord batch = generic(
                List.of("labels.count", "labels.price", "labels.paid", "http.response.status_code", "user.name"),
                "idbsi",
                values.toByteArray(),
                "404 was it",
                "");
        byte[] record = encode(batch);

        LogEvent event = read(record).get(0);

        assertThat(event.text(new FieldName.Open("labels.count"))).isEqualTo("-7");
        assertThat(event.text(new FieldName.Open("labels.price"))).isEqualTo("2.5");
        assertThat(event.text(new FieldName.Open("labels.paid"))).isEqualTo("true");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(404);
        assertThat(event.text(Field.USER_NAME)).isEqualTo("12");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo("404 was it");
        Projection converted = Projection.of(STATUS, new FieldName.Open("labels.price"));
        reader.open(record);
        reader.next();
        assertThat(converted.read(reader)).isTrue();
        assertThat(converted.number(0)).isEqualTo(404);
        assertThat(converted.text(new FieldName.Open("labels.price"))).isEqualTo("2.5");
        Projection others = Projection.of(ORIGINAL, FieldName.of(Field.URL_PATH));
        assertThat(others.read(reader)).isTrue();
        assertThat(others.text(ORIGINAL)).isEqualTo("404 was it");
    }

    @Test
    void readsWhatPlainAvroWrites() throws IOException {
        GenericRecord batch = generic("source.ip", "s", new byte[] {1, 0, 9}, "192.0.2.7 GET", "");
        List<Object> events = new ArrayList<>((List<?>) batch.get("events"));
        events.addAll(Collections.nCopies(3, events.get(0)));
        batch.put("events", events);

        List<LogEvent> read = read(encode(batch));

        assertThat(read).hasSize(4);
        assertThat(read)
                .allSatisfy(event -> assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.7"));
    }

    @Test
    void refusesANameThatIsThereTwice() throws IOException {
        byte[] record = encode(generic(List.of("source.ip", "source.ip"), "ss", new byte[] {0}, "", ""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.open(record))
                .withMessageContaining("'source.ip' is named twice");
    }

    @Test
    void isFullAfterSoManyEventsOrBytes() {
        writer.begin(shapes);
        for (int i = 0; i < EventBatchWriter.MOST_EVENTS; i++) {
            assertThat(writer.isFull()).isFalse();
            assertThat(writer.takes(access(i, "192.0.2.7 GET", 200))).isTrue();
            writer.add(access(i, "192.0.2.7 GET", 200));
        }
        assertThat(writer.isFull()).isTrue();
        assertThat(writer.takes(access(64, "192.0.2.7 GET", 200))).isFalse();

        writer.begin(shapes);
        writer.add(access(1, "192.0.2.7 " + "x".repeat(20_000), 200));
        assertThat(writer.isFull()).isFalse();
        assertThat(writer.takes(access(2, "192.0.2.7 " + "x".repeat(20_000), 200)))
                .isFalse();
        assertThat(writer.takes(access(2, "192.0.2.7 " + "x".repeat(2_000), 200)))
                .isTrue();
    }

    @Test
    void aLongerEventIsAlone() {
        String line = "192.0.2.7 " + "x".repeat(1 << 20);
        writer.begin(shapes);
        assertThat(writer.takes(access(1, line, 200))).isTrue();
        writer.add(access(1, line, 200));
        assertThat(writer.isFull()).isTrue();

        byte[] record = writer.take();

        assertThat(record.length).isLessThan(line.length() + 1_000);
        assertThat(read(record).get(0).lengthOf(Field.EVENT_ORIGINAL)).isEqualTo(line.length());
        writer.begin(shapes);
        assertThat(writer.held()).as("memory that is kept of it").isZero();
    }

    @Test
    void takesNoEventOfAnotherPartition() {
        LogEvent other = new EventBuilder(
                new EventOrigin(ORIGIN.datasetId(), ORIGIN.topicId(), ORIGIN.topic(), 4), 2, 0, 0, new byte[0]);
        writer.begin(shapes);
        writer.add(access(1, "192.0.2.7 GET", 200));

        assertThat(writer.takes(other)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(other));
    }

    @Test
    void whoKnowsOnlyVersion1SaysWhatToDo() {
        byte[] record = batch(access(1, "192.0.2.7 GET", 200));

        assertThat(LogEventCodec.isEvent(record)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heartbeat.decode(record))
                .withMessageContaining("upgrade the job that reads");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogEventCodec().decode(record))
                .withMessageContaining("upgrade the job that reads");
    }

    @Test
    void recordsOfAllFormsAreRead() {
        EventRecordReader records = new EventRecordReader();
        LogEvent event = access(1, "192.0.2.7 GET", 200);
        Projection projection = Projection.of(SOURCE_IP);

        for (byte[] record : List.of(batch(event), new LogEventCodec().encode(event))) {
            records.open(record);
            assertThat(records.isHeartbeat()).isFalse();
            assertThat(records.next()).isTrue();
            assertThat(records.origin()).isEqualTo(ORIGIN);
            assertThat(records.offset()).isEqualTo(1);
            assertThat(records.index()).isZero();
            assertThat(records.timestampMicros()).isEqualTo(event.timestampMicros());
            assertThat(records.createdMillis()).isEqualTo(event.createdMillis());
            assertThat(records.damage()).isNull();
            assertThat(records.read(projection)).isTrue();
            assertThat(projection.text(SOURCE_IP)).isEqualTo("192.0.2.7");
            assertSame(records.event(), event);
            assertThat(records.next()).isFalse();
        }
        Heartbeat heartbeat = new Heartbeat(ORIGIN.datasetId(), ORIGIN.topicId(), 3, 2_000);
        records.open(heartbeat.encode());
        assertThat(records.isHeartbeat()).isTrue();
        assertThat(records.heartbeat()).isEqualTo(heartbeat);
        assertThat(records.next()).isFalse();
        byte[] alien = heartbeat.encode();
        alien[5]++;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> records.open(alien))
                .withMessageContaining("upgrade the job that reads");
    }

    private byte[] batch(LogEvent... events) {
        writer.begin(shapes);
        for (LogEvent event : events) {
            writer.add(event);
        }
        return writer.take();
    }

    private List<LogEvent> read(byte[] record) {
        List<LogEvent> events = new ArrayList<>();
        reader.open(record);
        while (reader.next()) {
            LogEvent event = reader.event();
            assertThat(reader.damage()).isNull();
            events.add(event);
        }
        return events;
    }

    private static LogEvent version1(LogEvent event) {
        LogEventCodec codec = new LogEventCodec();
        return codec.decode(codec.encode(event));
    }

    private static void assertSame(LogEvent read, LogEvent event) {
        assertThat(read.origin()).isEqualTo(event.origin());
        assertThat(read.position()).isEqualTo(event.position());
        assertThat(read.timestampMicros()).isEqualTo(event.timestampMicros());
        assertThat(read.createdMillis()).isEqualTo(event.createdMillis());
        assertThat(read.ingestedMillis()).isEqualTo(event.ingestedMillis());
        for (Field field : Field.values()) {
            assertThat(read.has(field)).as(field.ecsName()).isEqualTo(event.has(field));
            if (field.isSlice()) {
                assertThat(read.slice(field)).as(field.ecsName()).isEqualTo(event.slice(field));
            } else {
                assertThat(read.number(field)).as(field.ecsName()).isEqualTo(event.number(field));
            }
        }
        assertThat(read.openCount()).isEqualTo(event.openCount());
        for (int i = 0; i < event.openCount(); i++) {
            assertThat(read.text(new FieldName.Open(event.openName(i)))).isEqualTo(event.openText(i));
        }
    }

    private static EventBuilder access(long offset, String line, int status) {
        byte[] bytes = line.getBytes(UTF_8);
        EventBuilder event = new EventBuilder(ORIGIN, offset, 0, 1_700_000_001_000L + offset, bytes);
        event.timestampMicros(1_700_000_000_123_456L + offset * 1_000_000);
        event.ingestedMillis(1_700_000_002_000L);
        event.put(Field.SOURCE_IP, 0, 9);
        event.put(Field.HTTP_REQUEST_METHOD, 10, 3);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        event.put(Field.EVENT_ORIGINAL, 0, bytes.length);
        return event;
    }

    /** Any fields at all, fixed and open, in the line and beside it, with and without the line itself. */
    private static LogEvent random(Random random, long offset) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(26));
        }
        EventBuilder event = new EventBuilder(ORIGIN, offset, random.nextInt(3), random.nextLong(1L << 41), bytes);
        event.timestampMicros(random.nextLong() >> random.nextInt(64));
        event.ingestedMillis(random.nextLong(1L << 41));
        int one = random.nextInt(20);
        for (Field field : Field.values()) {
            if (random.nextInt(20) > one) {
                continue;
            }
            if (!field.isSlice()) {
                event.put(field, random.nextLong() >> random.nextInt(64));
            } else if (random.nextInt(4) == 0) {
                event.append(field, ("é" + random.nextInt()).getBytes(UTF_8));
            } else {
                int from = random.nextInt(bytes.length);
                event.put(field, from, random.nextInt(bytes.length - from + 1));
            }
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            String name = "labels.key" + random.nextInt(30);
            if (event.openIndex(name) >= 0) {
                continue;
            }
            if (random.nextInt(3) == 0) {
                event.appendOpen(name, "ü" + random.nextInt());
            } else {
                int from = random.nextInt(bytes.length);
                event.putOpen(name, from, random.nextInt(bytes.length - from + 1));
            }
        }
        return event;
    }

    private static GenericRecord generic(String name, String kinds, byte[] slots, String line, String extra) {
        return generic(List.of(name), kinds, slots, line, extra);
    }

    /** A batch of one event as another program would write it. */
    private static GenericRecord generic(List<String> names, String kinds, byte[] slots, String line, String extra) {
        Schema schema = EventBatchSchema.AVRO;
        Schema shape = schema.getField("shapes").schema().getElementType();
        Schema event = schema.getField("events").schema().getElementType();
        GenericRecordBuilder batch = new GenericRecordBuilder(schema)
                .set("tenant", "acme")
                .set("dataset", "access")
                .set("raw_topic_id", "id")
                .set("raw_topic", "raw.acme.access")
                .set("raw_partition", 3)
                .set("base_offset", 5L)
                .set("base_ts", 7_000_000L)
                .set("base_created", 8_000L)
                .set("base_ingested", 9_000L)
                .set(
                        "shapes",
                        List.of(new GenericRecordBuilder(shape)
                                .set("names", names)
                                .set("kinds", kinds)
                                .build()))
                .set(
                        "events",
                        List.of(new GenericRecordBuilder(event)
                                .set("offset", 0L)
                                .set("index", 0)
                                .set("ts", 0L)
                                .set("created", 0L)
                                .set("ingested", 0L)
                                .set("shape", 0)
                                .set("flags", 1)
                                .set("line", ByteBuffer.wrap(line.getBytes(UTF_8)))
                                .set("extra", ByteBuffer.wrap(extra.getBytes(UTF_8)))
                                .set("slots", ByteBuffer.wrap(slots))
                                .build()));
        return batch.build();
    }

    private static byte[] encode(GenericRecord record) throws IOException {
        ByteBuffer buffer = new BinaryMessageEncoder<>(new GenericData(), record.getSchema()).encode(record);
        byte[] encoded = new byte[buffer.remaining()];
        buffer.get(encoded);
        return encoded;
    }

    private static byte[] doubleBytes(double value) {
        byte[] bytes = new byte[Double.BYTES];
        ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putDouble(value);
        return bytes;
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
