package io.drey.query.engine;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.OpenCatalog;
import io.drey.lake.StoredLine;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.cluster.Needs;
import io.drey.query.cluster.QueryCluster;
import io.drey.query.live.LiveEvents;
import io.drey.query.sight.Sight;
import io.drey.query.sql.NamedFields;
import io.drey.query.sql.SqlDialect;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.OptimizerConfigOptions;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * Runs queries with Flink SQL in batch mode, within this process or on a cluster apart. What a query sees are temporary views; the tables
 * themselves are in a catalog whose name is a secret of the run.
 */
public final class FlinkQueryEngine implements QueryEngine {

    /** Hadoop, and worker threads of Iceberg, touch the class loader of the query before once more. */
    private static final Configuration CONFIGURATION =
            Configuration.fromMap(Map.of("classloader.check-leaked-classloader", "false"));

    private final LakeSettings settings;
    private final QueryLimits limits;
    private final Optional<LiveEvents> live;
    private final Sight sight;
    private final Optional<QueryCluster> cluster;

    /** Without limits. */
    public FlinkQueryEngine(LakeSettings settings) {
        this(settings, QueryLimits.NONE);
    }

    public FlinkQueryEngine(LakeSettings settings, QueryLimits limits) {
        this(settings, limits, Optional.empty(), Sight.EVERYTHING, Optional.empty());
    }

    private FlinkQueryEngine(
            LakeSettings settings,
            QueryLimits limits,
            Optional<LiveEvents> live,
            Sight sight,
            Optional<QueryCluster> cluster) {
        this.settings = settings;
        this.limits = limits;
        this.live = live;
        this.sight = sight;
        this.cluster = cluster;
    }

    /** One whose queries run on a cluster. */
    public FlinkQueryEngine on(QueryCluster apart) {
        return new FlinkQueryEngine(settings, limits, live, sight, Optional.of(apart));
    }

    /** One whose {@code logs} have the events that have not landed yet, too. */
    public FlinkQueryEngine with(LiveEvents events) {
        return new FlinkQueryEngine(settings, limits, Optional.of(events), sight, cluster);
    }

    @Override
    public FlinkQueryEngine seenBy(Sight seen) {
        return new FlinkQueryEngine(settings, limits, live, sight.and(seen), cluster);
    }

    @Override
    public Sight sight() {
        return sight;
    }

    @Override
    public String name() {
        return "flink-"
                + EnvironmentInformation.getVersion()
                + (cluster.isPresent() ? " on a cluster" : "")
                + (live.isPresent() ? " with live events" : "");
    }

    @Override
    public List<TableRead> explain(QueryRequest asked) {
        QueryRequest request = seen(asked, Instant.now());
        String own = NamedFields.write(request.sql(SqlDialect.FLINK), SqlDialect.FLINK);
        try (Lake lake = Lake.open(settings)) {
            return new LakeFiles(lake, request.scope()).reads(Source.of(lake, request, sight, own, Snapshots.CURRENT));
        }
    }

    @Override
    public Snapshots snapshots(List<QueryRequest> requests) {
        return Snapshots.of(settings, sight, SqlDialect.FLINK, requests);
    }

    @Override
    public QueryResult run(QueryRequest asked, Snapshots snapshots, Ending ending) {
        return begin(asked, snapshots, ending, Set.of(), (query, tables, environment) -> {
            TableResult running = query.execute();
            Optional<JobClient> job = running.getJobClient();
            job.ifPresent(begun -> ending.by(() -> cancel(begun)));
            return new Begun(columns(query), new FlinkRows(running.collect(), job, ending));
        });
    }

    /**
     * Starts a query whose rows go to an end within its job, as many at once as there are tasks. The result has one row,
     * which says how many went there, once the job has ended.
     *
     * @throws QueryUsageException also if lines are mined of its rows, which is done by whoever reads them
     */
    public QueryResult runInto(RowsEnd end, QueryRequest asked, Snapshots snapshots, Ending ending) {
        if (asked.isMined()) {
            throw new QueryUsageException("what is mined of rows is made by whoever reads them: read them");
        }
        return begin(asked, snapshots, ending, Set.of(Needs.INDEX), (query, tables, environment) -> {
            end.take(columns(query), CountRows.of(tables.toDataStream(query)));
            JobClient job = environment.executeAsync("query");
            ending.by(() -> cancel(job));
            return new Begun(List.of(WrittenRows.COLUMN), new WrittenRows(job, ending));
        });
    }

    /**
     * A query that runs.
     *
     * @param columns what its rows have
     * @param rows its rows
     */
    private record Begun(List<ResultColumn> columns, CloseableIterator<List<Object>> rows) {}

    /** Begins a query that has been parsed. */
    private interface Beginning {

        Begun begin(Table query, StreamTableEnvironment tables, StreamExecutionEnvironment environment)
                throws Exception;
    }

