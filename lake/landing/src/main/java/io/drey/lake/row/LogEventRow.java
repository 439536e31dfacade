package io.drey.lake.row;

import io.drey.event.Derivation;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.LineRenderers;
import io.drey.format.json.Skeleton;
import io.drey.format.json.Skeletons;
import io.drey.format.line.LineRenderer;
import io.drey.lake.LakeTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RawValueData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;

/**
 * An event as a row of {@link LakeTable#LOGS}: a view, so that a value is taken from the event's bytes only when the
 * Parquet writer asks for it.
 */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema is its column
public final class LogEventRow implements RowData {

    public static final int TENANT = 0;
    public static final int DATASET = 1;
    public static final int TS = 2;
    public static final int EVENT_CREATED = 3;
    public static final int EVENT_INGESTED = 4;
    public static final int RAW_TOPIC_ID = 5;
    public static final int RAW_TOPIC = 6;
    public static final int RAW_PARTITION = 7;
    public static final int RAW_OFFSET = 8;
    public static final int RAW_INDEX = 9;
    public static final int DAY = 10;
    public static final int TS_SUSPECT = 11;
    /** The column of the first {@link Field}; the others follow in their order, with the renderer and open fields among them. */
    public static final int FIRST_FIELD = 12;

    private static final Field[] FIELDS = Field.values();
    /** How each field follows from others, by its place; null for those that do not. */
    private static final Derivation[] DERIVATIONS =
            Arrays.stream(FIELDS).map(field -> field.derivation().orElse(null)).toArray(Derivation[]::new);

    private static final Map<LineRenderer, StringData> RENDERER_IDS =
            LineRenderers.all().stream().collect(Collectors.toMap(each -> each, each -> new ConstantText(each.id())));

    private static final StringData SKELETON_ID = new ConstantText(Skeleton.ID);
    public static final int RENDERER = FIRST_FIELD + Field.EVENT_TIMEZONE.ordinal() + 1;
    /** The column of open fields. */
    public static final int LABELS = FIRST_FIELD + Field.DESTINATION_PORT.ordinal() + 2;

    private final LogEvent event;
    private final Origin origin;
    private final LineRenderer renderer;
    private final Skeleton skeleton;

    LogEventRow(LogEvent event, Origin origin, Skeletons skeletons) {
        this.event = event;
        this.origin = origin;
        this.renderer = LineRenderers.forLineOf(event);
        this.skeleton = renderer == null ? skeletons.forLineOf(event) : null;
    }

    static int columnOf(Field field) {
        int column = FIRST_FIELD + field.ordinal();
        if (column < RENDERER) {
            return column;
        }
        return column + 1 < LABELS ? column + 1 : column + 2;
    }

    public LogEvent event() {
        return event;
    }

    /** What is stored of the line beside the fields: its skeleton; null where the line is stored whole, or not at all. */
    public byte[] skeleton() {
        return skeleton == null ? null : skeleton.text();
    }

    @Override
    public int getArity() {
        return FIRST_FIELD + FIELDS.length + 2;
    }

    @Override
    public RowKind getRowKind() {
        return RowKind.INSERT;
    }

    @Override
    public void setRowKind(RowKind kind) {
        if (kind != RowKind.INSERT) {
            throw new UnsupportedOperationException("events are only ever inserted, not: " + kind);
        }
    }

    @Override
    public boolean isNullAt(int column) {
        if (column < FIRST_FIELD) {
            return false;
        }
        if (column == RENDERER) {
            return renderer == null && skeleton == null;
        }
        if (column == LABELS) {
            return event.openCount() == 0;
        }
        return lacks(fieldOf(column));
    }

    /** Whether a field is absent, or follows from others and is not stored. */
    public boolean lacks(Field field) {
        if (!event.has(field)) {
            return true;
        }
        if (field == Field.EVENT_ORIGINAL) {
            return renderer != null;
        }
        Derivation derivation = DERIVATIONS[field.ordinal()];
        return derivation != null && derivation.holds(event, field);
    }

