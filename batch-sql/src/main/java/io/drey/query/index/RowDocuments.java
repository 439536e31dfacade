package io.drey.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.drey.event.Printable;
import io.drey.event.Sha256;
import io.drey.job.opensearch.SearchDocument;
import io.drey.query.QueryUsageException;
import io.drey.query.engine.ColumnType;
import io.drey.query.engine.ResultColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes documents of a result's rows. A document's id is a hash of the row's key columns, or of the whole row where none are
 * named: a row that is written again overwrites itself, and rows that are equal are one document.
 */
public final class RowDocuments implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private static final int LONGEST_WORD = 1024;

    private final String index;
    private final List<ResultColumn> columns;
    private final List<Integer> keys;

    private RowDocuments(String index, List<ResultColumn> columns, List<Integer> keys) {
        this.index = index;
        this.columns = columns;
        this.keys = keys;
    }

    /**
     * Documents of an index.
     *
     * @param keys the columns that tell rows apart; none for all of them
     * @throws QueryUsageException if a column cannot be a field, or a key is no column
     */
    public static RowDocuments of(ResultIndex index, List<ResultColumn> columns, List<String> keys) {
        Set<String> names = new HashSet<>();
        for (ResultColumn column : columns) {
            requireField(column.name());
            if (!names.add(column.name())) {
                throw new QueryUsageException("two columns are called '%s': name one of them otherwise with AS"
                        .formatted(Printable.of(column.name())));
            }
        }
        for (String name : names) {
            for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
                if (names.contains(name.substring(0, dot))) {
                    throw new QueryUsageException(
                            "'%s' cannot be a field within '%s': name one of them otherwise with AS"
                                    .formatted(Printable.of(name), Printable.of(name.substring(0, dot))));
                }
            }
        }
        List<String> ordered = columns.stream().map(ResultColumn::name).toList();
        List<Integer> places = new ArrayList<>();
        for (String key : keys) {
            int place = ordered.indexOf(key);
            if (place < 0) {
                throw new QueryUsageException("the key '%s' is no column of the result: its columns are %s"
                        .formatted(Printable.of(key), Printable.of(String.join(", ", ordered))));
            }
            places.add(place);
        }
        return new RowDocuments(index.index(), List.copyOf(columns), List.copyOf(places));
    }

    private static void requireField(String name) {
        if (name.isBlank()
                || name.startsWith("_")
                || name.startsWith(".")
                || name.endsWith(".")
                || name.contains("..")) {
            throw new QueryUsageException(
                    "a column called '%s' cannot be a field of OpenSearch: name it otherwise with AS"
                            .formatted(Printable.of(name)));
        }
    }

    /** The document of a row. */
    public SearchDocument of(List<Object> row) {
        byte[] document = json(json -> {
            json.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                if (isWritten(row.get(i))) {
                    json.writeFieldName(columns.get(i).name());
                    write(json, columns.get(i).type(), row.get(i));
                }
            }
            json.writeEndObject();
        });
        byte[] identity = keys.isEmpty()
                ? document
                : json(json -> {
                    json.writeStartArray();
                    for (int key : keys) {
                        write(json, columns.get(key).type(), row.get(key));
                    }
                    json.writeEndArray();
                });
        return SearchDocument.unversioned(index, Sha256.of(identity), document);
    }

    /** JSON has no words for what no number is. */
    private static boolean isWritten(Object value) {
        return value != null
                && !(value instanceof Number number
                        && !Double.isFinite(number.doubleValue())
                        && !(value instanceof BigDecimal));
    }

    private static void write(JsonGenerator json, ColumnType type, Object value) throws IOException {
        if (!isWritten(value)) {
            json.writeNull();
        } else if (type == ColumnType.OTHER) {
            json.writeString(new String(json(text -> writeAny(text, value)), UTF_8));
        } else {
            writeAny(json, value);
        }
    }

    private static void writeAny(JsonGenerator json, Object value) throws IOException {
        if (!isWritten(value)) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else if (value instanceof Collection<?> values) {
            json.writeStartArray();
            for (Object each : values) {
                writeAny(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (isWritten(entry.getValue())) {
                    json.writeFieldName(entry.getKey().toString());
                    writeAny(json, entry.getValue());
                }
            }
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }

    /** How the fields are indexed: no other ones are. */
    byte[] mappings() {
        return json(json -> {
            json.writeStartObject();
            json.writeBooleanField("dynamic", false);
            json.writeObjectFieldStart("properties");
            for (ResultColumn column : columns) {
                json.writeObjectFieldStart(column.name());
                writeField(json, column.type());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void writeField(JsonGenerator json, ColumnType type) throws IOException {
        switch (type) {
            case TEXT -> {
                json.writeStringField("type", "keyword");
                json.writeNumberField("ignore_above", LONGEST_WORD);
            }
            case INTEGER -> json.writeStringField("type", "long");
            case FRACTION -> json.writeStringField("type", "double");
            case BOOLEAN -> json.writeStringField("type", "boolean");
            case MOMENT, DAY -> json.writeStringField("type", "date");
            case BYTES -> json.writeStringField("type", "binary");
            case MAP -> json.writeStringField("type", "flat_object");
            case OTHER -> {
                json.writeStringField("type", "keyword");
                json.writeBooleanField("index", false);
                json.writeBooleanField("doc_values", false);
            }
        }
    }

    /** What is written as JSON. */
    private interface Writing {

        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] json(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
