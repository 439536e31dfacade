package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drey.event.DatasetId;
import io.drey.job.opensearch.SearchDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The documents of a window.
 *
 * <p>A document's id is a hash of tenant, dataset, window, attribute type and rank, so that a correction overwrites it
 * even where another value takes the rank. Lists never get shorter, so no document goes stale. The version is the number
 * of events counted: it grows with each correction and is the same whenever the same events are counted, before and after
 * a restart; a firing repeated after a restore that has counted less than one written before does not replace it, and the
 * window's last firing, which has counted all, does.
 */
public final class MetricDocuments {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu.MM").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Windows windows;

    public MetricDocuments(Windows windows) {
        this.windows = requireNonNull(windows, "windows is null");
    }

    /** The documents of one attribute type in the window that begins at {@code start}. */
    public List<SearchDocument> of(DatasetId datasetId, AttributeType type, long start, WindowCounts counts) {
        List<SearchDocument> documents = new ArrayList<>();
        if (type == AttributeType.TOTAL) {
            if (counts.events() > 0) {
                documents.add(value(datasetId, start, "requests", counts.events(), counts.events()));
                documents.add(value(datasetId, start, "bytes", counts.bytes(), counts.events()));
            }
            if (counts.late() > 0) {
                documents.add(value(datasetId, start, "late", counts.late(), counts.late()));
            }
            return documents;
        }
        int rank = 0;
        for (Counted counted : counts.values().top(type.listLength())) {
            documents.add(count(datasetId, type, start, ++rank, counted, counts.events()));
        }
        return documents;
    }

    /** The index of a tenant's metrics of a month. */
    static String index(String tenant, long start) {
        if (start < Windows.EARLIEST) {
            throw new IllegalArgumentException(
                    "a window of %s: events of such a time count as late".formatted(Instant.ofEpochMilli(start)));
        }
        return "metrics-" + tenant + "-" + MONTH.format(Instant.ofEpochMilli(start));
    }

    private SearchDocument count(
            DatasetId datasetId, AttributeType type, long start, int rank, Counted counted, long version) {
        return document(datasetId, start, type, Integer.toString(rank), version, json -> {
            json.writeStringField("attribute_value", counted.value());
            json.writeNumberField("count", counted.count());
            json.writeNumberField("count_error", counted.error());
            json.writeNumberField("rank", rank);
        });
    }

    private SearchDocument value(DatasetId datasetId, long start, String metric, long value, long version) {
        return document(datasetId, start, AttributeType.TOTAL, metric, version, json -> {
            json.writeStringField("metric", metric);
            json.writeStringField("dimension", AttributeType.TOTAL.documentName());
            json.writeNumberField("value", value);
            json.writeNumberField("value_error", 0);
        });
    }

    private SearchDocument document(
            DatasetId datasetId, long start, AttributeType type, String place, long version, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
        Instant begins = Instant.ofEpochMilli(start);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("@timestamp", TIME.format(begins));
            json.writeStringField("end_time", TIME.format(Instant.ofEpochMilli(windows.endOf(start))));
            json.writeNumberField("window_seconds", windows.seconds());
            json.writeNumberField("hour_of_day", begins.atOffset(ZoneOffset.UTC).getHour());
            json.writeObjectFieldStart("data_stream");
            json.writeStringField("namespace", datasetId.tenant());
            json.writeStringField("dataset", datasetId.dataset());
            json.writeEndObject();
            json.writeStringField("attribute_type", type.documentName());
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new SearchDocument(
                index(datasetId.tenant(), start), id(datasetId, start, type, place), version, bytes.toByteArray());
    }

    /** None of the parts can hold a space, so no two places have the same text. */
    private String id(DatasetId datasetId, long start, AttributeType type, String place) {
        String text = String.join(
                " ",
                datasetId.tenant(),
                datasetId.dataset(),
                Long.toString(start),
                Integer.toString(windows.seconds()),
                type.documentName(),
                place);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
