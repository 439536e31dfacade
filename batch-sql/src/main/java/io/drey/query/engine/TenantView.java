package io.drey.query.engine;

import io.drey.event.Field;
import io.drey.lake.LakeTable;
import io.drey.lake.LogsSql;
import io.drey.lake.table.Visibility;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.DateGlob;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.catalog.Scope;
import io.drey.query.sight.AccessRefusedException;
import io.drey.query.sight.SeenColumns;
import io.drey.query.sight.Sight;
import io.drey.query.sql.Globs;
import io.drey.query.sql.NamedFields;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlLiteral;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a query sees of a table: the tenant's rows within the range.
 *
 * @param dialect whose SQL is written
 * @param request whose rows, of which time
 * @param sight what of it those may see who ask
 */
record TenantView(SqlDialect dialect, QueryRequest request, Sight sight) {

    private static final Pattern COUNT_OF_ROWS =
            Pattern.compile("\\bCOUNT\\s*\\(\\s*\\*\\s*\\)", Pattern.CASE_INSENSITIVE);

    /** The column, all columns, and what may name a column without saying so: escapes in names, and joins by equal names. */
    private static final Pattern LINE_OR_ALL = Pattern.compile(
            Field.EVENT_ORIGINAL.columnName() + "|\\*|\\bTABLE\\b|\\bNATURAL\\b|\\bU&", Pattern.CASE_INSENSITIVE);

    private static final String EVENT_ID = LakeTable.EVENT_ID_SQL + " AS event_id";

    /**
     * Whether a query may read a table. Too often yes does no harm.
     *
     * @throws AccessRefusedException if it is a named query that needs it, and whoever asks must not see it
     */
    static boolean mayRead(QueryRequest request, Sight sight, String sql, LakeTable table) {
        // Who holds, erases or looks at what, and why, is not for everybody who may query a tenant's lines.
        boolean isReadable = table.definition().visibility().isWithin(Visibility.QUERIES)
                || request.definition().filter(QueryDefinition::readsAudit).isPresent();
        boolean isNamed = Pattern.compile("\\b" + table.tableName() + "\\b", Pattern.CASE_INSENSITIVE)
                .matcher(sql)
                .find();
        if (!isReadable || !isNamed) {
            return false;
        }
        boolean isSeen =
                sight.role().seesPersonalData() || sight.role().tables().contains(table);
        if (!isSeen && request.definition().isPresent()) {
            throw new AccessRefusedException("%s reads %s, which the role %s does not see"
                    .formatted(request.statement(), table.tableName(), sight.name()));
        }
        return isSeen;
    }

    /**
     * Whether a query may see lines as they came. Too often yes costs time for planning; too seldom is refused by the engine, which
     * then knows no such column.
     */
    static boolean maySeeLines(String sql) {
        return LINE_OR_ALL.matcher(COUNT_OF_ROWS.matcher(sql).replaceAll("")).find();
    }

    /**
     * The view's query.
     *
     * @param sql the query that reads the view
     * @param source the table, with what names its snapshot
     */
    String sql(String sql, LakeTable table, String source) {
        List<String> conditions = new ArrayList<>();
        conditions.add("tenant = " + SqlLiteral.of(request.scope().tenant()));
        conditions.addAll(
                table == LakeTable.LOGS ? logsTimes() : times(table.definition().timeColumn()));
        conditions.addAll(restrictions(table));
        if (!sight.role().seesPersonalData()) {
            String seen = new SeenColumns(dialect, sight.role(), sight.impersonal())
                    .of(table, request.scope().tenant());
            return "SELECT %s FROM %s WHERE %s".formatted(seen, source, String.join(" AND ", conditions));
        }
        String columns = (table == LakeTable.LOGS ? logsColumns(sql) : "*")
                + (table.definition().hasPositions() ? ", " + EVENT_ID : "");
        return "SELECT %s FROM %s WHERE %s".formatted(columns, source, String.join(" AND ", conditions));
    }

