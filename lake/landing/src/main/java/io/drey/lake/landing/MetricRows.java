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
        MetricPoint.Reading reading = point.reading();
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
                isCount || reading != null ? point.amount() : null,
                isCount || reading != null ? point.error() : null,
                point.isPlace() ? point.rank() : null,
                StringData.fromString(point.metric()),
                point.metric() == null ? null : StringData.fromString(point.attributeType()),
                reading != null ? Long.valueOf(Math.round(reading.value())) : isCount ? null : point.amount(),
                reading != null ? Long.valueOf((long) Math.ceil(reading.error())) : isCount ? null : point.error(),
                point.version(),
                reading != null ? reading.value() : null);
    }
}
