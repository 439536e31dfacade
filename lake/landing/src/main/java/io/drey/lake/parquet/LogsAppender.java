package io.drey.lake.parquet;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Utf8;
import io.drey.lake.LakeTable;
import io.drey.lake.TableColumns;
import io.drey.lake.row.LogEventRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.util.PropertyUtil;

/** A Parquet file of {@link LakeTable#LOGS}. Takes {@link LogEventRow}s only. Not thread-safe. */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema is its slot
public final class LogsAppender implements FileAppender<RowData> {

    private static final Field[] FIELDS = Field.values();
    private static final int ROW_GROUP_ROWS = 1 << 19;
    private static final int CHECK_ROWS = 1024;
    private static final int DEFAULT_LEVEL = 3;
    /** Whoever makes up names for each line must not fill the memory with them. */
    private static final int MOST_NAMES = 4096;

    private final ColumnFile file;
    private final List<Column> columns = new ArrayList<>();

    private final TextColumn[] constants = new TextColumn[LogEventRow.FIRST_FIELD];
    private final NumberColumn[] numbers = new NumberColumn[LogEventRow.FIRST_FIELD];
    private final FlagColumn suspect;
    private final TextColumn[] texts = new TextColumn[FIELDS.length];
    private final NumberColumn[] longs = new NumberColumn[FIELDS.length];
    private final TextColumn renderer;
    private final MapColumn labels;
    /** The names of open fields, as bytes: lines mostly have the same. */
    private final Map<String, byte[]> openNames = new HashMap<>();

    private int rows;
    private long memory;

    /**
     * An empty file.
     *
     * @param table the table it is for: where it has this version's columns, its compression level and metrics
     * @param output where it is written
     */
    public LogsAppender(Table table, OutputFile output) {
        this.file = new ColumnFile(
                requireNonNull(table, "table is null"),
                TableColumns.of(LakeTable.LOGS, table).written(),
                output,
                PropertyUtil.propertyAsInt(
                        table.properties(), TableProperties.PARQUET_COMPRESSION_LEVEL, DEFAULT_LEVEL));
        FlagColumn flag = null;
        TextColumn rendererColumn = null;
        MapColumn labelsColumn = null;
        List<List<ColumnDescriptor>> leaves = ColumnFile.leaves(file.type());
        for (int place = 0; place < leaves.size(); place++) {
            Column column = LogRows.column(leaves.get(place));
            columns.add(column);
            if (place == LogEventRow.TS_SUSPECT) {
                flag = (FlagColumn) column;
            } else if (place == LogEventRow.RENDERER) {
                rendererColumn = (TextColumn) column;
            } else if (place == LogEventRow.LABELS) {
                labelsColumn = (MapColumn) column;
            } else if (place >= LogEventRow.FIRST_FIELD) {
                int field = LogEventRow.fieldOf(place).ordinal();
                texts[field] = column instanceof TextColumn text ? text : null;
                longs[field] = column instanceof NumberColumn number ? number : null;
            } else {
                constants[place] = column instanceof TextColumn text ? text : null;
                numbers[place] = column instanceof NumberColumn number ? number : null;
            }
        }
        this.suspect = flag;
        this.renderer = rendererColumn;
        this.labels = labelsColumn;
    }

    @Override
    public void add(RowData data) {
        LogEventRow row = (LogEventRow) data;
        LogEvent event = row.event();
        for (int place = 0; place < constants.length; place++) {
            if (constants[place] != null) {
                StringData text = row.getString(place);
                constants[place].addConstant(rows, text, text.toBytes());
            }
        }
        numbers[LogEventRow.TS].add(rows, event.timestampMicros());
        numbers[LogEventRow.EVENT_CREATED].add(rows, event.createdMillis() * 1000);
        numbers[LogEventRow.EVENT_INGESTED].add(rows, event.ingestedMillis() * 1000);
        numbers[LogEventRow.RAW_PARTITION].add(rows, event.partition());
        numbers[LogEventRow.RAW_OFFSET].add(rows, event.offset());
        numbers[LogEventRow.RAW_INDEX].add(rows, event.index());
        numbers[LogEventRow.DAY].add(rows, row.getInt(LogEventRow.DAY));
        suspect.add(rows, row.getBoolean(LogEventRow.TS_SUSPECT));
        addFields(row, event);
        addOpenFields(event);
        if (!row.isNullAt(LogEventRow.RENDERER)) {
            StringData id = row.getString(LogEventRow.RENDERER);
            renderer.addConstant(rows, id, id.toBytes());
        }
        rows++;
        if (rows % CHECK_ROWS == 0) {
            memory = columns.stream().mapToLong(Column::memory).sum();
            if (rows >= ROW_GROUP_ROWS || memory > ColumnFile.ROW_GROUP_BYTES) {
                writeRowGroup();
            }
        }
    }

    private void addFields(LogEventRow row, LogEvent event) {
        byte[] bytes = event.bytes();
        byte[] skeleton = row.skeleton();
        for (int i = 0; i < FIELDS.length; i++) {
            Field field = FIELDS[i];
            if (row.lacks(field)) {
                continue;
            }
            if (skeleton != null && field == Field.EVENT_ORIGINAL) {
                texts[i].addConstant(rows, skeleton, skeleton);
                continue;
            }
            if (texts[i] == null) {
                longs[i].add(rows, event.number(field));
            } else {
                texts[i].add(rows, bytes, event.offsetOf(field), event.lengthOf(field));
            }
        }
    }

    private void addOpenFields(LogEvent event) {
        for (int i = 0; i < event.openCount(); i++) {
            byte[] name = openNames.get(event.openName(i));
            if (name == null) {
                if (openNames.size() == MOST_NAMES) {
                    openNames.clear();
                }
                name = Utf8.encode(event.openName(i));
                openNames.put(event.openName(i), name);
            }
            labels.add(rows, name, 0, name.length, event.bytes(), event.openOffset(i), event.openLength(i));
        }
    }

    private void writeRowGroup() {
        file.write(rows, columns::get);
        rows = 0;
        memory = 0;
    }

    /** What was written, and about what is to come. */
    @Override
    public long length() {
        return file.length() + (file.isClosed() ? 0 : memory / 4);
    }

    @Override
    public Metrics metrics() {
        return file.metrics();
    }

    @Override
    public List<Long> splitOffsets() {
        return file.splitOffsets();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (rows > 0 && !file.isClosed()) {
                writeRowGroup();
            }
        }
    }
}