    /** What a view's source is where nothing was ever written: it has the table's columns. */
    static String nothingOf(String table) {
        return "(SELECT * FROM %s WHERE FALSE)".formatted(table);
    }

    private String logsColumns(String sql) {
        return maySeeLines(sql) ? LogsSql.columns(dialect) : LogsSql.columnsWithoutLine(dialect);
    }

    /** Days let whole partitions be skipped. An event whose time stamp is suspect counts on the day it arrived. */
    private List<String> logsTimes() {
        String day = dialect.quoted("day");
        Scope scope = request.scope();
        List<String> conditions = new ArrayList<>();
        scope.from().ifPresent(from -> conditions.add(day + " >= " + SqlLiteral.of(day(from))));
        scope.to().ifPresent(to -> conditions.add(day + " <= " + SqlLiteral.of(day(to.minusNanos(1)))));
        List<String> exact = range("ts");
        if (!exact.isEmpty()) {
            conditions.add("(ts_suspect OR (" + String.join(" AND ", exact) + "))");
        }
        scope.dates()
                .ifPresent(dates -> conditions.add(anyOf(dates, days -> "%s >= %s AND %s <= %s"
                        .formatted(day, SqlLiteral.of(days.first()), day, SqlLiteral.of(days.last())))));
        return conditions;
    }

    private List<String> times(String column) {
        List<String> conditions = range(column);
        request.scope()
                .dates()
                .ifPresent(dates -> conditions.add(anyOf(dates, days -> "%s >= %s AND %s < %s"
                        .formatted(
                                column,
                                dialect.literal(start(days.first())),
                                column,
                                dialect.literal(start(days.last().plusDays(1)))))));
        return conditions;
    }

    private static String anyOf(DateGlob dates, Function<DateGlob.Days, String> condition) {
        return dates.days().stream()
                .map(days -> "(" + condition.apply(days) + ")")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private List<String> range(String column) {
        List<String> conditions = new ArrayList<>();
        request.scope().from().ifPresent(from -> conditions.add(column + " >= " + dialect.literal(from)));
        request.scope().to().ifPresent(to -> conditions.add(column + " < " + dialect.literal(to)));
        return conditions;
    }

    /** Whoever wants some hosts' rows must not be given others, so a table that cannot tell is refused. */
    private List<String> restrictions(LakeTable table) {
        List<String> conditions = new ArrayList<>();
        Scope scope = request.scope();
        boolean isOfDataset = table.definition().hasDatasets();
        boolean isOfHost = table == LakeTable.LOGS;
        String host = "COALESCE(host_name, log_syslog_hostname)";
        String region = NamedFields.write("field('cloud.region')", dialect);
        restrict(conditions, scope.datasets(), isOfDataset, "dataset", () -> unknown(table, "dataset"));
        restrict(conditions, scope.hosts(), isOfHost, host, () -> unknown(table, "host"));
        restrict(conditions, scope.regions(), isOfHost, region, () -> unknown(table, "region"));
        restrict(conditions, sight.datasets(), isOfDataset, "dataset", () -> unseen(table, "dataset"));
        restrict(conditions, sight.hosts(), isOfHost, host, () -> unseen(table, "host"));
        restrict(conditions, sight.regions(), isOfHost, region, () -> unseen(table, "region"));
        return conditions;
    }

    private static void restrict(
            List<String> conditions,
            Globs globs,
            boolean canTell,
            String expression,
            Supplier<RuntimeException> refusal) {
        if (globs.isAll()) {
            return;
        }
        if (!canTell) {
            throw refusal.get();
        }
        conditions.add(globs.condition(expression));
    }

    private static RuntimeException unknown(LakeTable table, String restriction) {
        return new QueryUsageException("the query reads %s, whose rows have no %s: leave out %s, or ask logs alone"
                .formatted(table.tableName(), restriction, restriction));
    }

    private RuntimeException unseen(LakeTable table, String restriction) {
        return new AccessRefusedException(
                "the query reads %s, whose rows have no %s, and the role %s sees those of some %ss alone"
                        .formatted(table.tableName(), restriction, sight.name(), restriction));
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
