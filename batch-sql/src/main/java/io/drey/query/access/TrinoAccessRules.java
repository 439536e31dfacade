package io.drey.query.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.lake.LakeTable;
import io.drey.lake.LogsSql;
import io.drey.lake.table.LogsTable;
import io.drey.lake.table.PersonalColumn;
import io.drey.query.engine.TrinoSettings;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlLiteral;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;

/**
 * Rules for Trino's file-based access control ({@code trino.io/docs/476/security/file-system-access-control.html}): each tenant's
 * groups see its own rows, and analysts see no personal data in them.
 *
 * <p>Trino takes the first rule that fits and denies what none fits. So a tenant's groups have rules for the tables by their full
 * names alone: tables of metadata, such as {@code logs$files}, are none of them. Functions of the catalog are denied because
 * {@code table_changes} asks for the right to read the columns and not for filters. Whoever is in no group sees nothing; whoever
 * is in two groups has the rules of the first tenant by name alone, and there of the analyst.
 */
public final class TrinoAccessRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SYSTEM = "system";

    private final String catalog;
    private final TreeSet<String> tenants;
    private final ImpersonalFields impersonal;

    /**
     * @param catalog the name that the lake's catalog has in Trino
     * @param tenants at least one
     * @param impersonal the open fields that analysts see
     */
    public TrinoAccessRules(String catalog, Collection<String> tenants, ImpersonalFields impersonal) {
        if (tenants.isEmpty()) {
            throw new IllegalArgumentException("there are no tenants: name one, or apply its document");
        }
        if (!TrinoSettings.isCatalog(catalog)) {
            throw new IllegalArgumentException(
                    "the catalog is '%s': write letters, digits, _ and - only".formatted(catalog));
        }
        this.catalog = catalog;
        this.impersonal = requireNonNull(impersonal, "impersonal is null");
        this.tenants = new TreeSet<>();
        tenants.forEach(tenant -> this.tenants.add(DatasetId.requireTenant(tenant)));
    }

    /** The rules, for {@code security.config-file}. */
    public String json() {
        ObjectNode rules = JSON.createObjectNode();
        catalogs(rules.putArray("catalogs"));
        schemas(rules.putArray("schemas"));
        tables(rules.putArray("tables"));
        rules.putArray("functions")
                .addObject()
                .put("catalog", SYSTEM)
                .put("schema", "builtin")
                .set("privileges", words("EXECUTE"));
        rules.putArray("procedures");
        ArrayNode queries = rules.putArray("queries");
        queries.addObject().put("group", AccessRole.OPERATORS).set("allow", words("execute", "kill", "view"));
        queries.addObject().put("group", everyTenant()).set("allow", words("execute"));
        rules.putArray("impersonation");
        // Rules for the server's own pages know no groups, so nobody sees them.
        rules.putArray("system_information");
        for (String properties : List.of("system_session_properties", "catalog_session_properties")) {
            ArrayNode allowed = rules.putArray(properties);
            allowed.addObject().put("group", AccessRole.OPERATORS).put("allow", true);
            allowed.addObject().put("allow", false);
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rules) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** Operators make views, which a catalog that is only read does not allow; what else they may is for the rules of tables. */
    private void catalogs(ArrayNode catalogs) {
        rule(catalogs, AccessRole.OPERATORS, catalog).put("allow", "all");
        rule(catalogs, AccessRole.OPERATORS, SYSTEM).put("allow", "read-only");
        rule(catalogs, everyTenant(), catalog).put("allow", "read-only");
        rule(catalogs, everyTenant(), SYSTEM).put("allow", "read-only");
        catalogs.addObject().put("allow", "none");
    }

    private void schemas(ArrayNode schemas) {
        rule(schemas, AccessRole.OPERATORS, catalog)
                .put("schema", everySchema())
                .put("owner", true);
        schemas.addObject().put("owner", false);
    }

    private void tables(ArrayNode tables) {
        rule(tables, AccessRole.OPERATORS, catalog)
                .put("schema", LakeTable.NAMESPACE.level(0))
                // No rule denies ALTER TABLE ... EXECUTE, but Trino refuses it for tables whose rows are filtered.
                .put("filter", "true")
                .set("privileges", words("SELECT"));
        rule(tables, AccessRole.OPERATORS, catalog)
                .put("schema", everySchema())
                .set("privileges", words("SELECT", "OWNERSHIP"));
        rule(tables, AccessRole.OPERATORS, SYSTEM).set("privileges", words("SELECT"));
        for (String tenant : tenants) {
            for (AccessRole role : AccessRole.values()) {
                role.tables().forEach(table -> table(tables, tenant, role, table));
                rule(tables, role.group(tenant), catalog)
                        .put("schema", TenantViews.schema(tenant, role.word()))
                        .set("privileges", words("SELECT"));
            }
        }
        // What JDBC drivers list catalogs, schemas and tables with: they show what the other rules allow.
        rule(tables, everyTenant(), SYSTEM).put("schema", "jdbc").set("privileges", words("SELECT"));
        tables.addObject().set("privileges", words());
    }

    private void table(ArrayNode tables, String tenant, AccessRole role, LakeTable table) {
        ObjectNode rule = rule(tables, role.group(tenant), catalog)
                .put("schema", LakeTable.NAMESPACE.level(0))
                .put("table", table.tableName());
        rule.set("privileges", words("SELECT"));
        rule.put("filter", "tenant = " + SqlLiteral.of(tenant));
        SortedMap<String, String> masks = masks(tenant, table, role);
        if (!masks.isEmpty()) {
            ArrayNode columns = rule.putArray("columns");
            masks.forEach(
                    (column, mask) -> columns.addObject().put("name", column).put("mask", mask));
        }
    }

    /** Columns that are left out where they follow from others are given whole, so that no view is needed for that. */
    private SortedMap<String, String> masks(String tenant, LakeTable table, AccessRole role) {
        SortedMap<String, String> masks = new TreeMap<>();
        if (table == LakeTable.LOGS) {
            for (Types.NestedField column : table.schema().columns()) {
                LogsSql.derived(column.name(), SqlDialect.TRINO)
                        .ifPresent(expression -> masks.put(column.name(), expression));
            }
        }
        if (!role.seesPersonalData()) {
            for (PersonalColumn column : table.definition().personalColumns()) {
                masks.put(column.name(), column.mask().orElse("NULL"));
            }
            if (table == LakeTable.LOGS) {
                impersonal
                        .labels(SqlDialect.TRINO, tenant)
                        .ifPresent(expression -> masks.put(LogsTable.LABELS, expression));
            }
        }
        return masks;
    }

    private String everyTenant() {
        return "tenant-%s-%s".formatted(anyOf(tenants.stream()), anyRole());
    }

    private String everySchema() {
        return TenantViews.schema(anyOf(tenants.stream()), anyRole());
    }

    private static String anyRole() {
        return anyOf(Arrays.stream(AccessRole.values()).map(AccessRole::word));
    }

    private static String anyOf(Stream<String> names) {
        return names.collect(Collectors.joining("|", "(", ")"));
    }

    private static ObjectNode rule(ArrayNode rules, String group, String catalog) {
        return rules.addObject().put("group", group).put("catalog", catalog);
    }

    private static ArrayNode words(String... words) {
        ArrayNode array = JSON.createArrayNode();
        Arrays.stream(words).forEach(array::add);
        return array;
    }
}
