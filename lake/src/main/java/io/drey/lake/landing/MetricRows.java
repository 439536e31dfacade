package io.drey.lake.landing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.job.opensearch.SearchDocument;
import io.drey.lake.LakeTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Makes rows of {@link LakeTable#METRICS} of the documents that go to OpenSearch, so that both say the same. */
final class MetricRows implements MapFunction<SearchDocument, RowData> {

    private static final long serialVersionUID = 1L;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public RowData map(SearchDocument document) {
        JsonNode json;
        try {
            json = JSON.readTree(document.json());
        } catch (IOException e) {
            throw new UncheckedIOException("metric %s is no JSON".formatted(document.id()), e);
        }
        return GenericRowData.of(
                StringData.fromString(document.id()),
                text(json.at("/data_stream/namespace")),
                text(json.at("/data_stream/dataset")),
                time(json.path("@timestamp")),
                time(json.path("end_time")),
                json.path("window_seconds").intValue(),
                json.path("hour_of_day").intValue(),
                text(json.path("attribute_type")),
                text(json.path("attribute_value")),
                number(json.path("count")),
                number(json.path("count_error")),
                json.has("rank") ? json.path("rank").intValue() : null,
                text(json.path("metric")),
                text(json.path("dimension")),
                number(json.path("value")),
                number(json.path("value_error")),
                document.version());
    }

    private static StringData text(JsonNode value) {
        return value.isTextual() ? StringData.fromString(value.textValue()) : null;
    }

    private static Long number(JsonNode value) {
        return value.isNumber() ? value.longValue() : null;
    }

    private static TimestampData time(JsonNode value) {
        return TimestampData.fromInstant(Instant.parse(value.textValue()));
    }
}
