package io.drey.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.Field;
import io.drey.operations.search.TenantRoles;
import io.drey.query.sight.AccessRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What keeps tenants apart, as files; {@link TenantsApartIT} asks a server that has it. */
class IndexAccessFilesTest {

    @TempDir
    private Path folder;

    @Test
    void writesFilesThatTheSecurityadminToolTakes() throws Exception {
        Path out = folder.resolve("security");
        CommandRun run =
                CommandRun.drey("index", "access", "--tenant", "globex", "--tenant", "acme", "--out", out.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(yaml(out.resolve("roles.yml")).keySet())
                .containsExactly(
                        "_meta",
                        "tenant-acme-analyst",
                        "tenant-acme-security",
                        "tenant-globex-analyst",
                        "tenant-globex-security");
        assertThat(yaml(out.resolve("roles_mapping.yml"))).containsKeys("tenant-acme-analyst", "kibana_user");
        assertThat(yaml(out.resolve("tenants.yml"))).containsKeys("acme", "globex");
        assertThat(yaml(out.resolve("tenants.yml")).get("_meta"))
                .isEqualTo(Map.of("type", "tenants", "config_version", 2));

        byte[] first = Files.readAllBytes(out.resolve("roles.yml"));
        CommandRun.drey("index", "access", "--tenant", "acme", "--tenant", "globex", "--out", out.toString());
        assertThat(Files.readAllBytes(out.resolve("roles.yml"))).isEqualTo(first);
    }

    @Test
    void analystsSeeNoPersonalField() {
        JsonNode role = new TenantRoles("acme").role(AccessRole.ANALYST);
        JsonNode logs = role.at("/index_permissions/0");
        assertThat(logs.at("/index_patterns/0").asText()).isEqualTo("logs-acme-*");
        List<String> seen = new ObjectMapper().convertValue(logs.path("fls"), new TypeReference<>() {});
        assertThat(seen).contains("http.response.status_code", "@timestamp");
        assertThat(seen)
                .doesNotContainAnyElementsOf(Arrays.stream(Field.values())
                        .filter(Field::isPersonal)
                        .map(Field::ecsName)
                        .toList());
        // All that is in that object is impersonal: documents of datasets say so.
        assertThat(seen).filteredOn(name -> name.contains("*")).containsExactly("impersonal.*");
    }

    @Test
    void analystsSeeTheListsOfMetricsThatNameNobody() throws Exception {
        JsonNode metrics = new TenantRoles("acme").role(AccessRole.ANALYST).at("/index_permissions/2");
        assertThat(metrics.at("/index_patterns/0").asText()).isEqualTo("metrics-acme-*");
        JsonNode types =
                new ObjectMapper().readTree(metrics.path("dls").textValue()).at("/bool/should/1/terms/attribute_type");
        assertThat(new ObjectMapper().convertValue(types, new TypeReference<List<String>>() {}))
                .contains("status", "rollup_status", "syslog_host", "syslog_severity", "host_request")
                .doesNotContain("ip", "user_agent", "geo", "bad_caller_404");
    }

    @Test
    void aTenantThatCannotBeIsRefused() {
        CommandRun run = CommandRun.drey("index", "access", "--tenant", "ac-me", "--out", folder.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("ac-me");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(Path file) throws Exception {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }
}
