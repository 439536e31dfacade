package io.drey.query;

import io.drey.lake.LakeTable;
import io.drey.lake.LogsSql;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a query sees of a table: the tenant's rows within the range.
 *
 * @param dialect whose SQL is written
 * @param request whose rows, of which time
 */
record TenantView(SqlDialect dialect, QueryRequest request) {

    private static final String NOTHING = "FALSE";
    private static final String EVENT_ID = LakeTable.EVENT_ID_SQL + " AS event_id";

    /** Whether a query may read a table. Too often yes does no harm. */
    static boolean mayRead(String sql, LakeTable table) {
        return isForTenants(table)
                && Pattern.compile("\\b" + table.tableName() + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(sql)
                        .find();
    }

    /** Who holds, erases or looks at what, and why, is not for everybody who may query a tenant's lines. */
    private static boolean isForTenants(LakeTable table) {
        return switch (table) {
            case LOGS, ALERTS, DEAD_LETTERS, LEDGER, REPORTS, METRICS -> true;
            case HOLDS, ERASURES, ACCESS_AUDIT -> false;
        };
    }

    /**
     * The view's query.
     *
     * @param source the table, with what names its snapshot
     * @param snapshotId the snapshot; empty where nothing was ever written
     */
    String sql(LakeTable table, String source, OptionalLong snapshotId) {
        List<String> conditions = new ArrayList<>();
        conditions.add("tenant = " + SqlLiteral.of(request.tenant()));
        switch (table) {
            case LOGS -> conditions.addAll(logsRange());
            case ALERTS, METRICS -> conditions.addAll(range("ts"));
            case DEAD_LETTERS, HOLDS, ERASURES, REPORTS, ACCESS_AUDIT -> conditions.addAll(range("event_created"));
            case LEDGER -> conditions.addAll(range("event_created_hour"));
        }
        if (snapshotId.isEmpty()) {
            // Rows that land from now on belong to no snapshot that could be named.
            conditions.add(NOTHING);
        }
        String columns =
                switch (table) {
                    case LOGS -> LogsSql.columns(dialect) + ", " + EVENT_ID;
                    case DEAD_LETTERS -> "*, " + EVENT_ID;
                    case ALERTS, HOLDS, ERASURES, LEDGER, REPORTS, ACCESS_AUDIT, METRICS -> "*";
                };
        return "SELECT %s FROM %s WHERE %s".formatted(columns, source, String.join(" AND ", conditions));
    }

    /** Days let whole partitions be skipped. An event whose time stamp is suspect counts on the day it arrived. */
    private List<String> logsRange() {
        String day = dialect.quoted("day");
        List<String> conditions = new ArrayList<>();
        request.from().ifPresent(from -> conditions.add(day + " >= " + SqlLiteral.of(day(from))));
        request.to().ifPresent(to -> conditions.add(day + " <= " + SqlLiteral.of(day(to.minusNanos(1)))));
        List<String> exact = range("ts");
        if (!exact.isEmpty()) {
            conditions.add("(ts_suspect OR (" + String.join(" AND ", exact) + "))");
        }
        return conditions;
    }

    private List<String> range(String column) {
        List<String> conditions = new ArrayList<>();
        request.from().ifPresent(from -> conditions.add(column + " >= " + dialect.literal(from)));
        request.to().ifPresent(to -> conditions.add(column + " < " + dialect.literal(to)));
        return conditions;
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
