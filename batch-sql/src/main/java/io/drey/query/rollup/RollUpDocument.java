package io.drey.query.rollup;

import io.drey.job.opensearch.SearchDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** Makes the documents of a roll-up, of rows of dataset, type, metric, value of the attribute, and amount. */
record RollUpDocument(PeriodDocuments documents) implements MapFunction<Row, SearchDocument> {

    private static final String TOTAL = "total";
    private static final String REST = "rest";

    /** Ends rows in a sink, as documents. */
    void write(DataStream<Row> rows, Sink<SearchDocument> sink) {
        rows.map(this).returns(TypeInformation.of(SearchDocument.class)).sinkTo(sink);
    }

    @Override
    public SearchDocument map(Row row) {
        String dataset = (String) row.getField(0);
        String type = (String) row.getField(1);
        String metric = (String) row.getField(2);
        String value = (String) row.getField(3);
        long amount = ((Number) row.getField(4)).longValue();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("attribute_type", "rollup_" + type);
        if (value != null) {
            texts.put("attribute_value", value);
        }
        if (type.equals(TOTAL) || REST.equals(metric)) {
            texts.put("metric", metric);
        }
        return documents.of(
                dataset,
                String.join(" ", type, String.valueOf(metric), String.valueOf(value)),
                texts,
                Map.of(type.equals(TOTAL) ? "value" : "count", amount));
    }
}
