package io.drey.query.report;

import io.drey.lake.EventTimes;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.QueryResult;
import io.drey.query.sight.Sight;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What a report says and rests on.
 *
 * @param definition which report it is
 * @param request what was asked
 * @param sources who answered: one lake, whose name is empty, or those of several regions
 * @param engine the names and versions of the engines
 * @param sql the query, as it is shown
 * @param columns the columns of the rows
 * @param rows the rows, read once
 * @param times when the tenant's events happened
 * @param notes what must be known of the rows
 */
record ReportContent(
        QueryDefinition definition,
        QueryRequest request,
        List<Source> sources,
        String engine,
        String sql,
        List<String> columns,
        Iterator<List<Object>> rows,
        EventTimes times,
        List<String> notes) {

    /**
     * A lake that answered.
     *
     * @param region the region's name; empty for the only one
     * @param engine the name and version of its engine
     * @param sight what of the lake it showed
     * @param sql the query as the engine was asked
     * @param snapshotIds the snapshot that was read of each table
     */
    record Source(String region, String engine, Sight sight, String sql, Map<String, Long> snapshotIds) {

        static Source of(String region, QueryResult result) {
            return new Source(region, result.engine(), result.sight(), result.sql(), result.snapshotIds());
        }

        boolean isRegion() {
            return !region.isEmpty();
        }
    }

    /** Of one lake's answer. */
    static ReportContent of(QueryDefinition definition, QueryResult result, EventTimes times) {
        return new ReportContent(
                definition,
                result.request(),
                List.of(Source.of("", result)),
                result.engine(),
                result.sql(),
                result.columns(),
                result,
                times,
                List.of());
    }
}
