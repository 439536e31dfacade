package io.drey.query;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.SkeletonLine;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * Runs queries with Flink SQL in batch mode, within this process. What a query sees are temporary views; the tables
 * themselves are in a catalog whose name is a secret of the run.
 */
public final class FlinkQueryEngine implements QueryEngine {

    /** Hadoop, and worker threads of Iceberg, touch the class loader of the query before once more. */
    private static final Configuration CONFIGURATION =
            Configuration.fromMap(Map.of("classloader.check-leaked-classloader", "false"));

    private final LakeSettings settings;

    public FlinkQueryEngine(LakeSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "flink-" + EnvironmentInformation.getVersion();
    }

    @Override
    public QueryResult run(QueryRequest request) {
        String sql = request.sql(SqlDialect.FLINK);
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(CONFIGURATION)
                .build());
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        tables.createTemporarySystemFunction(SkeletonLine.NAME, SkeletonLine.class);
        String own = NamedFields.write(sql, SqlDialect.FLINK);
        SortedMap<String, Long> snapshotIds = createViews(tables, request, own);
        Table query = parse(tables, own);
        try {
            return new QueryResult(
                    request,
                    name(),
                    sql,
                    query.getResolvedSchema().getColumnNames(),
                    snapshotIds,
                    new FlinkRows(query.execute().collect()));
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @SuppressWarnings("deprecation") // its successor takes properties only, which could not refer to a secret
    private SortedMap<String, Long> createViews(TableEnvironment tables, QueryRequest request, String sql) {
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
        TenantView view = new TenantView(SqlDialect.FLINK, request);
        SortedMap<String, Long> snapshotIds = new TreeMap<>();
        try (Lake lake = Lake.open(settings)) {
            for (LakeTable table : LakeTable.values()) {
                if (!TenantView.mayRead(sql, table)) {
                    continue;
                }
                lake.requireQueryable(table);
                OptionalLong snapshotId = lake.snapshotId(table);
                snapshotId.ifPresent(id -> snapshotIds.put(table.tableName(), id));
                tables.createTemporaryView(
                        table.tableName(),
                        tables.sqlQuery(view.sql(table, source(catalog, table, snapshotId), snapshotId)));
            }
        }
        return snapshotIds;
    }

    private static String source(String catalog, LakeTable table, OptionalLong snapshotId) {
        String hint =
                snapshotId.isPresent() ? " /*+ OPTIONS('snapshot-id'='%d') */".formatted(snapshotId.getAsLong()) : "";
        return "`%s`.`%s`.`%s`%s".formatted(catalog, LakeTable.NAMESPACE.level(0), table.tableName(), hint);
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
