package io.drey.query.region;

import io.drey.lake.audit.Access;
import io.drey.query.QueryException;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import io.drey.query.engine.TableRead;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who answers in a region.
 *
 * @param engine the region's own engine, restricted to what may be seen
 * @param records what the region's lake keeps of who asked
 */
public record RegionEngine(QueryEngine engine, LakeRecords records) {

    /** Of a region's answer, which is counts and sums: more would be held in memory. */
    private static final int MOST_ROWS = 200_000;

    /**
     * All rows of an answer, which is recorded there.
     *
     * @param begun hears of the query that has begun
     * @throws QueryException also if there are too many
     */
    public Rows rows(Access.Action action, QueryRequest request, Ending ending, Consumer<QueryResult> begun)
            throws IOException {
        requireSeen(action, request);
        try (QueryResult result = records.begin(action, engine, request, Snapshots.CURRENT, ending)) {
            begun.accept(result);
            return records.audited(action, result, rows -> {
                List<List<Object>> all = new ArrayList<>();
                while (rows.hasNext()) {
                    if (all.size() == MOST_ROWS) {
                        throw new QueryException(
                                "its answer has more than %d rows: narrow the query".formatted(MOST_ROWS), null);
                    }
                    all.add(rows.next());
                }
                return new LakeRecords.Read<>(new Rows(rows.columns(), all), all.size());
            });
        }
    }

    /** What a query would read there; see {@link TableRead#rows(List)}. */
    public Rows explain(QueryRequest request) {
        requireSeen(Access.Action.QUERY, request);
        return TableRead.rows(engine.explain(request));
    }

    private void requireSeen(Access.Action action, QueryRequest request) {
        records.requireSeen(action, engine, request);
        records.requireTenant(request);
    }
}
