package io.drey.query.rollup;

import static java.util.Objects.requireNonNull;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import io.drey.search.ConnectorSink;
import io.drey.search.OpenSearchSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Adds up a tenant's metrics in the lake to an hour or a day, by Flink SQL, and writes them to OpenSearch with Flink's own
 * connector. Only what adds up exactly: requests, bytes, late events and status codes. Ids follow from what a document is of,
 * so that a repetition overwrites.
 *
 * <p>Its documents have types of their own, {@code rollup_total} and {@code rollup_status}, and a {@code window_level} beyond
 * those of the aggregation job, so that no panel adds them to the windows that they were made of.
 */
public final class RollUp {

    /**
     * The shortest windows of each dataset and hour, so that lengths may be set anew.
     *
     * <p>{@code value} and {@code count} are exact: totals are, and statuses have a list that is longer than there are statuses;
     * what one day is not listed is the rest.
     */
    private static final String SQL =
            """
            SELECT
              m.dataset,
              m.attribute_type,
              m.metric,
              m.attribute_value,
              SUM(COALESCE(m.`value`, m.`count`)) AS amount
            FROM metrics AS m
            JOIN (
              SELECT dataset, FLOOR(ts TO HOUR) AS begun_hour, MIN(window_seconds) AS shortest
              FROM metrics
              WHERE attribute_type = 'total'
              GROUP BY dataset, FLOOR(ts TO HOUR)
            ) AS w
            ON m.dataset = w.dataset AND FLOOR(m.ts TO HOUR) = w.begun_hour AND m.window_seconds = w.shortest
            WHERE (m.attribute_type = 'total' AND m.metric IN ('requests', 'bytes', 'late')) OR m.attribute_type = 'status'
            GROUP BY m.dataset, m.attribute_type, m.metric, m.attribute_value
            """;

    private final FlinkQueryEngine engine;
    private final OpenSearchSettings settings;

    /** How long a roll-up is. */
    public enum Length {
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration duration;

        Length(Duration duration) {
            this.duration = duration;
        }

        public Duration duration() {
            return duration;
        }

        /** When the last one begins that is over at a moment. */
        public Instant latestBefore(Instant moment) {
            long millis = duration.toMillis();
            return Instant.ofEpochMilli(Math.floorDiv(moment.toEpochMilli(), millis) * millis - millis);
        }
    }

    public RollUp(FlinkQueryEngine engine, OpenSearchSettings settings) {
        this.engine = requireNonNull(engine, "engine is null");
        this.settings = requireNonNull(settings, "settings are null");
    }

    /**
     * Rolls up a tenant's hour or day.
     *
     * @param begin when it begins
     * @throws io.drey.query.QueryException if it cannot be read or written
     */
    public void run(String tenant, Length length, Instant begin) {
        Instant end = begin.plus(length.duration());
        QueryRequest request =
                QueryRequest.ofSql(SQL, Map.of("tenant", tenant, "from", begin.toString(), "to", end.toString()));
        RollUpDocument documents = new RollUpDocument(new PeriodDocuments(tenant, begin, length.duration()));
        try (QueryResult written = engine.runInto(
                (columns, rows) -> documents.write(rows, ConnectorSink.of(settings)),
                request,
                Snapshots.CURRENT,
                new Ending())) {
            written.next();
        }
    }
}
