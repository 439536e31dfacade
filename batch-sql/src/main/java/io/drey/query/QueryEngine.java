package io.drey.query;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.ValidationException;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * Runs queries with Flink SQL in batch mode, within this process.
 *
 * <p>A query sees {@code logs}, {@code alerts} and {@code dead_letters}, and nothing else: views of one snapshot of each
 * table, restricted to the tenant and the range. The tables themselves are in a catalog whose name is a secret of the run.
 */
public final class QueryEngine {

    private static final String NOTHING = "FALSE";

    private final LakeSettings settings;

    public QueryEngine(LakeSettings settings) {
        this.settings = settings;
    }

    /** The engine's name and version, for the record. */
    public static String name() {
        return "flink-" + EnvironmentInformation.getVersion();
    }

    /**
     * Starts a query. Rows come as the result is read.
     *
     * @throws LakeException if the lake cannot be read
     * @throws QueryUsageException if the SQL is not a query over the three tables
     * @throws QueryException if it fails
     */
    public QueryResult run(QueryRequest request) {
        TableEnvironment tables = TableEnvironment.create(
                EnvironmentSettings.newInstance().inBatchMode().build());
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        SortedMap<String, Long> snapshotIds = createViews(tables, request);
        Table query = parse(tables, request);
        try {
            TableResult result = query.execute();
            return new QueryResult(request, query.getResolvedSchema().getColumnNames(), snapshotIds, result.collect());
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @SuppressWarnings("deprecation") // its successor takes properties only, which could not refer to a secret
    private SortedMap<String, Long> createViews(TableEnvironment tables, QueryRequest request) {
        String catalog = "lake_" + UUID.randomUUID().toString().replace("-", "");
        tables.registerCatalog(
                catalog,
                new FlinkCatalog(
                        catalog,
                        LakeTable.NAMESPACE.level(0),
                        Namespace.empty(),
                        settings.catalogLoader(),
                        Map.of(),
                        false,
                        -1));
        SortedMap<String, Long> snapshotIds = new TreeMap<>();
        try (Lake lake = Lake.open(settings)) {
            for (LakeTable table : LakeTable.values()) {
                if (!names(request.sql(), table)) {
                    continue;
                }
                OptionalLong snapshotId = lake.snapshotId(table);
                snapshotId.ifPresent(id -> snapshotIds.put(table.tableName(), id));
                Table view = tables.sqlQuery(viewSql(catalog, table, snapshotId, request));
                tables.createTemporaryView(table.tableName(), view);
            }
        }
        return snapshotIds;
    }

    /** Whether a query may read a table. Too often yes does no harm. */
    private static boolean names(String sql, LakeTable table) {
        return Pattern.compile("\\b" + table.tableName() + "\\b", Pattern.CASE_INSENSITIVE)
                .matcher(sql)
                .find();
    }

    private static String viewSql(String catalog, LakeTable table, OptionalLong snapshotId, QueryRequest request) {
        List<String> conditions = new ArrayList<>();
        conditions.add("tenant = " + SqlLiteral.of(request.tenant()));
        switch (table) {
            case LOGS -> conditions.addAll(logsRange(request));
            case ALERTS -> conditions.addAll(range("ts", request));
            case DEAD_LETTERS -> conditions.addAll(range("event_created", request));
        }
        String hint = "";
        if (snapshotId.isPresent()) {
            hint = " /*+ OPTIONS('snapshot-id'='%d') */".formatted(snapshotId.getAsLong());
        } else {
            // Rows that land from now on belong to no snapshot that could be named.
            conditions.add(NOTHING);
        }
        String eventId =
                switch (table) {
                    case LOGS, DEAD_LETTERS -> ", " + LakeTable.EVENT_ID_SQL + " AS event_id";
                    case ALERTS -> "";
                };
        return "SELECT *%s FROM `%s`.`%s`.`%s`%s WHERE %s"
                .formatted(
                        eventId,
                        catalog,
                        LakeTable.NAMESPACE.level(0),
                        table.tableName(),
                        hint,
                        String.join(" AND ", conditions));
    }

    /** Days let whole partitions be skipped. An event whose time stamp is suspect counts on the day it arrived. */
    private static List<String> logsRange(QueryRequest request) {
        List<String> conditions = new ArrayList<>();
        request.from().ifPresent(from -> conditions.add("`day` >= " + SqlLiteral.of(day(from))));
        request.to().ifPresent(to -> conditions.add("`day` <= " + SqlLiteral.of(day(to.minusNanos(1)))));
        List<String> exact = range("ts", request);
        if (!exact.isEmpty()) {
            conditions.add("(ts_suspect OR (" + String.join(" AND ", exact) + "))");
        }
        return conditions;
    }

    private static List<String> range(String column, QueryRequest request) {
        List<String> conditions = new ArrayList<>();
        request.from().ifPresent(from -> conditions.add(column + " >= " + SqlLiteral.of(from)));
        request.to().ifPresent(to -> conditions.add(column + " < " + SqlLiteral.of(to)));
        return conditions;
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Table parse(TableEnvironment tables, QueryRequest request) {
        try {
            return tables.sqlQuery(request.sql());
        } catch (ValidationException | SqlParserException | IllegalArgumentException e) {
            throw new QueryUsageException(
                    "the SQL is not a query over logs, alerts and dead_letters: %s".formatted(words(e)), e);
        }
    }

    static QueryException failed(Throwable failure) {
        return new QueryException("the query failed: %s".formatted(words(failure)), failure);
    }

    /** The innermost message, on one line: the outer ones only say that something failed. */
    private static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String line = message.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse(message);
        return line.replaceAll("lake_[0-9a-f]{32}", "lake");
    }
}
