package io.drey.lake.landing;

import io.drey.event.DroppedLine;
import io.drey.lake.LakeTable;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Makes rows of {@link LakeTable#DROPPED}. */
final class DroppedRows implements MapFunction<DroppedLine, RowData> {

    @Override
    public RowData map(DroppedLine line) {
        return GenericRowData.of(
                StringData.fromString(line.tenant()),
                StringData.fromString(line.dataset()),
                StringData.fromString(line.topicId()),
                StringData.fromString(line.topic()),
                line.partition(),
                line.offset(),
                line.index(),
                StringData.fromString(line.reason()),
                TimestampData.fromEpochMillis(line.createdMillis()));
    }
}
