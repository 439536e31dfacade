package io.drey.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.SecretReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class QuerySettingsTest {

    @Test
    void hasDefaults() {
        assertThat(QuerySettings.from(new Configuration()))
                .isEqualTo(new QuerySettings(
                        Optional.empty(),
                        100L << 30,
                        Duration.ofHours(1),
                        Optional.empty(),
                        Optional.empty(),
                        new TreeMap<>(),
                        new QueryClusterSettings(
                                Optional.empty(),
                                2,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    @Test
    void readsEveryKey() {
        Map<String, String> keys = Map.ofEntries(
                Map.entry("query-folder", "mine"),
                Map.entry("query-max-bytes", "5mb"),
                Map.entry("query-timeout", "0"),
                Map.entry("access-file", "access.yaml"),
                Map.entry("query-role", "web"),
                Map.entry("query-regions", "eu:/etc/eu"),
                Map.entry("query-flink-url", "https://flink.example:8443"),
                Map.entry("query-flink-parallelism", "7"),
                Map.entry("query-flink-ca", "ca.pem"),
                Map.entry("query-flink-certificate", "me.pem"),
                Map.entry("query-flink-key", "key.pem"),
                Map.entry("query-flink-token", "env:TOKEN"),
                Map.entry("query-flink-user", "ann"),
                Map.entry("query-flink-password", "file:/secret"));

        assertThat(QuerySettings.from(Configuration.fromMap(keys)))
                .isEqualTo(new QuerySettings(
                        Optional.of(Path.of("mine")),
                        5L << 20,
                        Duration.ZERO,
                        Optional.of(Path.of("access.yaml")),
                        Optional.of("web"),
                        new TreeMap<>(Map.of("eu", Path.of("/etc/eu"))),
                        new QueryClusterSettings(
                                Optional.of(URI.create("https://flink.example:8443")),
                                7,
                                Optional.of(Path.of("ca.pem")),
                                Optional.of(Path.of("me.pem")),
                                Optional.of(Path.of("key.pem")),
                                Optional.of(new SecretReference("query-flink-token", "env:TOKEN")),
                                Optional.of("ann"),
                                Optional.of(new SecretReference("query-flink-password", "file:/secret")))));
        assertThat(QuerySettings.OPTIONS)
                .extracting(ConfigOption::key)
                .containsExactlyInAnyOrderElementsOf(keys.keySet());
    }

    @Test
    void refusesARoleThatNoFileTellsOf() {
        assertThatThrownBy(() -> QuerySettings.from(Configuration.fromMap(Map.of("query-role", "web"))))
                .hasMessage("query-role is 'web', and no file says what it sees: name one with access-file");
    }

    @Test
    void refusesAClusterThatIsNone() {
        assertThatThrownBy(() -> QuerySettings.from(Configuration.fromMap(Map.of("query-flink-url", "jobmanager"))))
                .hasMessage("query-flink-url is 'jobmanager': write an address such as http://jobmanager:8081");
        assertThatThrownBy(() -> QuerySettings.from(Configuration.fromMap(Map.of("query-flink-parallelism", "0"))))
                .hasMessage("query-flink-parallelism is '0': write a number of tasks, at least 1");
    }

    @Test
    void refusesATimeoutBeforeTheBeginning() {
        assertThatThrownBy(() -> QuerySettings.from(Configuration.fromMap(Map.of("query-timeout", "-1 s"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
