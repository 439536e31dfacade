package io.drey.operations.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.Expiry;
import io.drey.operations.search.domain.IndexState;
import io.drey.operations.search.domain.Keep;
import io.drey.operations.search.domain.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policy files for OpenSearch's index management do what rotate and expire do. */
class IndexPoliciesTest {

    private static final Path POLICIES = Path.of(System.getProperty("drey.home", ".."), "dashboards", "ism");

    @ParameterizedTest
    @CsvSource({
        "drey-logs-daily, logs-acme-2026.03.01, logs=30d",
        "drey-logs-monthly, logs-acme-2026.03, logs=400d",
        "drey-alerts, alerts-acme-2026.03, alerts=400d",
        "drey-metrics, metrics-acme-2026.03, metrics=400d",
        "drey-staged, staged-acme-2026.03, staged=30d",
        "drey-rejected, rejected-logs-acme-2026.03, rejected=30d",
    })
    void agesAreThoseOfTheCommands(String policy, String name, String keep) throws IOException {
        DatedIndex index = DatedIndex.of(name).orElseThrow();
        assertThat(policyOf(name)).isEqualTo(policy);
        JsonNode states = read(policy).path("states");
        // An index that is made as its period begins.
        IndexState state = new IndexState(index, index.from(), IndexState.Writes.TAKEN, 1, 1, 9, 9);
        Rotation rotation = new Rotation(Duration.ofDays(7), 0);

        Instant settled = index.from().plus(age(states.get(0)));
        assertThat(rotation.settled(List.of(state), settled)).hasSize(1);
        assertThat(rotation.settled(List.of(state), settled.minus(Duration.ofDays(1))))
                .isEmpty();

        Instant expired = index.from().plus(age(states.get(1)));
        Expiry expiry = new Expiry(List.of(Keep.parse(keep)));
        assertThat(expiry.judge(index, expired)).isInstanceOf(Expiry.Delete.class);
        assertThat(expiry.judge(index, expired.minus(Duration.ofDays(1)))).isInstanceOf(Expiry.Stay.class);
    }

    @Test
    void noneRollsOverSoThatAnIdIsFoundByItsIndexName() throws IOException {
        for (String policy : policies()) {
            JsonNode states = read(policy).path("states");
            List<String> actions = new ArrayList<>();
            states.findValues("actions")
                    .forEach(each -> each.forEach(action -> action.fieldNames().forEachRemaining(actions::add)));
            assertThat(actions).as(policy).containsExactly("read_only", "force_merge", "replica_count", "delete");
            assertThat(read(policy).path("default_state").asText())
                    .isEqualTo(states.at("/0/name").asText());
            for (int i = 0; i < 2; i++) {
                assertThat(states.get(i).at("/transitions/0/state_name").asText())
                        .isEqualTo(states.get(i + 1).path("name").asText());
            }
        }
    }

    /** The policy that OpenSearch gives an index: of those whose pattern fits, the one of the highest priority. */
    private static String policyOf(String index) throws IOException {
        String best = "";
        int highest = -1;
        for (String policy : policies()) {
            JsonNode template = read(policy).at("/ism_template/0");
            String pattern = template.at("/index_patterns/0")
                    .asText()
                    .replace(".", "\\.")
                    .replace("*", ".*");
            if (index.matches(pattern) && template.path("priority").asInt() > highest) {
                highest = template.path("priority").asInt();
                best = policy;
            }
        }
        return best;
    }

    private static Duration age(JsonNode state) {
        String age = state.at("/transitions/0/conditions/min_index_age").asText();
        assertThat(age).endsWith("d");
        return Duration.ofDays(Long.parseLong(age.substring(0, age.length() - 1)));
    }

    private static Set<String> policies() throws IOException {
        try (Stream<Path> files = Files.list(POLICIES)) {
            return new java.util.TreeSet<>(
                    files.map(file -> file.getFileName().toString().replace(".json", ""))
                            .toList());
        }
    }

    private static JsonNode read(String policy) throws IOException {
        return new ObjectMapper()
                .readTree(POLICIES.resolve(policy + ".json").toFile())
                .path("policy");
    }
}
