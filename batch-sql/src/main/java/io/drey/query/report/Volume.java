package io.drey.query.report;

import io.drey.lake.LakeTable;
import io.drey.lake.audit.Access;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.TableRead;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How much a tenant has in the lake of some days.
 *
 * @param lines events and lines that could not be parsed
 * @param lineBytes of these lines, as they arrived
 * @param lakeBytes of the files that hold them
 * @param metricRows rows of metrics
 * @param metricBytes of the files that hold these
 */
public record Volume(long lines, long lineBytes, long lakeBytes, long metricRows, long metricBytes) {

    /** Of an ISO-8859-1 text, characters are bytes. */
    private static final String LINES =
            """
            SELECT SUM(line_count) AS line_count, SUM(line_bytes) AS line_bytes
            FROM (
              SELECT
                COUNT(*) AS line_count,
                COALESCE(SUM(CAST(CHAR_LENGTH(DECODE(event_original, 'ISO-8859-1')) AS BIGINT)), 0) AS line_bytes
              FROM logs
              UNION ALL
              SELECT COUNT(*) AS line_count, COALESCE(SUM(CAST(raw_length AS BIGINT)), 0) AS line_bytes
              FROM dead_letters
            )""";

    private static final String METRICS = "SELECT COUNT(*) AS metric_rows FROM metrics";

    /**
     * Reads it: every line of the days, and of files what manifests say. It is recorded as a query.
     *
     * @param to the day after the last
     * @throws io.drey.lake.LakeException if the lake cannot be read, knows no such tenant, or the record cannot be written
     * @throws io.drey.query.QueryUsageException if {@code from} is not before {@code to}, or more would be read than is allowed
     * @throws io.drey.query.QueryException if the query fails
     */
    public static Volume of(FlinkQueryEngine engine, LakeRecords records, String tenant, LocalDate from, LocalDate to)
            throws IOException {
        Map<String, String> scope = Map.of("tenant", tenant, "from", from.toString(), "to", to.toString());
        QueryRequest lines = QueryRequest.ofSql(LINES, scope);
        records.requireTenant(lines);
        long lakeBytes =
                engine.explain(lines).stream().mapToLong(TableRead::bytes).sum();
        List<TableRead> metrics = engine.explain(QueryRequest.ofSql(METRICS, scope));
        List<Object> sums;
        try (QueryResult result = engine.run(lines)) {
            sums = records.audited(Access.Action.QUERY, result, rows -> new LakeRecords.Read<>(rows.next(), 1));
        }
        return new Volume(
                ((Number) sums.get(0)).longValue(),
                ((Number) sums.get(1)).longValue(),
                lakeBytes,
                sum(metrics, TableRead::rows),
                sum(metrics, TableRead::bytes));
    }

    private static long sum(List<TableRead> reads, ToLongFunction<TableRead> what) {
        return reads.stream()
                .filter(read -> read.table().equals(LakeTable.METRICS.tableName()))
                .mapToLong(what)
                .sum();
    }
}
