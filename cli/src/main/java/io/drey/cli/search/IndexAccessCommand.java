package io.drey.cli.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.search.GoneTenants;
import io.drey.operations.search.IndexActions;
import io.drey.operations.search.IndexCare;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.TenantRoles;
import io.drey.query.rows.Rows;
import io.drey.query.sight.AccessRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps tenants apart in an OpenSearch with the security plugin. */
@Command(
        name = "access",
        description = {
            "Puts what keeps tenants apart in an OpenSearch with the security plugin: for each tenant a role of analysts, who see no "
                    + "personal field, and one of its security people, who see all, and a tenant of Dashboards. Safe to repeat.",
            "Who is in which is the directory's word: a login with the backend role tenant-NAME-analyst or tenant-NAME-security "
                    + "has that role, and may open Dashboards. The groups are those of drey lake access.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey index access --tenant acme -Dopensearch-urls=https://search.example:9200 \\",
            "      -Dopensearch-user=admin -Dopensearch-password=env:OPENSEARCH_PASSWORD -Dopensearch-ca=company.pem",
            "  drey index access --tenant acme --tenant globex --prune --dry-run  # what is there of tenants that are gone",
            "  drey index access --tenant acme --tenant globex --out security     # files, and no server is asked",
        })
final class IndexAccessCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "A tenant; may be repeated.")
    private List<String> tenants = new ArrayList<>();

    @Option(
            names = "--prune",
            description =
                    "The tenants named are all there are: remove the roles, mappings and tenants of Dashboards that this "
                            + "command has put for others. What is not as it writes it stays, and is named. Documents stay.")
    private boolean prune;

    @Option(names = "--dry-run", description = "Only say what would be put or removed.")
    private boolean dryRun;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Write roles.yml, roles_mapping.yml and tenants.yml there, for the plugin's securityadmin tool, and ask "
                            + "no server. Add what they hold to your own: that tool replaces all there is.")
    private Path out;

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    IndexAccessCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (out != null && (prune || dryRun)) {
            throw OperationException.usage(
                    "--out asks no server, so there is nothing to remove or to say: leave out --prune and --dry-run");
        }
        List<TenantRoles> all = new ArrayList<>();
        for (String tenant : new TreeSet<>(tenants)) {
            try {
                all.add(new TenantRoles(tenant));
            } catch (IllegalArgumentException e) {
                throw OperationException.usage(e.getMessage(), e);
            }
        }
        new Rows(List.of("what", "action"), out == null ? put(all) : write(all)).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private List<List<Object>> put(List<TenantRoles> all) {
        SearchServer server = settings.openSearch(settings.configuration(), IndexCare.TIMEOUT);
        requirePlugin(server);
        List<List<Object>> rows = new ArrayList<>();
        for (TenantRoles roles : all) {
            put(server, rows, "tenants", roles.dashboardsTenant(), roles.dashboardsTenantBody());
            for (AccessRole role : AccessRole.values()) {
                put(server, rows, "roles", roles.name(role), roles.role(role));
                put(server, rows, "rolesmapping", roles.name(role), roles.mapping(role));
            }
        }
        letIntoDashboards(server, all, rows);
        if (prune) {
            List<String> staying =
                    all.stream().map(TenantRoles::dashboardsTenant).toList();
            new GoneTenants(server, dryRun ? IndexActions.Mode.SAY : IndexActions.Mode.DO)
                    .removeAllBut(staying)
                    .forEach(removal -> rows.add(List.of(removal.what(), removal.action())));
        }
        return rows;
    }

    private static void requirePlugin(SearchServer server) {
        if (server.ask("GET", TenantRoles.API + "roles", null).status() != 200) {
            throw OperationException.failure(
                    "this OpenSearch has no security plugin, or it takes no changes by REST: without the plugin nothing there "
                            + "keeps tenants apart, so let no tenant ask it directly; with it, use --out and its securityadmin tool");
        }
    }

    private void put(SearchServer server, List<List<Object>> rows, String kind, String name, ObjectNode body) {
        if (!dryRun) {
            server.require("PUT", TenantRoles.API + kind + "/" + name, body);
        }
        rows.add(List.of(kind + "/" + name, dryRun ? "would be put" : "put"));
    }

    /** The plugin's own role keeps whoever has it already. */
    private void letIntoDashboards(SearchServer server, List<TenantRoles> all, List<List<Object>> rows) {
        String path = TenantRoles.API + "rolesmapping/" + TenantRoles.DASHBOARDS_USER;
        SearchServer.Answer answer = server.ask("GET", path, null);
        if (!answer.isOk() && answer.status() != NOT_FOUND) {
            throw OperationException.failure("OpenSearch does not tell who may open Dashboards: " + answer.reason());
        }
        JsonNode present = answer.body().path(TenantRoles.DASHBOARDS_USER);
        TreeSet<String> groups = new TreeSet<>(words(present.path("backend_roles")));
        if (!groups.addAll(all.stream().flatMap(IndexAccessCommand::groups).toList())) {
            rows.add(List.of("rolesmapping/" + TenantRoles.DASHBOARDS_USER, "none"));
            return;
        }
        ObjectNode mapping = JSON.createObjectNode();
        for (String kept : List.of("hosts", "users", "and_backend_roles")) {
            add(mapping.putArray(kept), words(present.path(kept)));
        }
        add(mapping.putArray("backend_roles"), groups);
        put(server, rows, "rolesmapping", TenantRoles.DASHBOARDS_USER, mapping);
    }

    private List<List<Object>> write(List<TenantRoles> all) {
        ObjectNode roles = file("roles");
        ObjectNode mappings = file("rolesmapping");
        ObjectNode spaces = file("tenants");
        ArrayNode users = JSON.createArrayNode();
        for (TenantRoles tenant : all) {
            spaces.set(tenant.dashboardsTenant(), tenant.dashboardsTenantBody());
            for (AccessRole role : AccessRole.values()) {
                roles.set(tenant.name(role), tenant.role(role));
                mappings.set(tenant.name(role), tenant.mapping(role));
                users.add(tenant.name(role));
            }
        }
        mappings.putObject(TenantRoles.DASHBOARDS_USER).set("backend_roles", users);
        try {
            Files.createDirectories(out);
            return List.of(
                    write("roles.yml", roles), write("roles_mapping.yml", mappings), write("tenants.yml", spaces));
        } catch (IOException e) {
            throw OperationException.failure("the files cannot be written to %s: %s".formatted(out, e.getMessage()), e);
        }
    }

    /** JSON, which is YAML, too. */
    private List<Object> write(String name, ObjectNode content) throws IOException {
        Path file = out.resolve(name);
        Files.writeString(file, pretty(content) + "\n");
        return List.of(file.toString(), "written");
    }

    private static String pretty(ObjectNode content) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content);
    }

    private static ObjectNode file(String type) {
        ObjectNode file = JSON.createObjectNode();
        file.putObject("_meta").put("type", type).put("config_version", 2);
        return file;
    }

    private static Stream<String> groups(TenantRoles tenant) {
        return Arrays.stream(AccessRole.values()).map(tenant::name);
    }

    private static List<String> words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static void add(ArrayNode array, Iterable<String> words) {
        words.forEach(array::add);
    }
}
