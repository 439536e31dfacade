package io.drey.query.engine;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.mining.MinedRows;
import io.drey.query.mining.TemplateMemory;
import io.drey.query.sight.Sight;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.flink.util.CloseableIterator;

/**
 * A running query's rows, read once while the query goes on. Values are {@code String, Boolean, Number, BigDecimal,
 * Instant, LocalDate, LocalDateTime, byte[]}, a {@code List} for an array or a nested row, a {@code Map}, or null. To be
 * closed.
 */
public final class QueryResult implements AutoCloseable, Iterator<List<Object>> {

    private final QueryRequest request;
    private final String engine;
    private final Sight sight;
    private final String sql;
    private final List<ResultColumn> columns;
    private final SortedMap<String, Long> snapshotIds;
    private final CloseableIterator<List<Object>> rows;
    private final Ending ending;

    QueryResult(
            QueryRequest request,
            String engine,
            Sight sight,
            String sql,
            List<ResultColumn> columns,
            SortedMap<String, Long> snapshotIds,
            CloseableIterator<List<Object>> rows,
            Ending ending) {
        this.request = request;
        this.engine = engine;
        this.sight = sight;
        this.sql = sql;
        this.columns = List.copyOf(columns);
        this.snapshotIds = snapshotIds;
        this.rows = request.knownLines()
                .<CloseableIterator<List<Object>>>map(known -> MinedRows.of(columns(), rows, known, request.earlier()))
                .orElse(rows);
        this.ending = ending;
    }

    public QueryRequest request() {
        return request;
    }

    /** The name and version of the engine that runs it. */
    public String engine() {
        return engine;
    }

    /** What of the lake it sees. */
    public Sight sight() {
        return sight;
    }

    /** The query as this engine was asked, without what restricts it to the tenant and the range. */
    public String sql() {
        return sql;
    }

    public List<String> columns() {
        return columns.stream().map(ResultColumn::name).toList();
    }

    /** What is known after it was read, where lines are mined of its rows; empty elsewhere. */
    public Optional<TemplateMemory> memory() {
        return rows instanceof MinedRows mined ? Optional.of(mined.memory()) : Optional.empty();
    }

    /** Whether the rows have gone elsewhere, and the one row here says how many. */
    public boolean isOfRowsWritten() {
        return rows instanceof WrittenRows;
    }

    /** The columns with the types of their values. */
    public List<ResultColumn> typedColumns() {
        return columns;
    }

    /** The snapshot that is read of each table the query names; tables nothing was written to yet are left out. */
    public SortedMap<String, Long> snapshotIds() {
        return snapshotIds;
    }

    /**
     * To be asked while one waits for something else than rows.
     *
     * @throws QueryException if the query was ended
     */
    public void requireGoingOn() {
        ending.requireGoingOn(null);
    }

    /** @throws QueryException if the query failed or was ended */
    @Override
    public boolean hasNext() {
        boolean more;
        try {
            more = rows.hasNext();
        } catch (RuntimeException e) {
            ending.requireGoingOn(e);
            throw e;
        }
        if (!more) {
            // A query that is ended may look like one that has no more rows.
            ending.requireGoingOn(null);
        }
        return more;
    }

    @Override
    public List<Object> next() {
        return rows.next();
    }

    /** Ends the query, whether it is done or not. */
    @Override
    public void close() {
        ending.done();
        try {
            rows.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.failed(Failures.words(e), e);
        }
    }
}
