package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.drey.rules.Samples;
import io.drey.rules.sigma.YamlValue.Listing;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the standard's JSON schemas refuse is refused here too, and public rules are allowed by both. The reader refuses more:
 * what no schema can say.
 */
final class SigmaSchemaTest {

    private static final String RULE =
            """
            title: A rule
            id: 9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a11
            name: admin
            status: test
            level: high
            description: Text
            author: A. Person
            license: MIT
            references: [https://example.org]
            falsepositives: [Administrators]
            tags: [attack.t1190]
            related: [{id: 9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a12, type: derived}]
            scope: [server]
            fields: [c-ip]
            date: 2026-01-31
            modified: 2026-02-28
            taxonomy: sigma
            logsource: {category: webserver}
            detection: {selection: {cs-method: GET}, condition: selection}
            """;

    private static final String CORRELATION =
            """
            title: A correlation
            id: 9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a13
            status: test
            level: high
            description: Text
            author: A. Person
            references: [https://example.org]
            falsepositives: [Administrators]
            date: 2026-01-31
            generate: true
            correlation: {type: event_count, rules: [admin], group-by: [c-ip], timespan: 1h, condition: {gte: 10}}
            """;

    private static final String FILTER =
            """
            title: A filter
            id: 9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a14
            description: Text
            date: 2026-01-31
            logsource: {category: webserver}
            filter: {rules: [admin], selection: {c-ip: 1}, condition: not selection}
            """;

    /** What stands instead of a key's value, one after the other. */
    private static final List<String> INSTEAD = List.of(
            "7",
            "null",
            "true",
            "x",
            "{}",
            "[]",
            "[7]",
            "[x]",
            "{x: y}",
            "[{x: y}]",
            "2026/01/31",
            "2026-1-1",
            "[{id: x, type: same}]",
            "{selection: {cs-method: GET}}",
            "{type: event_count, rules: [admin], timespan: 1h, condition: {gte: 10}}",
            "{type: event_count, group-by: [c-ip], timespan: 1h, condition: {gte: 10}}",
            "{type: event_count, rules: [admin], group-by: [c-ip], condition: {gte: 10}}",
            "{type: event_count, rules: [admin], group-by: [c-ip], timespan: 1h}",
            "{type: sum, rules: [admin], group-by: [c-ip], timespan: 1h, condition: {gte: 10}}",
            "{type: event_count, rules: [admin, admin], group-by: [c-ip], timespan: 1h, condition: {gte: 10}}",
            "{selection: {c-ip: 1}, condition: not selection}",
            "{rules: [], selection: {c-ip: 1}, condition: not selection}",
            "{rules: [admin], condition: not selection}",
            "{rules: [admin], selection: {c-ip: 1}}",
            "x".repeat(257));

    @Test
    void allPublicRulesAreAllowedByTheSchemaAndByTheReader() throws IOException {
        JsonSchema schema = schema("sigma-detection-rule-schema.json");
        List<Path> files = new ArrayList<>(Samples.files("sigma-rules", ".yml"));
        files.addAll(Samples.files("sigma-regression", "rule.yml"));
        assertThat(files).hasSize(289);
        for (Path file : files) {
            String text = Files.readString(file);
            assertThat(schema.validate(json(text))).as(file.toString()).isEmpty();
            assertThat(new SigmaReader(Placeholders.NONE)
                            .read(List.of(SigmaFile.of(file)))
                            .refusals())
                    .isEmpty();
        }
    }

    @Test
    void whatTheSchemaOfRulesRefusesIsRefused() {
        compare("sigma-detection-rule-schema.json", RULE, List.of());
    }

    @Test
    void whatTheSchemaOfCorrelationsRefusesIsRefused() {
        compare("sigma-correlation-rules-schema.json", CORRELATION, List.of(RULE));
    }

    @Test
    void whatTheSchemaOfFiltersRefusesIsRefused() {
        compare("sigma-filters-schema.json", FILTER, List.of(RULE));
    }

    /** Puts each of the other values in place of each key's, and takes each key out. */
    private static void compare(String schemaFile, String document, List<String> beside) {
        JsonSchema schema = schema(schemaFile);
        assertThat(schema.validate(json(document))).isEmpty();
        assertThat(problems(document, beside)).isEmpty();
        List<String> lines = document.lines().toList();
        int refused = 0;
        for (int i = 0; i < lines.size(); i++) {
            String key = lines.get(i).substring(0, lines.get(i).indexOf(':'));
            for (String instead : Stream.concat(Stream.of(""), INSTEAD.stream()).toList()) {
                List<String> changed = new ArrayList<>(lines);
                changed.set(i, instead.isEmpty() ? "custom: 1" : key + ": " + instead);
                String text = String.join("\n", changed);
                // Sigma 2.2 lets a single value stand where a list may, which this schema of 2.1 does not know.
                boolean isScalarForList =
                        lines.get(i).contains(": [") && json("x: " + instead).get("x") instanceof TextNode;
                if (!isScalarForList && !schema.validate(json(text)).isEmpty()) {
                    refused++;
                    assertThat(problems(text, beside))
                            .as("%s: %s", key, instead)
                            .isNotEmpty();
                }
            }
        }
        assertThat(refused).isGreaterThan(50);
    }

    private static List<?> problems(String document, List<String> beside) {
        List<SigmaFile> files = new ArrayList<>(List.of(new SigmaFile("test.yml", document)));
        beside.forEach(text -> files.add(new SigmaFile("beside.yml", text)));
        return new SigmaReader(Placeholders.NONE)
                .read(files).problems().stream()
                        .filter(problem -> problem.file().equals("test.yml"))
                        .toList();
    }

    private static JsonSchema schema(String file) {
        try {
            String text =
                    Files.readString(Samples.path("sigma-schema/" + file)).replace("2020-12/schema#", "2020-12/schema");
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode json(String yaml) {
        Problems problems = new Problems("schema");
        return json(YamlDocuments.split(yaml).stream()
                .flatMap(part -> part.read(problems).stream())
                .findFirst()
                .orElseThrow());
    }

    private static JsonNode json(YamlValue value) {
        if (value instanceof Mapping map) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            map.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
            return object;
        }
        if (value instanceof Listing list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.items().forEach(item -> array.add(json(item)));
            return array;
        }
        Scalar scalar = (Scalar) value;
        return switch (scalar.type()) {
            case TEXT -> TextNode.valueOf(scalar.text());
            case NULL -> NullNode.getInstance();
            case BOOLEAN -> BooleanNode.valueOf(Boolean.parseBoolean(scalar.text()));
            case WHOLE_NUMBER -> LongNode.valueOf(Long.parseLong(scalar.text()));
            case NUMBER -> DecimalNode.valueOf(new BigDecimal(scalar.text()));
        };
    }
}
