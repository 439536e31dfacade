package io.drey.query;

/**
 * Runs queries over the lake.
 *
 * <p>A query sees {@code logs}, {@code alerts} and {@code dead_letters}, and nothing else: one snapshot of each table,
 * restricted to the tenant and the range. Every engine gives the same answer to a query over the same snapshots.
 */
public sealed interface QueryEngine permits FlinkQueryEngine, TrinoQueryEngine {

    /** The engine's name and version, for the record. */
    String name();

    /**
     * Starts a query. Rows come as the result is read.
     *
     * @throws io.drey.lake.LakeException if the lake cannot be read
     * @throws QueryUsageException if the SQL is not a query over the three tables
     * @throws QueryException if it fails
     */
    QueryResult run(QueryRequest request);
}
