package io.drey.lake.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.json.Skeleton;
import io.drey.format.json.SkeletonValues;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.Samples;
import io.drey.lake.table.LogsTable;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal")
class LogEventRowTest {

    private static final int RENDERER = LogEventRow.columnOf(Field.EVENT_TIMEZONE) + 1;

    @Test
    void showsEveryFieldOfAnEvent() {
        RowData row = row(Samples.full(123_456));

        for (Field field : Field.values()) {
            int column = LogEventRow.columnOf(field);
            assertThat(row.isNullAt(column)).isFalse();
            switch (field.type()) {
                case LONG -> assertThat(row.getLong(column)).isEqualTo(field.ordinal());
                case BINARY ->
                    assertThat(row.getBinary(column)).isEqualTo(field.ecsName().getBytes(UTF_8));
                case KEYWORD, TEXT, IP -> {
                    assertThat(row.getString(column)).hasToString(field.ecsName());
                    assertThat(row.getString(column).toBytes())
                            .isEqualTo(field.ecsName().getBytes(UTF_8));
                }
            }
        }
    }

    @Test
    void eachColumnIsThatOfItsName() {
        List<Types.NestedField> columns = LakeTable.LOGS.schema().columns();
        assertThat(columns).hasSize(row(Samples.full(1)).getArity());
        assertThat(columns.get(LogEventRow.RENDERER).name()).isEqualTo(LogsTable.RENDERER);
        assertThat(columns.get(LogEventRow.LABELS).name()).isEqualTo(LogsTable.LABELS);
        for (Field field : Field.values()) {
            int column = LogEventRow.columnOf(field);
            assertThat(columns.get(column).name()).isEqualTo(field.columnName());
            assertThat(LogEventRow.fieldOf(column)).isEqualTo(field);
        }
    }

    @Test
    void showsOpenFieldsAsAMapOfTheirNames() {
        RowData row = row(Samples.full(1));

        MapData labels = row.getMap(LogEventRow.LABELS);
        assertThat(labels.size()).isEqualTo(2);
        assertThat(labels.keyArray().getString(0)).hasToString("labels.order.id");
        assertThat(labels.valueArray().getString(0)).hasToString("17");
        assertThat(labels.keyArray().getString(1)).hasToString("trace.state");
        assertThat(labels.valueArray().getString(1)).hasToString("ünï=1");
    }

    @Test
    void showsNoMapWhereAnEventHasNoOpenField() {
        RowData row = row(Samples.bare(1, new byte[] {'x'}));

        assertThat(row.isNullAt(LogEventRow.LABELS)).isTrue();
        assertThat(row.getMap(LogEventRow.LABELS)).isNull();
    }

    @Test
    void showsWhereTheLineStoodAndWhen() {
        RowData row = row(Samples.full(123_456));

        assertThat(row.getString(LogEventRow.TENANT)).hasToString("acme");
        assertThat(row.getString(LogEventRow.DATASET)).hasToString("access");
        assertThat(row.getString(LogEventRow.RAW_TOPIC_ID)).hasToString(Samples.TOPIC_ID);
        assertThat(row.getString(LogEventRow.RAW_TOPIC)).hasToString("raw.acme.access");
        assertThat(row.getInt(LogEventRow.RAW_PARTITION)).isEqualTo(3);
        assertThat(row.getLong(LogEventRow.RAW_OFFSET)).isEqualTo(123_456);
        assertThat(row.getInt(LogEventRow.RAW_INDEX)).isZero();
        assertThat(row.getTimestamp(LogEventRow.TS, 6).toInstant()).hasToString("2026-01-01T00:00:00.123456Z");
        assertThat(row.getTimestamp(LogEventRow.EVENT_CREATED, 6).toInstant()).hasToString("2026-01-01T00:00:01Z");
        assertThat(row.getTimestamp(LogEventRow.EVENT_INGESTED, 6).toInstant()).hasToString("2026-01-01T00:00:02Z");
        assertThat(row.getInt(LogEventRow.DAY)).isEqualTo(20_454);
        assertThat(row.getBoolean(LogEventRow.TS_SUSPECT)).isFalse();
    }

    @Test
    void showsATimeStampBeforeTheEpoch() {
        EventBuilder event = Samples.bare(1, new byte[] {1});
        event.timestampMicros(-1);

        assertThat(row(event).getTimestamp(LogEventRow.TS, 6).toInstant()).hasToString("1969-12-31T23:59:59.999999Z");
        assertThat(row(event).getBoolean(LogEventRow.TS_SUSPECT)).isTrue();
    }

    @Test
    void showsAbsentFieldsAsNullAndTheLineByteForByte() {
        byte[] line = {(byte) 0xFF, 0, 27, (byte) 0xC0, 10};

        RowData row = row(Samples.bare(1, line));

        for (Field field : Field.values()) {
            int column = LogEventRow.columnOf(field);
            assertThat(row.isNullAt(column)).isEqualTo(field != Field.EVENT_ORIGINAL);
            if (field.type() != Field.Type.LONG && field != Field.EVENT_ORIGINAL) {
                assertThat(row.getString(column)).isNull();
            }
        }
        assertThat(row.getBinary(LogEventRow.columnOf(Field.EVENT_ORIGINAL))).isEqualTo(line);
    }