    @Override
    public StringData getString(int column) {
        if (column == RENDERER) {
            return skeleton == null ? RENDERER_IDS.get(renderer) : SKELETON_ID;
        }
        return switch (column) {
            case TENANT -> origin.tenant();
            case DATASET -> origin.dataset();
            case RAW_TOPIC_ID -> origin.rawTopicId();
            case RAW_TOPIC -> origin.rawTopic();
            default -> isNullAt(column) ? null : slice(fieldOf(column));
        };
    }

    private StringData slice(Field field) {
        return new Utf8Slice(event.bytes(), event.offsetOf(field), event.lengthOf(field));
    }

    @Override
    public byte[] getBinary(int column) {
        if (isNullAt(column)) {
            return null;
        }
        Field field = fieldOf(column);
        if (field == Field.EVENT_ORIGINAL && skeleton != null) {
            return skeleton.text();
        }
        byte[] bytes = event.bytes();
        int from = event.offsetOf(field);
        int length = event.lengthOf(field);
        return from == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length);
    }

    @Override
    public long getLong(int column) {
        return column == RAW_OFFSET ? event.offset() : event.number(fieldOf(column));
    }

    @Override
    public int getInt(int column) {
        return switch (column) {
            case RAW_PARTITION -> event.partition();
            case RAW_INDEX -> event.index();
            case DAY -> LandingDay.of(event.timestampMicros(), event.createdMillis(), event.ingestedMillis());
            default -> throw notOfType(column, "int");
        };
    }

    @Override
    public boolean getBoolean(int column) {
        if (column != TS_SUSPECT) {
            throw notOfType(column, "boolean");
        }
        return LandingDay.isSuspect(event.timestampMicros(), event.createdMillis(), event.ingestedMillis());
    }

    @Override
    public TimestampData getTimestamp(int column, int precision) {
        return switch (column) {
            case TS -> {
                long micros = event.timestampMicros();
                yield TimestampData.fromEpochMillis(
                        Math.floorDiv(micros, 1000L), (int) Math.floorMod(micros, 1000L) * 1000);
            }
            case EVENT_CREATED -> TimestampData.fromEpochMillis(event.createdMillis());
            case EVENT_INGESTED -> TimestampData.fromEpochMillis(event.ingestedMillis());
            default -> throw notOfType(column, "timestamp");
        };
    }

    /** The field of a column behind the first ones; not of the renderer's or the open fields'. */
    public static Field fieldOf(int column) {
        if (column < FIRST_FIELD || column == RENDERER || column == LABELS) {
            throw notOfType(column, "field");
        }
        int place = column - FIRST_FIELD;
        if (column > RENDERER) {
            place--;
        }
        return FIELDS[column < LABELS ? place : place - 1];
    }

    private static IllegalArgumentException notOfType(int column, String type) {
        return new IllegalArgumentException("column %d of logs holds no %s".formatted(column, type));
    }

    @Override
    public byte getByte(int column) {
        throw notOfType(column, "byte");
    }

    @Override
    public short getShort(int column) {
        throw notOfType(column, "short");
    }

    @Override
    public float getFloat(int column) {
        throw notOfType(column, "float");
    }

    @Override
    public double getDouble(int column) {
        throw notOfType(column, "double");
    }

    @Override
    public DecimalData getDecimal(int column, int precision, int scale) {
        throw notOfType(column, "decimal");
    }

    @Override
    public <T> RawValueData<T> getRawValue(int column) {
        throw notOfType(column, "raw value");
    }

    @Override
    public ArrayData getArray(int column) {
        throw notOfType(column, "array");
    }

    @Override
    public MapData getMap(int column) {
        if (column != LABELS) {
            throw notOfType(column, "map");
        }
        if (event.openCount() == 0) {
            return null;
        }
        Map<StringData, StringData> labels = new LinkedHashMap<>();
        for (int i = 0; i < event.openCount(); i++) {
            labels.put(
                    StringData.fromString(event.openName(i)),
                    new Utf8Slice(event.bytes(), event.openOffset(i), event.openLength(i)));
        }
        return new GenericMapData(labels);
    }

    @Override
    public RowData getRow(int column, int fields) {
        throw notOfType(column, "row");
    }

    @Override
    public String toString() {
        return event.toString();
    }
}
