package io.drey.lake.landing;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import io.drey.lake.LakeTable;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Makes rows of {@link LakeTable#ALERTS}. */
final class AlertRows implements MapFunction<Alert, RowData> {

    @Override
    public RowData map(Alert alert) {
        return GenericRowData.of(
                StringData.fromString(alert.id()),
                StringData.fromString(alert.tenant()),
                StringData.fromString(alert.dataset()),
                StringData.fromString(alert.ruleId()),
                alert.ruleVersion(),
                StringData.fromString(alert.ruleTitle()),
                StringData.fromString(alert.severity()),
                StringData.fromString(alert.groupKey()),
                TimestampData.fromEpochMillis(alert.firstMillis()),
                TimestampData.fromEpochMillis(alert.timestampMillis()),
                TimestampData.fromEpochMillis(alert.createdMillis()),
                StringData.fromString(alert.reason()),
                alert.eventCount(),
                evidence(alert.evidence()),
                alert.late());
    }

    private static GenericArrayData evidence(Evidence[] evidence) {
        Object[] rows = new Object[evidence.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = GenericRowData.of(
                    StringData.fromString(evidence[i].eventId()),
                    TimestampData.fromEpochMillis(evidence[i].timestampMillis()),
                    evidence[i].original());
        }
        return new GenericArrayData(rows);
    }
}
