package io.drey.lake.landing;

import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.lake.LakeTable;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Makes rows of {@link LakeTable#METRICS}, in the words of the documents that go to OpenSearch. */
final class MetricRows implements MapFunction<MetricPoint, RowData> {

    private static final long serialVersionUID = 1L;

    @Override
    public RowData map(MetricPoint point) {
        MetricWindow window = point.window();
        boolean isCount = point.isCount();
        return GenericRowData.of(
                StringData.fromString(point.id()),
                StringData.fromString(window.tenant()),
                StringData.fromString(window.dataset()),
                TimestampData.fromEpochMillis(window.startMillis()),
                TimestampData.fromEpochMillis(window.endMillis()),
                window.seconds(),
                window.hourOfDay(),
                StringData.fromString(point.attributeType()),
                StringData.fromString(point.attributeValue()),
                isCount ? point.amount() : null,
                isCount ? point.error() : null,
                point.isPlace() ? point.rank() : null,
                StringData.fromString(point.metric()),
                point.isPlace() ? null : StringData.fromString(point.attributeType()),
                isCount ? null : point.amount(),
                isCount ? null : point.error(),
                point.version());
    }
}
