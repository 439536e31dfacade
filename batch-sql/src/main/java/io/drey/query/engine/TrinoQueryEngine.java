package io.drey.query.engine;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.QueryException;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.sight.Sight;
import io.drey.query.sql.NamedFields;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlTokens;
import io.trino.jdbc.TrinoConnection;
import io.trino.jdbc.TrinoDriver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs queries on Trino, which reads the same tables through the same catalog.
 *
 * <p>What a query sees are named queries before its own text. The tables themselves could be named with their catalog, so
 * names of three parts are refused; names of two find nothing, as the session has no catalog.
 */
public final class TrinoQueryEngine implements QueryEngine {

    private static final String WITH = "WITH";
    private static final String RECURSIVE = "RECURSIVE";
    private static final int PARTS_WITH_CATALOG = 3;

    private final LakeSettings lake;
    private final TrinoSettings trino;
    private final QueryLimits limits;
    private final Sight sight;

    /**
     * Without limits.
     *
     * @param lake where the tables' snapshots are looked up
     * @param trino where the server is
     */
    public TrinoQueryEngine(LakeSettings lake, TrinoSettings trino) {
        this(lake, trino, QueryLimits.NONE);
    }

    /**
     * @param lake where the tables' snapshots are looked up
     * @param trino where the server is
     */
    public TrinoQueryEngine(LakeSettings lake, TrinoSettings trino, QueryLimits limits) {
        this(lake, trino, limits, Sight.EVERYTHING);
    }

    private TrinoQueryEngine(LakeSettings lake, TrinoSettings trino, QueryLimits limits, Sight sight) {
        this.lake = lake;
        this.trino = trino;
        this.limits = limits;
        this.sight = sight;
    }

    @Override
    public TrinoQueryEngine seenBy(Sight seen) {
        return new TrinoQueryEngine(lake, trino, limits, sight.and(seen));
    }

    @Override
    public Sight sight() {
        return sight;
    }