    @Test
    void leavesOutWhatFollowsFromOtherColumns() {
        RowData row = row(Samples.parsed(
                "combined", "1.2.3.4 - - [17/May/2015:10:05:03 +0200] \"GET /a?b=c HTTP/1.1\" 200 5 \"-\" \"curl\""));

        assertThat(row.isNullAt(LogEventRow.columnOf(Field.EVENT_ORIGINAL))).isTrue();
        assertThat(row.getBinary(LogEventRow.columnOf(Field.EVENT_ORIGINAL))).isNull();
        assertThat(row.isNullAt(LogEventRow.columnOf(Field.SOURCE_ADDRESS))).isTrue();
        assertThat(row.isNullAt(LogEventRow.columnOf(Field.URL_ORIGINAL))).isTrue();
        assertThat(row.getString(LogEventRow.columnOf(Field.EVENT_TIMEZONE))).hasToString("+0200");
        assertThat(row.getString(RENDERER)).hasToString("combined");
        assertThat(LakeTable.LOGS.schema().columns().get(RENDERER).name()).isEqualTo(LogsTable.RENDERER);
    }

    @Test
    void keepsWhatDoesNotFollow() {
        RowData row = row(Samples.parsed(
                "combined",
                "host.example - - [17/May/2015:10:05:03 +0200] \"GET /a? HTTP/1.1\" 200 005 \"-\" \"curl\""));

        assertThat(row.getBinary(LogEventRow.columnOf(Field.EVENT_ORIGINAL)))
                .asString(UTF_8)
                .contains(" 005 ");
        assertThat(row.getString(LogEventRow.columnOf(Field.SOURCE_ADDRESS))).hasToString("host.example");
        assertThat(row.getString(LogEventRow.columnOf(Field.URL_ORIGINAL))).hasToString("/a?");
        assertThat(row.isNullAt(RENDERER)).isTrue();
    }

    @Test
    void keepsOfAJsonLineWhatNoFieldHas() {
        LogEvent event = Samples.parsed(
                "json", "{\"time\":\"2026-03-04T05:06:07Z\",\"order\":\"\\u0041\",\"user\":\"ann\",\"none\":null}");
        RowData row = row(event);

        assertThat(row.getString(RENDERER)).hasToString(Skeleton.ID);
        byte[] skeleton = row.getBinary(LogEventRow.columnOf(Field.EVENT_ORIGINAL));
        assertThat(skeleton).asString(UTF_8).contains("\\u0041", "null").doesNotContain("2026", "ann");
        assertThat(Skeleton.of(skeleton).render(SkeletonValues.of(event))).isEqualTo(event.slice(Field.EVENT_ORIGINAL));
        assertThat(((LogEventRow) row).skeleton()).isSameAs(skeleton);
    }

    @Test
    void refusesAColumnOfAnotherType() {
        RowData row = row(Samples.full(1));

        assertThatIllegalArgumentException().isThrownBy(() -> row.getInt(LogEventRow.TENANT));
        assertThatIllegalArgumentException().isThrownBy(() -> row.getLong(LogEventRow.RAW_PARTITION));
        assertThatIllegalArgumentException().isThrownBy(() -> row.getString(LogEventRow.LABELS));
        assertThatIllegalArgumentException().isThrownBy(() -> row.getMap(LogEventRow.DATASET));
        assertThatThrownBy(() -> row.setRowKind(RowKind.DELETE)).hasMessageContaining("only ever inserted");
    }

    @Test
    void survivesAShuffle() throws IOException {
        DataOutputSerializer output = new DataOutputSerializer(64);
        LogEventRowSerializer serializer = new LogEventRowSerializer();
        serializer.serialize(row(Samples.full(99)), output);

        RowData read = serializer.deserialize(new DataInputDeserializer(output.getCopyOfBuffer()));

        assertThat(read.getLong(LogEventRow.RAW_OFFSET)).isEqualTo(99);
        assertThat(read.getString(LogEventRow.TENANT)).hasToString("acme");
        assertThat(read.getString(LogEventRow.columnOf(Field.MESSAGE))).hasToString("message");
        assertThat(read.getMap(LogEventRow.LABELS).size()).isEqualTo(2);
    }

    @Test
    void noticesThatAnotherTenantsEventFollows() {
        LogEventRows rows = new LogEventRows();
        LogEvent acme = Samples.full(1);
        LogEvent other =
                EventBuilder.at(new DatasetId("globex", "access"), Samples.position(2), 0, "line".getBytes(UTF_8));

        assertThat(rows.map(acme).getString(LogEventRow.TENANT)).hasToString("acme");
        assertThat(rows.map(other).getString(LogEventRow.TENANT)).hasToString("globex");
        assertThat(rows.map(acme).getString(LogEventRow.TENANT)).hasToString("acme");
    }

    @Test
    void comparesTextByItsBytes() {
        byte[] bytes = "-é-z-".getBytes(UTF_8);
        Utf8Slice accented = new Utf8Slice(bytes, 1, 2);
        Utf8Slice plain = new Utf8Slice(bytes, 4, 1);

        assertThat(accented).hasToString("é").isEqualTo(StringData.fromString("é"));
        assertThat(plain.compareTo(accented)).isNegative();
        assertThat(new ConstantText("z").compareTo(accented)).isNegative();
    }

    private static RowData row(LogEvent event) {
        return new LogEventRows().map(event);
    }
}
