package io.drey.serve.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Rows of a result, read once: text, numbers, booleans and null. To be closed. */
public final class SpooledRows implements Iterator<List<Object>>, AutoCloseable {

    private static final ObjectReader ROWS = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .readerFor(JsonNode.class)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private final BufferedReader reader;
    private long left;

    /** @param count how many rows of the reader there are */
    SpooledRows(BufferedReader reader, long count) {
        this.reader = reader;
        this.left = count;
    }

    static SpooledRows none() {
        return new SpooledRows(new BufferedReader(new StringReader("")), 0);
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public List<Object> next() {
        if (left == 0) {
            throw new NoSuchElementException();
        }
        left--;
        try {
            JsonNode row = ROWS.readValue(reader.readLine());
            List<Object> values = new ArrayList<>(row.size());
            row.forEach(value -> values.add(value(value)));
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        return value.isBoolean() ? (Object) value.booleanValue() : value.textValue();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
