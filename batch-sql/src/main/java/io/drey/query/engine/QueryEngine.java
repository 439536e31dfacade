package io.drey.query.engine;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.sight.Sight;
import java.time.Instant;
import java.util.List;

/**
 * Runs queries over the lake.
 *
 * <p>A query sees {@code logs}, {@code alerts} and {@code dead_letters}, and nothing else: one snapshot of each table,
 * restricted to the tenant and the range. Every engine gives the same answer to a query over the same snapshots.
 */
public sealed interface QueryEngine permits FlinkQueryEngine, TrinoQueryEngine {

    /** The engine's name and version, for the record. */
    String name();

    /** What of the lake its queries see. */
    Sight sight();

    /** One whose queries see no more than that, and no more than this one's. */
    QueryEngine seenBy(Sight sight);

    /**
     * Starts a query. Rows come as the result is read.
     *
     * @param snapshots which snapshots it reads
     * @param ending ends it before it is done
     * @throws io.drey.lake.LakeException if the lake cannot be read
     * @throws io.drey.query.sight.AccessRefusedException if it asks for what is not to be seen
     * @throws io.drey.query.QueryUsageException if the SQL is not a query over the tenant's tables, or would read more than is allowed
     * @throws io.drey.query.QueryException if it fails, or is ended
     */
    QueryResult run(QueryRequest request, Snapshots snapshots, Ending ending);

    /** Starts a query over the snapshots of this moment. */
    default QueryResult run(QueryRequest request, Ending ending) {
        return run(request, Snapshots.CURRENT, ending);
    }

    /** Starts a query that only its time-out ends. */
    default QueryResult run(QueryRequest request) {
        return run(request, new Ending());
    }

    /**
     * Looks up the current snapshots of all tables that some queries name, so that each of them can be told to read these.
     *
     * @throws io.drey.lake.LakeException if one cannot be read
     */
    Snapshots snapshots(List<QueryRequest> requests);

    /**
     * The request without what is not to be seen at all.
     *
     * @throws io.drey.query.sight.AccessRefusedException if nothing of it is
     */
    default QueryRequest seen(QueryRequest request, Instant now) {
        sight().requireTenant(request.tenant());
        return sight().earliest(now).map(request::notBefore).orElse(request);
    }

    /**
     * What a query would read, without reading it.
     *
     * @throws io.drey.lake.LakeException if the lake cannot be read
     */
    List<TableRead> explain(QueryRequest request);
}
