package io.drey.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * A running query's rows, read once while the query goes on. Values are {@code String, Boolean, Number, BigDecimal,
 * Instant, LocalDate, LocalDateTime, byte[]}, Flink's own for nested ones, or null. To be closed.
 */
public final class QueryResult implements AutoCloseable, Iterator<List<Object>> {

    private final QueryRequest request;
    private final List<String> columns;
    private final SortedMap<String, Long> snapshotIds;
    private final CloseableIterator<Row> rows;

    QueryResult(
            QueryRequest request,
            List<String> columns,
            SortedMap<String, Long> snapshotIds,
            CloseableIterator<Row> rows) {
        this.request = request;
        this.columns = columns;
        this.snapshotIds = snapshotIds;
        this.rows = rows;
    }

    public QueryRequest request() {
        return request;
    }

    public List<String> columns() {
        return columns;
    }

    /** The snapshot that is read of each table the query names; tables nothing was written to yet are left out. */
    public SortedMap<String, Long> snapshotIds() {
        return snapshotIds;
    }

    /** @throws QueryException if the query failed */
    @Override
    public boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (RuntimeException e) {
            throw QueryEngine.failed(e);
        }
    }

    @Override
    public List<Object> next() {
        Row row = rows.next();
        List<Object> values = new ArrayList<>(row.getArity());
        for (int i = 0; i < row.getArity(); i++) {
            values.add(row.getField(i));
        }
        return values;
    }

    /** Ends the query, whether it is done or not. */
    @Override
    public void close() {
        try {
            rows.close();
        } catch (Exception e) {
            throw QueryEngine.failed(e);
        }
    }
}
