package io.drey.query.report;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryResult;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many lines a dataset has in the lake of a day, and of how many bytes as they arrived. Those that could not be parsed are among
 * them, on the day on which they arrived.
 */
public record DatasetVolume(String dataset, long lines, long lineBytes) {

    private static final String SQL =
            """
            SELECT dataset, SUM(line_count) AS line_count, SUM(line_bytes) AS line_bytes
            FROM (
              SELECT dataset, COUNT(*) AS line_count,
                COALESCE(SUM(CAST(CHAR_LENGTH(DECODE(event_original, 'ISO-8859-1')) AS BIGINT)), 0) AS line_bytes
              FROM logs
              GROUP BY dataset
              UNION ALL
              SELECT dataset, COUNT(*) AS line_count, COALESCE(SUM(CAST(raw_length AS BIGINT)), 0) AS line_bytes
              FROM dead_letters
              GROUP BY dataset
            )
            GROUP BY dataset
            ORDER BY dataset""";

    /**
     * Those of a tenant's day, by name. Reads every line of it, and tells none.
     *
     * @throws io.drey.query.QueryException if the lake cannot be read
     */
    public static List<DatasetVolume> of(FlinkQueryEngine engine, String tenant, LocalDate day) {
        QueryRequest request = QueryRequest.ofSql(
                SQL,
                Map.of(
                        "tenant",
                        tenant,
                        "from",
                        day.toString(),
                        "to",
                        day.plusDays(1).toString()));
        List<DatasetVolume> volumes = new ArrayList<>();
        try (QueryResult result = engine.run(request)) {
            while (result.hasNext()) {
                List<Object> row = result.next();
                volumes.add(new DatasetVolume(
                        (String) row.get(0), ((Number) row.get(1)).longValue(), ((Number) row.get(2)).longValue()));
            }
        }
        return List.copyOf(volumes);
    }
}
