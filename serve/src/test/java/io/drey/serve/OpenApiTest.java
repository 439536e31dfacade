package io.drey.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.lake.LakeSettings;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.sight.Sight;
import io.drey.serve.run.Peers;
import io.drey.serve.run.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the interface holds what there is, and nothing else. */
class OpenApiTest {

    @Test
    void describesEveryRoute(@TempDir Path folder) throws Exception {
        JsonNode described = new ObjectMapper().readTree(Routes.resource("openapi.json"));
        Map<String, Set<String>> paths = new TreeMap<>();
        described.path("paths").fields().forEachRemaining(path -> {
            Set<String> methods = new TreeSet<>();
            path.getValue().fieldNames().forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
            paths.put(path.getKey(), methods);
            path.getValue().forEach(operation -> {
                assertThat(operation.path("operationId").asText()).isNotEmpty();
                assertThat(operation.path("responses").has("401"))
                        .as(path.getKey())
                        .isTrue();
                for (JsonNode parameter : operation.path("parameters")) {
                    if (parameter.path("in").asText().equals("path")) {
                        assertThat(path.getKey())
                                .contains("{" + parameter.path("name").asText() + "}");
                    }
                }
            });
        });

        LakeSettings lake = LakeSettings.inFolder("file:///nowhere");
        QueryService.Parts parts = new QueryService.Parts(
                QueryCatalog.builtIn(),
                ServeEngines.of(new FlinkQueryEngine(lake)),
                lake,
                actor -> null,
                Optional.empty());
        AccessPolicy policy = AccessPolicy.of("t", new Grant("t", Sight.EVERYTHING));
        ServeSettings settings = ServeSettings.from(new Configuration());
        Routes routes = HttpService.routes(
                settings,
                () -> policy,
                () -> parts,
                new Forwarding(Peers.NONE, settings),
                new Runs(parts::catalog, parts.recordsOf(), folder, 1, 1, Duration.ZERO, Peers.NONE, Clock.systemUTC()),
                () -> true,
                Clock.systemUTC());
        assertThat(new TreeMap<>(routes.byPath())).isEqualTo(paths);
    }

    @Test
    void refersToNothingThatIsNotThere() throws Exception {
        JsonNode described = new ObjectMapper().readTree(Routes.resource("openapi.json"));
        for (JsonNode reference : described.findValues("$ref")) {
            assertThat(described.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }
}
