package io.drey.operations.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexActions.Mode;
import io.drey.query.sight.AccessRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes away what {@link TenantRoles} has put for tenants that are gone: roles, mappings, tenants of Dashboards, and their place
 * in the mapping of those who may open Dashboards. What somebody else wrote, or has changed since, stays and is named. Safe to
 * repeat: where it was interrupted, the next run takes away what is left.
 */
public final class GoneTenants {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEPT = "kept: it is not as Drey writes it";

    private final SearchServer server;
    private final Mode mode;

    /**
     * What became of something in the plugin.
     *
     * @param what its kind and name
     * @param action what was done
     */
    public record Removal(String what, String action) {}

    public GoneTenants(SearchServer server, Mode mode) {
        this.server = server;
        this.mode = mode;
    }

    /**
     * Removes what there is of all tenants but those that stay.
     *
     * @param staying the tenants that there are
     */
    public List<Removal> removeAllBut(Collection<String> staying) {
        JsonNode roles = all("roles");
        JsonNode mappings = all("rolesmapping");
        JsonNode spaces = all("tenants");
        List<Removal> removals = new ArrayList<>();
        Set<String> removedGroups = new TreeSet<>();
        for (Map.Entry<String, TenantRoles> gone :
                gone(staying, roles, mappings, spaces).entrySet()) {
            TenantRoles written = gone.getValue();
            boolean isKept = false;
            for (AccessRole role : AccessRole.values()) {
                String name = written.name(role);
                JsonNode mapping = mappings.path(name);
                JsonNode body = roles.path(name);
                if (mapping.isMissingNode() && body.isMissingNode()) {
                    continue;
                }
                if (isWritten(written, role, body, mapping)) {
                    // The mapping first: a role without anybody harms nobody.
                    remove(removals, "rolesmapping", name, mapping);
                    remove(removals, "roles", name, body);
                    removedGroups.add(name);
                } else {
                    removals.add(new Removal("roles/" + name, KEPT));
                    isKept = true;
                }
            }
            JsonNode space = spaces.path(gone.getKey());
            boolean isOurs = space.path("description")
                    .equals(written.dashboardsTenantBody().path("description"));
            if (isOurs && !isKept) {
                remove(removals, "tenants", gone.getKey(), space);
            }
        }
        removeFromDashboards(mappings.path(TenantRoles.DASHBOARDS_USER), removedGroups, removals);
        return removals;
    }

    /** Tenants that something is named after, and that do not stay. */
    private static Map<String, TenantRoles> gone(
            Collection<String> staying, JsonNode roles, JsonNode mappings, JsonNode spaces) {
        Set<String> names = new TreeSet<>();
        for (JsonNode named : List.of(roles, mappings)) {
            named.fieldNames()
                    .forEachRemaining(name -> TenantRoles.tenantOf(name).ifPresent(names::add));
        }
        spaces.fields().forEachRemaining(space -> {
            if (space.getValue().path("description").asText().equals(TenantRoles.description(space.getKey()))) {
                names.add(space.getKey());
            }
        });
        names.removeAll(staying);
        Map<String, TenantRoles> gone = new LinkedHashMap<>();
        names.forEach(name -> gone.put(name, new TenantRoles(name)));
        return gone;
    }

    /**
     * Whether a role and its mapping name what we write, and nothing more. Which fields a role sees, and what it may do, is
     * left aside: earlier versions wrote other lists.
     */
    private static boolean isWritten(TenantRoles tenant, AccessRole role, JsonNode body, JsonNode mapping) {
        boolean isOwnRole =
                body.isMissingNode() || (isPlain(body) && patterns(body).equals(patterns(tenant.role(role))));
        boolean isOwnMapping = mapping.isMissingNode()
                || (isPlain(mapping)
                        && mapping.path("hosts").isEmpty()
                        && mapping.path("users").isEmpty()
                        && mapping.path("and_backend_roles").isEmpty()
                        && mapping.path("backend_roles")
                                .equals(tenant.mapping(role).path("backend_roles")));
        return isOwnRole && isOwnMapping;
    }

    /** Whether it may be changed at all. */
    private static boolean isPlain(JsonNode node) {
        return !node.path("reserved").asBoolean()
                && !node.path("hidden").asBoolean()
                && !node.path("static").asBoolean();
    }

    /** The indices and tenants of Dashboards that a role is for. */
    private static Set<String> patterns(JsonNode role) {
        Set<String> patterns = new TreeSet<>();
        role.findValues("index_patterns").forEach(each -> each.forEach(pattern -> patterns.add(pattern.asText())));
        role.findValues("tenant_patterns")
                .forEach(each -> each.forEach(pattern -> patterns.add("tenant " + pattern.asText())));
        return patterns;
    }

    private void removeFromDashboards(JsonNode mapping, Set<String> groups, List<Removal> removals) {
        ObjectNode changed = JSON.createObjectNode();
        for (String kept : List.of("hosts", "users", "and_backend_roles")) {
            changed.set(kept, mapping.path(kept).isArray() ? mapping.path(kept) : JSON.createArrayNode());
        }
        Set<String> staying = new TreeSet<>();
        mapping.path("backend_roles").forEach(group -> staying.add(group.asText()));
        if (!staying.removeAll(groups)) {
            return;
        }
        staying.forEach(changed.putArray("backend_roles")::add);
        String what = "rolesmapping/" + TenantRoles.DASHBOARDS_USER;
        if (mode == Mode.DO) {
            server.require("PUT", TenantRoles.API + what, changed);
        }
        removals.add(new Removal(what, words("let in no more: " + String.join(", ", groups))));
    }

    private void remove(List<Removal> removals, String kind, String name, JsonNode present) {
        if (present.isMissingNode()) {
            return;
        }
        String what = kind + "/" + name;
        if (mode == Mode.DO) {
            server.require("DELETE", TenantRoles.API + what, null);
        }
        removals.add(new Removal(what, words("removed")));
    }

    private String words(String action) {
        return mode == Mode.SAY ? "would be " + action : action;
    }

    private JsonNode all(String kind) {
        SearchServer.Answer answer = server.ask("GET", TenantRoles.API + kind, null);
        if (!answer.isOk()) {
            throw OperationException.failure("OpenSearch does not tell its %s: %s".formatted(kind, answer.reason()));
        }
        return answer.body();
    }
}