    private QueryResult begin(
            QueryRequest asked, Snapshots snapshots, Ending ending, Set<Needs> needs, Beginning beginning) {
        QueryRequest request = seen(asked, Instant.now());
        String sql = request.sql(SqlDialect.FLINK);
        cluster.ifPresent(apart -> apart.requireRoom(ending::requireGoingOn));
        Configuration configuration = new Configuration(CONFIGURATION);
        cluster.ifPresent(apart -> configuration.addAll(apart.options()));
        StreamExecutionEnvironment environment = cluster.map(
                        apart -> apart.environment(all(needs, request), configuration))
                .orElseGet(() -> StreamExecutionEnvironment.getExecutionEnvironment(configuration));
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        StreamTableEnvironment tables = StreamTableEnvironment.create(
                environment,
                EnvironmentSettings.newInstance()
                        .inBatchMode()
                        .withConfiguration(configuration)
                        .build());
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        tables.createTemporarySystemFunction(StoredLine.NAME, StoredLine.class);
        tables.createTemporarySystemFunction(SqlDialect.EPOCH_MS, EpochMillis.class);
        request.knownLines().ifPresent(known -> {
            tables.createTemporarySystemFunction(SumLines.ALIKE, SumLines.alike(known));
            tables.createTemporarySystemFunction(SumLines.EQUAL, SumLines.equal());
            // Within such an operator the end is told to all, one after the other, before a function gives what it has
            // left.
            tables.getConfig().set(OptimizerConfigOptions.TABLE_OPTIMIZER_MULTIPLE_INPUT_ENABLED, false);
        });
        String own = NamedFields.write(sql, SqlDialect.FLINK);
        try (OpenCatalog catalog = OpenCatalog.of(settings)) {
            List<Source> sources = createViews(environment, tables, catalog, request, own, snapshots);
            Table query = parse(tables, own);
            ending.after(limits.timeout());
            Begun begun = begin(beginning, query, tables, environment, ending);
            return new QueryResult(
                    request, name(), sight, sql, begun.columns(), Source.snapshotIds(sources), begun.rows(), ending);
        }
    }

    private static Begun begin(
            Beginning beginning,
            Table query,
            StreamTableEnvironment tables,
            StreamExecutionEnvironment environment,
            Ending ending) {
        try {
            return beginning.begin(query, tables, environment);
        } catch (QueryUsageException e) {
            ending.done();
            throw e;
        } catch (Exception e) {
            ending.done();
            ending.requireGoingOn(e);
            throw failed(e);
        }
    }

    private Set<Needs> all(Set<Needs> needs, QueryRequest request) {
        Set<Needs> all = EnumSet.noneOf(Needs.class);
        all.addAll(needs);
        live.ifPresent(unused -> all.add(Needs.TOPICS));
        request.knownLines().ifPresent(unused -> all.add(Needs.KNOWN_LINES));
        return all;
    }

    private static List<ResultColumn> columns(Table query) {
        return query.getResolvedSchema().getColumns().stream()
                .map(column -> new ResultColumn(
                        column.getName(), ColumnType.of(column.getDataType().getLogicalType())))
                .toList();
    }

    /** A job that cannot be cancelled has ended; whoever reads its rows learns how. */
    static void cancel(JobClient job) {
        try {
            job.cancel().exceptionally(unused -> null).join();
        } catch (IllegalStateException e) {
            // The cluster within this process ended with the job.
            return;
        }
    }

    @SuppressWarnings("deprecation") // its successor takes properties only, which could not refer to a secret
    private List<Source> createViews(
            StreamExecutionEnvironment environment,
            StreamTableEnvironment tables,
            OpenCatalog open,
            QueryRequest request,
            String sql,
            Snapshots snapshots) {
        String catalog = secretName();
        tables.registerCatalog(
                catalog,
                new FlinkCatalog(
                        catalog, LakeTable.NAMESPACE.level(0), Namespace.empty(), open.loader(), Map.of(), false, -1));
        TenantView view = new TenantView(SqlDialect.FLINK, request, sight);
        Lake lake = open.lake();
        List<Source> sources = Source.of(lake, request, sight, sql, snapshots);
        new LakeFiles(lake, request.scope()).requireAtMost(limits.maxBytes(), sources);
        for (Source source : sources) {
            String rows = source(catalog, source.table(), source.snapshotId());
            if (source.table() == LakeTable.LOGS && live.isPresent()) {
                Optional<DataStream<RowData>> events =
                        live.get().rows(environment, lake, request.scope(), source.snapshotId());
                rows = events.isPresent() ? both(rows, register(tables, events.get())) : rows;
            }
            tables.createTemporaryView(
                    source.table().tableName(), tables.sqlQuery(view.sql(sql, source.table(), rows)));
        }
        return sources;
    }

    private static String secretName() {
        return "lake_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Under a name that nobody can guess, as it has more than the view shows. */
    private static String register(StreamTableEnvironment tables, DataStream<RowData> events) {
        String name = secretName();
        tables.createTemporaryView(name, events);
        return name;
    }

    /** The lake's rows and those of a table that has the same columns. */
    private static String both(String rows, String events) {
        String columns = LakeTable.LOGS.schema().columns().stream()
                .map(column -> SqlDialect.FLINK.quoted(column.name()))
                .collect(Collectors.joining(", "));
        return "(SELECT %1$s FROM %2$s UNION ALL SELECT %1$s FROM `%3$s`)".formatted(columns, rows, events);
    }

    /** Rows that land from now on belong to no snapshot that could be named. */
    private static String source(String catalog, LakeTable table, OptionalLong snapshotId) {
        String name = "`%s`.`%s`.`%s`".formatted(catalog, LakeTable.NAMESPACE.level(0), table.tableName());
        return snapshotId.isPresent()
                ? name + " /*+ OPTIONS('snapshot-id'='%d') */".formatted(snapshotId.getAsLong())
                : TenantView.nothingOf(name);
    }

    private static Table parse(TableEnvironment tables, String sql) {
        try {
            return tables.sqlQuery(sql);
        } catch (ValidationException | SqlParserException | IllegalArgumentException e) {
            throw Failures.noQuery(words(e), e);
        }
    }

    static QueryException failed(Throwable failure) {
        return Failures.failed(words(failure), failure);
    }

    private static String words(Throwable failure) {
        return Failures.words(failure).replaceAll("lake_[0-9a-f]{32}", "lake");
    }
}
