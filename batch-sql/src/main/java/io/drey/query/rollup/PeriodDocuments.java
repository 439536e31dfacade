package io.drey.query.rollup;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drey.event.Sha256;
import io.drey.job.opensearch.SearchDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Makes documents of what is known of a tenant's hour or day once it is over, beside those that the aggregation job counted. They
 * have a {@code window_level} beyond those of the job, so that no panel adds them to the windows that they were made of.
 *
 * @param begin when the hour or day begins
 */
public record PeriodDocuments(String tenant, Instant begin, Duration length) implements Serializable {

    private static final int LEVEL = 100;
    private static final int ID_LENGTH = 32;
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu.MM").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    public PeriodDocuments {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(begin, "begin is null");
        requireNonNull(length, "length is null");
    }

    /**
     * A document, of which the last one written wins.
     *
     * @param identity what tells it from the others of the dataset and period: never said in another way, as its id follows from it
     * @param texts its fields that are texts, by name
     * @param numbers its fields that are numbers, by name
     */
    public SearchDocument of(
            String dataset, String identity, Map<String, String> texts, Map<String, ? extends Number> numbers) {
        return SearchDocument.unversioned(
                "metrics-%s-%s".formatted(tenant, MONTH.format(begin)),
                Sha256.of(String.join(" ", tenant, dataset, begin.toString(), length.toString(), identity), ID_LENGTH),
                json(dataset, texts, numbers));
    }

    private byte[] json(String dataset, Map<String, String> texts, Map<String, ? extends Number> numbers) {
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
            for (Map.Entry<String, String> text : texts.entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            for (Map.Entry<String, ? extends Number> number : numbers.entrySet()) {
                json.writeFieldName(number.getKey());
                if (number.getValue() instanceof Double amount) {
                    json.writeNumber(amount);
                } else {
                    json.writeNumber(number.getValue().longValue());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
