package io.drey.query.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/** Writes rows as {@link OutputFormat#JSON}, one by one: for rows that are written in another way, too. */
public final class JsonRows {

    private static final ObjectMapper JSON = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private final List<String> columns;
    private final Appendable out;
    private long count;

    public JsonRows(List<String> columns, Appendable out) {
        this.columns = columns;
        this.out = out;
    }

    /** Writes a row, which has as many values as there are columns. */
    public void add(List<Object> row) throws IOException {
        out.append(count == 0 ? "[\n{" : ",\n{");
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : ",");
            out.append(SafeJson.escape(JSON.writeValueAsString(columns.get(i)))).append(':');
            out.append(SafeJson.escape(JSON.writeValueAsString(value(row.get(i)))));
        }
        out.append('}');
        count++;
    }

    /**
     * Writes the end.
     *
     * @return how many rows there were
     */
    public long end() throws IOException {
        out.append(count == 0 ? "[]\n" : "\n]\n");
        return count;
    }

    private static Object value(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : Cell.text(value);
    }
}
