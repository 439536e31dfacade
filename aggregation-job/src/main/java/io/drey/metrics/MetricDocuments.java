package io.drey.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drey.configuration.MetricDocument;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.job.opensearch.SearchDocument;
import io.drey.metrics.domain.BuiltInMetrics;
import io.drey.metrics.domain.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Makes documents of the points of metrics, in the index of the tenant and the month in which the window begins. Id and
 * version are the point's, so that a correction overwrites what it corrects.
 */
public final class MetricDocuments implements MapFunction<MetricPoint, SearchDocument> {

    private static final long serialVersionUID = 1L;

    private static final JsonFactory JSON = new JsonFactory();

    /** What is counted by country, or by place: not in the field of lines, which is an open one, but all together in one object. */
    private static final Set<String> PLACES = BuiltInMetrics.ALL.stream()
            .filter(metric -> metric.dimension().equals(List.of(MetricDocument.PLACE))
                    || metric.dimension().equals(List.of("source.geo.country_iso_code")))
            .map(MetricDocument::name)
            .collect(Collectors.toUnmodifiableSet());

    private static final Map<String, String> FIELDS = fields();
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu.MM").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** What is counted by one field, by the name of the metric. */
    private static Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        for (MetricDocument metric : BuiltInMetrics.ALL) {
            if (metric.dimension().size() == 1 && !PLACES.contains(metric.name())) {
                fields.put(metric.name(), fieldOf(metric.dimension().get(0)));
            }
        }
        return Map.copyOf(fields);
    }

    /** Where lines have what is counted by: a page is a path, a caller an address, as far as a filter goes. */
    private static String fieldOf(String dimension) {
        return switch (dimension) {
            case MetricDocument.PAGE -> "url.path";
            case MetricDocument.CALLER -> "source.ip";
            default -> dimension;
        };
    }

    /** The documents of a stream's points. */
    public static DataStream<SearchDocument> of(DataStream<MetricPoint> points) {
        return points.map(new MetricDocuments())
                .returns(TypeInformation.of(SearchDocument.class))
                .name("metrics as documents")
                .uid("metrics-documents");
    }

    @Override
    public SearchDocument map(MetricPoint point) {
        return new SearchDocument(index(point.window()), point.id(), point.version(), json(point));
    }

    private static String index(MetricWindow window) {
        return "metrics-" + window.tenant() + "-" + MONTH.format(Instant.ofEpochMilli(window.startMillis()));
    }

    private static byte[] json(MetricPoint point) {
        MetricWindow window = point.window();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("@timestamp", TIME.format(Instant.ofEpochMilli(window.startMillis())));
            json.writeStringField("end_time", TIME.format(Instant.ofEpochMilli(window.endMillis())));
            json.writeNumberField("window_seconds", window.seconds());
            json.writeNumberField("window_level", window.level());
            if (window.hasWider()) {
                json.writeStringField("wider_start", TIME.format(Instant.ofEpochMilli(window.widerStartMillis())));
                json.writeStringField("wider_end", TIME.format(Instant.ofEpochMilli(window.widerEndMillis())));
            }
            json.writeNumberField("hour_of_day", window.hourOfDay());
            json.writeObjectFieldStart("data_stream");
            json.writeStringField("namespace", window.tenant());
            json.writeStringField("dataset", window.dataset());
            json.writeEndObject();
            json.writeStringField("attribute_type", point.attributeType());
            if (point.isReading()) {
                writeReading(point, json);
            } else if (point.isPlace()) {
                json.writeStringField("attribute_value", point.attributeValue());
                json.writeNumberField("count", point.amount());
                json.writeNumberField("count_error", point.error());
                json.writeNumberField("rank", point.rank());
                if (point.highestOther() > 0) {
                    json.writeNumberField("highest_other", point.highestOther());
                }
                writeDimension(point, json);
            } else if (point.isRest()) {
                json.writeStringField("metric", point.metric());
                json.writeStringField("dimension", point.attributeType());
                json.writeNumberField("count", point.amount());
                json.writeNumberField("count_error", point.error());
                json.writeNumberField("highest_other", point.highestOther());
            } else {
                json.writeStringField("metric", point.metric());
                json.writeStringField("dimension", point.attributeType());
                json.writeNumberField("value", point.amount());
                json.writeNumberField("value_error", point.error());
            }
            if (point.definition() != null) {
                json.writeStringField("metric_version", point.definition());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writeReading(MetricPoint point, JsonGenerator json) throws IOException {
        if (point.isPlace()) {
            json.writeStringField("attribute_value", point.attributeValue());
            json.writeNumberField("rank", point.rank());
            writeDimension(point, json);
        }
        json.writeNumberField("count", point.amount());
        json.writeNumberField("count_error", point.error());
        json.writeStringField("metric", point.metric());
        json.writeStringField("dimension", point.attributeType());
        json.writeNumberField("value", point.reading().value());
        json.writeNumberField("value_error", point.reading().error());
    }

    /** The value once more by the name that lines have for it, so that a click on it finds them. */
    private static void writeDimension(MetricPoint point, JsonGenerator json) throws IOException {
        if (PLACES.contains(point.attributeType())) {
            writePlace(point.attributeValue(), json);
            return;
        }
        String field = FIELDS.get(point.attributeType());
        if (field == null) {
            return;
        }
        String[] path = field.split("\\.", -1);
        for (int i = 0; i < path.length - 1; i++) {
            json.writeObjectFieldStart(path[i]);
        }
        json.writeStringField(path[path.length - 1], point.attributeValue());
        for (int i = 0; i < path.length - 1; i++) {
            json.writeEndObject();
        }
    }

    private static void writePlace(String value, JsonGenerator json) throws IOException {
        Optional<Place> place = Place.parse(value);
        if (place.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("geo");
        json.writeStringField("country_iso_code", place.get().country());
        if (place.get().city().isPresent()) {
            json.writeStringField("city_name", place.get().city().get());
        }
        if (place.get().location().isPresent()) {
            json.writeStringField("location", place.get().location().get());
        }
        json.writeEndObject();
    }
}
