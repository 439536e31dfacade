package io.drey.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class QuerySettingsTest {

    @Test
    void hasDefaults() {
        assertThat(QuerySettings.from(new Configuration()))
                .isEqualTo(new QuerySettings(
                        Optional.empty(), 100L << 30, Duration.ofHours(1), Optional.empty(), Optional.empty()));
    }

    @Test
    void readsEveryKey() {
        Map<String, String> keys = Map.of(
                "query-folder",
                "mine",
                "query-max-bytes",
                "5mb",
                "query-timeout",
                "0",
                "access-file",
                "access.yaml",
                "query-role",
                "web");

        assertThat(QuerySettings.from(Configuration.fromMap(keys)))
                .isEqualTo(new QuerySettings(
                        Optional.of(Path.of("mine")),
                        5L << 20,
                        Duration.ZERO,
                        Optional.of(Path.of("access.yaml")),
                        Optional.of("web")));
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
    void refusesATimeoutBeforeTheBeginning() {
        assertThatThrownBy(() -> QuerySettings.from(Configuration.fromMap(Map.of("query-timeout", "-1 s"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
