package io.drey.operations.search;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.lake.table.MetricsTable;
import io.drey.query.index.ResultIndex;
import io.drey.query.sight.AccessRole;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps a tenant's people to its own indices in an OpenSearch with the security plugin
 * ({@code docs.opensearch.org/2.19/security/access-control/}): a role for each {@link AccessRole}, named as its group, which a
 * login's backend role gives, and a tenant of Dashboards.
 *
 * <p>Tenants' names have no dash, so that {@code logs-acme-*} names no other tenant's index. Analysts see the fields that are
 * named here and no others, so that a field that comes later is hidden until somebody says that it is impersonal.
 */
public final class TenantRoles {

    /** The plugin's own role of those who may open Dashboards. */
    public static final String DASHBOARDS_USER = "kibana_user";

    /** Where the plugin takes changes. */
    public static final String API = "/_plugins/_security/api/";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern NAME = Pattern.compile("tenant-(%s)-(%s)"
            .formatted(
                    DatasetId.GRAMMAR,
                    Arrays.stream(AccessRole.values()).map(AccessRole::word).collect(Collectors.joining("|"))));

    private static final List<String> READ =
            List.of("read", "indices:admin/get", "indices:admin/mappings/get", "indices:admin/mappings/fields/get*");

    private static final List<String> OF_EVERY_DOCUMENT =
            List.of("@timestamp", "data_stream.namespace", "data_stream.dataset");

    private static final List<String> OF_LOGS =
            List.of("event.id", "event.created", "event.ingested", "impersonal", "impersonal.*");

    /** All but the group, which may be an address, what is told of it, and the lines. */
    private static final List<String> OF_ALERTS = List.of(
            "event.id",
            "event.kind",
            "event.created",
            "event.start",
            "event.end",
            "event.severity",
            "rule.*",
            "alert.severity",
            "alert.event_count",
            "alert.late",
            "alert.status",
            "alert.status_by",
            "alert.status_time",
            "alert.assignee",
            "alert.muted",
            "alert.muted_until",
            "alert.muted_by",
            "evidence.event_id",
            "evidence.@timestamp");

    /** What is listed has a rank, and a value that is too long to be found has that alone. */
    private static final String IMPERSONAL_METRICS = "{\"bool\":{\"should\":["
            + "{\"bool\":{\"must_not\":[" + exists("rank", "attribute_value", "source.ip", "user_agent.name") + "]}},"
            + "{\"terms\":{\"attribute_type\":["
            + MetricsTable.IMPERSONAL_ATTRIBUTES.stream()
                    .map("\"%s\""::formatted)
                    .collect(Collectors.joining(","))
            + "]}}]}}";

    private final String tenant;

    public TenantRoles(String tenant) {
        this.tenant = DatasetId.requireTenant(requireNonNull(tenant, "tenant is null"));
    }

    /** The tenant of Dashboards in which its people keep their objects. */
    public String dashboardsTenant() {
        return tenant;
    }

    /** What it is, for Dashboards' list. */
    public ObjectNode dashboardsTenantBody() {
        return JSON.createObjectNode().put("description", description(tenant));
    }

    /** What a tenant of Dashboards says of itself. */
    static String description(String tenant) {
        return "Dashboards of tenant " + tenant;
    }

    /** Whose role a name is; empty if it is none of ours. */
    static Optional<String> tenantOf(String role) {
        Matcher matcher = NAME.matcher(role);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The name of a role, and of the backend role that gives it. */
    public String name(AccessRole role) {
        return role.group(tenant);
    }

    /** Who has a role: those whose directory or login says that they are in the group. */
    public ObjectNode mapping(AccessRole role) {
        ObjectNode mapping = JSON.createObjectNode();
        mapping.putArray("backend_roles").add(name(role));
        return mapping;
    }

    /** What a role may. */
    public ObjectNode role(AccessRole role) {
        ObjectNode body = JSON.createObjectNode();
        words(body.putArray("cluster_permissions"), List.of("cluster_composite_ops_ro"));
        ArrayNode indices = body.putArray("index_permissions");
        switch (role) {
            case ANALYST -> {
                seen(permission(indices, "logs-" + tenant + "-*"), Stream.concat(OF_LOGS.stream(), impersonal()));
                seen(permission(indices, "alerts-" + tenant + "-*", "staged-" + tenant + "-*"), OF_ALERTS.stream());
                permission(indices, "metrics-" + tenant + "-*").put("dls", IMPERSONAL_METRICS);
            }
            case SECURITY -> {
                for (String kind : List.of("logs", "alerts", "metrics", "staged")) {
                    permission(indices, kind + "-" + tenant + "-*", "rejected-" + kind + "-" + tenant + "-*");
                }
                permission(indices, ResultIndex.pattern(tenant));
            }
        }
        ObjectNode dashboards = body.putArray("tenant_permissions").addObject();
        words(dashboards.putArray("tenant_patterns"), List.of(tenant));
        words(
                dashboards.putArray("allowed_actions"),
                List.of(role == AccessRole.SECURITY ? "kibana_all_write" : "kibana_all_read"));
        return body;
    }

    private static Stream<String> impersonal() {
        return Arrays.stream(Field.values())
                .filter(field -> !field.isPersonal())
                .map(Field::ecsName);
    }

    private static ObjectNode permission(ArrayNode permissions, String... patterns) {
        ObjectNode permission = permissions.addObject();
        words(permission.putArray("index_patterns"), List.of(patterns));
        words(permission.putArray("allowed_actions"), READ);
        return permission;
    }

    private static void seen(ObjectNode permission, Stream<String> fields) {
        words(
                permission.putArray("fls"),
                Stream.concat(OF_EVERY_DOCUMENT.stream(), fields).toList());
    }

    private static void words(ArrayNode array, List<String> words) {
        words.forEach(array::add);
    }

    private static String exists(String... fields) {
        return Arrays.stream(fields)
                .map("{\"exists\":{\"field\":\"%s\"}}"::formatted)
                .collect(Collectors.joining(","));
    }
}
