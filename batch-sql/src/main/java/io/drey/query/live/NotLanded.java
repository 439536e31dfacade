package io.drey.query.live;

import io.drey.event.EventRecordReader;
import io.drey.event.LogEvent;
import io.drey.lake.row.LogEventRows;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;

/**
 * Makes rows like those of the lake of the events of an events topic that are not in the lake yet, each once: the topic has
 * some again after a failure. A raw partition's events stand in one partition of the topic, in their order, so each instance
 * knows all of those that it reads. Damaged events are left out; the jobs that read them bring them to the dead letters.
 */
final class NotLanded extends RichFlatMapFunction<byte[], RowData> {

    private static final long serialVersionUID = 1L;

    private final LandedPositions landed;
    private final RowType type;

    private transient EventRecordReader reader;
    private transient LogEventRows rows;
    private transient RowData.FieldGetter[] getters;

    NotLanded(LandedPositions landed, RowType type) {
        this.landed = landed;
        this.type = type;
    }

    @Override
    public void open(OpenContext context) {
        reader = new EventRecordReader();
        rows = new LogEventRows();
        getters = new RowData.FieldGetter[type.getFieldCount()];
        for (int i = 0; i < getters.length; i++) {
            LogicalType each = type.getTypeAt(i);
            getters[i] = RowData.createFieldGetter(each, i);
        }
    }

    @Override
    public void flatMap(byte[] record, Collector<RowData> out) {
        reader.open(record);
        while (reader.next()) {
            if (reader.damage() != null || !landed.advance(reader.origin(), reader.offset(), reader.index())) {
                continue;
            }
            LogEvent event = reader.event();
            if (event != null) {
                out.collect(row(rows.map(event)));
            }
        }
    }

    /** A row of its own, whose texts are of the kind that the engine's code wants. */
    private RowData row(RowData shown) {
        GenericRowData row = new GenericRowData(getters.length);
        for (int i = 0; i < getters.length; i++) {
            row.setField(i, value(getters[i].getFieldOrNull(shown)));
        }
        return row;
    }

    private static Object value(Object shown) {
        if (shown instanceof StringData text) {
            return StringData.fromBytes(text.toBytes());
        }
        if (shown instanceof MapData map) {
            Map<Object, Object> texts = new HashMap<>();
            for (int i = 0; i < map.size(); i++) {
                texts.put(
                        value(map.keyArray().getString(i)),
                        value(map.valueArray().getString(i)));
            }
            return new GenericMapData(texts);
        }
        return shown;
    }
}
