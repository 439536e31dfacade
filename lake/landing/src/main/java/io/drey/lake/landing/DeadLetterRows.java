package io.drey.lake.landing;

import io.drey.event.DeadLetter;
import io.drey.lake.LakeTable;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Makes rows of {@link LakeTable#DEAD_LETTERS}. */
final class DeadLetterRows implements MapFunction<DeadLetter, RowData> {

    @Override
    public RowData map(DeadLetter letter) {
        return GenericRowData.of(
                StringData.fromString(letter.tenant()),
                StringData.fromString(letter.dataset()),
                StringData.fromString(letter.topicId()),
                StringData.fromString(letter.topic()),
                letter.partition(),
                letter.offset(),
                letter.index(),
                letter.column(),
                StringData.fromString(letter.reason()),
                TimestampData.fromEpochMillis(letter.createdMillis()),
                letter.raw(),
                letter.rawLength(),
                StringData.fromString(letter.rawSha256()),
                StringData.fromString(letter.path()));
    }
}
