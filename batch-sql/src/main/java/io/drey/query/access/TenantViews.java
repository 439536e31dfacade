package io.drey.query.access;

import io.drey.event.DatasetId;
import io.drey.lake.LakeTable;
import io.drey.lake.StoredLine;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.SeenColumns;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlLiteral;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that make views of one tenant's rows, each event whole. A view says what is seen and keeps nobody from naming the
 * table: that is for Trino's access rules, and in Flink for who may open a session.
 */
public final class TenantViews {

    private TenantViews() {}

    /** The schema of the views of a tenant's role in Trino; an expression of names gives one of schemas. */
    static String schema(String tenant, String role) {
        return "tenant_" + tenant + "_" + role;
    }

    /**
     * Statements for Trino. The views run with the rights of whoever asks, so that the access rules of tables hold for them.
     *
     * @param catalog the lake's catalog
     * @param impersonal the open fields that analysts see
     */
    public static List<String> trino(String catalog, String tenant, AccessRole role, ImpersonalFields impersonal) {
        SqlDialect dialect = SqlDialect.TRINO;
        String schema =
                dialect.quoted(catalog) + "." + dialect.quoted(schema(DatasetId.requireTenant(tenant), role.word()));
        List<String> statements = new ArrayList<>();
        statements.add("CREATE SCHEMA IF NOT EXISTS " + schema);
        for (LakeTable table : role.tables()) {
            statements.add("CREATE OR REPLACE VIEW %s.%s SECURITY INVOKER AS %s"
                    .formatted(
                            schema,
                            dialect.quoted(table.tableName()),
                            select(dialect, catalog, tenant, role, table, impersonal)));
        }
        return statements;
    }

    /**
     * Statements for a session of Flink SQL, where Iceberg's catalog holds no views. Those of roles that see lines need the
     * class of {@link StoredLine} in the session.
     *
     * @param catalog the lake's catalog
     * @param impersonal the open fields that analysts see
     */
    public static List<String> flink(String catalog, String tenant, AccessRole role, ImpersonalFields impersonal) {
        DatasetId.requireTenant(tenant);
        List<String> statements = new ArrayList<>();
        if (role.seesPersonalData()) {
            statements.add("CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS %s AS '%s'"
                    .formatted(StoredLine.NAME, StoredLine.class.getName()));
        }
        for (LakeTable table : role.tables()) {
            statements.add("CREATE TEMPORARY VIEW %s AS %s"
                    .formatted(
                            SqlDialect.FLINK.quoted(table.tableName()),
                            select(SqlDialect.FLINK, catalog, tenant, role, table, impersonal)));
        }
        return statements;
    }

    private static String select(
            SqlDialect dialect,
            String catalog,
            String tenant,
            AccessRole role,
            LakeTable table,
            ImpersonalFields impersonal) {
        return "SELECT %s FROM %s.%s.%s WHERE tenant = %s"
                .formatted(
                        new SeenColumns(dialect, role, impersonal).of(table, tenant),
                        dialect.quoted(catalog),
                        dialect.quoted(LakeTable.NAMESPACE.level(0)),
                        dialect.quoted(table.tableName()),
                        SqlLiteral.of(tenant));
    }
}
