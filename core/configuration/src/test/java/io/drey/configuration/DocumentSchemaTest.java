package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors are told is what the code checks. */
class DocumentSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonSchema schema =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(DocumentSchema.json());

    @Test
    void theFileIsTheSchemaInUse() throws IOException {
        // -Ddrey.schemas.write=true writes the file anew.
        if (Boolean.getBoolean("drey.schemas.write")) {
            Files.writeString(
                    Path.of("src/main/resources/schemas/documents.json"),
                    DocumentSchema.json().toPrettyString() + "\n");
        }
        try (InputStream file = getClass().getResourceAsStream("/schemas/documents.json")) {
            assertThat(file).as("schemas/documents.json").isNotNull();
            assertThat(JSON.readTree(file))
                    .as("schemas/documents.json; write it anew with -Ddrey.schemas.write=true")
                    .isEqualTo(JSON.readTree(DocumentSchema.json().toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: Tenant, name: acme}",
                "{kind: Tenant, name: acme, class: large, partitions: 3, replication: 1, retention: {raw: 5d, dead-letters: 1h}}",
                "{kind: Tenant, name: acme, dataset-defaults: {retention: forever, future-cap: 0s}}",
                "{kind: Dataset, tenant: acme, name: access, format: combined, mode: files, reorder-delay: 10m}",
                "{kind: List, tenant: acme, name: assets, values: [a], rows: {10.0.0.0/8: {owner: platform}}}",
                "{kind: Dataset, tenant: acme, name: access, format: json, retention: P400D, allowed-lateness: PT1H}",
                "{kind: Dataset, tenant: acme, name: access, format: json, drop: [{url.path: /a}, 'url.path = /b', [/c]]}",
                "{kind: Dataset, tenant: acme, name: access, format: json, search: {http.response.status_code: 500}}",
                "{kind: Dataset, tenant: acme, name: access, format: json, search: [{user.name: root}, {url.path: /a}]}",
                "{kind: Metric, tenant: acme, name: errors, function: count, filter: {user.name: root}}",
                "{kind: Target, tenant: acme, name: soc, type: webhook, address: 'https://a.example', filter: {alert.late: true}}",
            })
    void takesWhatTheCodeTakes(String document) throws IOException {
        assertThat(validByCode(document)).isTrue();
        assertThat(schema.validate(JSON.readTree(json(document)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: acme}",
                "{kind: Nonsense, name: acme}",
                "{kind: Tenant}",
                "{kind: Tenant, name: Acme}",
                "{kind: Tenant, name: acme, colour: red}",
                "{kind: Tenant, name: acme, class: huge}",
                "{kind: Tenant, name: acme, partitions: 0}",
                "{kind: Tenant, name: acme, replication: three}",
                "{kind: Tenant, name: acme, retention: {raw: 5}}",
                "{kind: Tenant, name: acme, retention: {cooked: 5d}}",
                "{kind: Tenant, name: acme, dataset-defaults: {format: json}}",
                "{kind: Dataset, tenant: acme, name: access}",
                "{kind: Dataset, tenant: acme, name: access, format: nonsense}",
                "{kind: Dataset, tenant: acme, name: access, format: json, search: eror}",
                "{kind: Dataset, tenant: acme, name: access, format: json, drop: [17]}",
                "{kind: Dataset, tenant: acme, name: access, format: json, retention: sometimes}",
                "{kind: Dataset, tenant: acme, name: access, format: json, reorder-delay: 5 seconds}",
                "{kind: List, tenant: acme, name: assets, rows: {10.0.0.0/8: platform}}",
                "{kind: List, tenant: acme, name: assets, rows: {10.0.0.0/8: {'the owner': platform}}}",
                "[]",
            })
    void refusesWhatTheCodeRefuses(String document) throws IOException {
        assertThat(validByCode(document)).isFalse();
        assertThat(schema.validate(JSON.readTree(json(document)))).isNotEmpty();
    }

    private static boolean validByCode(String document) {
        return DocumentText.read("a.yaml", document.getBytes(UTF_8), Optional.empty())
                .problems()
                .isEmpty();
    }

    private static String json(String flowYaml) throws IOException {
        return new com.fasterxml.jackson.dataformat.yaml.YAMLMapper()
                .readTree(flowYaml)
                .toString();
    }
}
