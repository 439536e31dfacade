package io.drey.lake.row;

import io.drey.event.LogEvent;
import io.drey.format.json.Skeletons;
import io.drey.lake.LakeTable;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.RowData;

/**
 * Shows events as rows of {@link LakeTable#LOGS}, without copying. Not thread-safe. Consecutive events mostly come from one topic, whose names are
 * prepared once.
 */
public final class LogEventRows implements MapFunction<LogEvent, RowData> {

    private transient Origin last;
    private transient Skeletons skeletons;

    @Override
    public RowData map(LogEvent event) {
        if (last == null || !last.isOf(event)) {
            last = new Origin(event);
        }
        if (skeletons == null) {
            skeletons = new Skeletons();
        }
        return new LogEventRow(event, last, skeletons);
    }
}