    @Override
    public String name() {
        try (Connection connection = connect()) {
            return name(connection);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private static String name(Connection connection) throws SQLException {
        return "trino-" + connection.getMetaData().getDatabaseProductVersion();
    }

    @Override
    public List<TableRead> explain(QueryRequest asked) {
        QueryRequest request = seen(asked, Instant.now());
        String own = NamedFields.write(request.sql(SqlDialect.TRINO), SqlDialect.TRINO);
        try (Lake opened = Lake.open(lake)) {
            return new LakeFiles(opened, request.scope())
                    .reads(Source.of(opened, request, sight, own, Snapshots.CURRENT));
        }
    }

    @Override
    public Snapshots snapshots(List<QueryRequest> requests) {
        return Snapshots.of(lake, sight, SqlDialect.TRINO, requests);
    }

    @Override
    public QueryResult run(QueryRequest asked, Snapshots snapshots, Ending ending) {
        QueryRequest request = seen(asked, Instant.now());
        String written = request.sql(SqlDialect.TRINO);
        String own = NamedFields.write(written, SqlDialect.TRINO);
        SqlTokens tokens = SqlTokens.of(own);
        tokens.nameOfParts(PARTS_WITH_CATALOG).ifPresent(name -> {
            throw Failures.noQuery(
                    "'%s' has %d parts: write logs, alerts or dead_letters alone".formatted(name, PARTS_WITH_CATALOG),
                    null);
        });
        List<Source> sources;
        try (Lake opened = Lake.open(lake)) {
            sources = Source.of(opened, request, sight, own, snapshots);
            new LakeFiles(opened, request.scope()).requireAtMost(limits.maxBytes(), sources);
        }
        String sql = withViews(views(request, own, sources), own, tokens);
        Connection connection = connect();
        try {
            Statement statement = connection.createStatement();
            validate(statement, sql);
            ending.after(limits.timeout());
            ending.by(() -> cancel(statement));
            ResultSet rows = statement.executeQuery(sql);
            List<ResultColumn> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(new ResultColumn(
                        rows.getMetaData().getColumnLabel(i),
                        ColumnType.ofTrino(rows.getMetaData().getColumnTypeName(i))));
            }
            return new QueryResult(
                    request,
                    name(connection),
                    sight,
                    written,
                    columns,
                    Source.snapshotIds(sources),
                    new TrinoRows(connection, rows),
                    ending);
        } catch (SQLException e) {
            ending.done();
            close(connection, e);
            ending.requireGoingOn(e);
            throw failed(e);
        } catch (RuntimeException e) {
            ending.done();
            close(connection, e);
            throw e;
        }
    }

    /** The server goes on with a query whose caller is gone for minutes, unless it is told. */
    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            throw queryFailed(e);
        }
    }

    private List<String> views(QueryRequest request, String sql, List<Source> sources) {
        TenantView view = new TenantView(SqlDialect.TRINO, request, sight);
        List<String> views = new ArrayList<>();
        for (Source source : sources) {
            views.add("%s AS (%s)"
                    .formatted(
                            source.table().tableName(),
                            view.sql(sql, source.table(), source(source.table(), source.snapshotId()))));
        }
        if (views.isEmpty()) {
            // Behind a named query only a query can follow, and no other statement.
            views.add("nothing AS (SELECT 1 AS one)");
        }
        return views;
    }

    private String source(LakeTable table, OptionalLong snapshotId) {
        String name = "%s.%s.%s"
                .formatted(
                        SqlDialect.TRINO.quoted(trino.catalog()),
                        SqlDialect.TRINO.quoted(LakeTable.NAMESPACE.level(0)),
                        SqlDialect.TRINO.quoted(table.tableName()));
        return snapshotId.isPresent()
                ? name + " FOR VERSION AS OF " + snapshotId.getAsLong()
                : TenantView.nothingOf(name);
    }

    /** The query's own named queries follow ours. */
    static String withViews(List<String> views, String own, SqlTokens tokens) {
        String ours = String.join(",\n", views);
        Optional<Integer> recursive = tokens.endOfStart(WITH, RECURSIVE);
        if (recursive.isPresent()) {
            return WITH + " " + RECURSIVE + " " + ours + ",\n" + own.substring(recursive.get());
        }
        return tokens.endOfStart(WITH)
                .map(with -> WITH + " " + ours + ",\n" + own.substring(with))
                .orElseGet(() -> WITH + " " + ours + "\n" + own);
    }

    /** Tells what is wrong with a query from what goes wrong while it runs. */
    private void validate(Statement statement, String sql) throws SQLException {
        try {
            statement.execute("EXPLAIN (TYPE VALIDATE) " + sql);
        } catch (SQLException e) {
            if (isConnectionLost(e)) {
                throw e;
            }
            throw Failures.noQuery(words(e), e);
        }
    }

    private Connection connect() {
        try {
            Connection connection = new TrinoDriver().connect(trino.jdbcUrl(), trino.login());
            connection.unwrap(TrinoConnection.class).setTimeZoneId("UTC");
            return connection;
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private QueryException failed(SQLException failure) {
        return isConnectionLost(failure) ? unreachable(failure) : queryFailed(failure);
    }

    static QueryException queryFailed(SQLException failure) {
        return Failures.failed(words(failure), failure);
    }

    private QueryException unreachable(SQLException failure) {
        return new QueryException(
                "Trino at %s does not answer: %s. Is it up, and is %s right?"
                        .formatted(trino.url(), Failures.words(failure), TrinoSettings.TRINO_URL.key()),
                failure);
    }

    /** Trino's own errors have a number. */
    private static boolean isConnectionLost(SQLException failure) {
        return failure.getErrorCode() == 0 && failure.getCause() != null;
    }

    private static String words(SQLException failure) {
        String message = failure.getMessage() == null ? Failures.words(failure) : failure.getMessage();
        // The driver repeats the query's id before what matters.
        return Failures.firstLine(message).replaceAll("^Query failed \\(#\\w+\\): ", "");
    }

    private static void close(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
