package io.drey.query.rollup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drey.event.Sha256;
import io.drey.job.opensearch.SearchDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** Makes the documents of a roll-up, of rows of dataset, type, metric, value of the attribute, and amount. */
record RollUpDocument(String tenant, Instant begin, Duration length) implements MapFunction<Row, SearchDocument> {

    /** Beyond those of the aggregation job, so that nothing adds a roll-up to what it was made of. */
    private static final int LEVEL = 100;

    private static final String TOTAL = "total";
    private static final String REST = "rest";
    private static final int ID_LENGTH = 32;
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu.MM").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

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
        String identity = String.join(
                " ",
                tenant,
                dataset,
                begin.toString(),
                length.toString(),
                type,
                String.valueOf(metric),
                String.valueOf(value));
        return SearchDocument.unversioned(
                "metrics-%s-%s".formatted(tenant, MONTH.format(begin)),
                Sha256.of(identity, ID_LENGTH),
                json(dataset, type, metric, value, amount));
    }

    private byte[] json(String dataset, String type, String metric, String value, long amount) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("@timestamp", TIME.format(begin));
            json.writeStringField("end_time", TIME.format(begin.plus(length)));
            json.writeNumberField("window_seconds", length.toSeconds());
            json.writeNumberField("window_level", LEVEL);
            json.writeNumberField("hour_of_day", begin.atOffset(ZoneOffset.UTC).getHour());
            json.writeObjectFieldStart("data_stream");
            json.writeStringField("namespace", tenant);
            json.writeStringField("dataset", dataset);
            json.writeEndObject();
            json.writeStringField("attribute_type", "rollup_" + type);
            if (value != null) {
                json.writeStringField("attribute_value", value);
            }
            if (type.equals(TOTAL) || REST.equals(metric)) {
                json.writeStringField("metric", metric);
            }
            json.writeNumberField(type.equals(TOTAL) ? "value" : "count", amount);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
