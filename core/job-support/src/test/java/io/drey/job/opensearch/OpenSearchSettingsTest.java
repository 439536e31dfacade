package io.drey.job.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class OpenSearchSettingsTest {

    @Test
    void everySettingHasADefault() {
        assertThat(OpenSearchSettings.from(new Configuration()))
                .isEqualTo(new OpenSearchSettings(
                        List.of(URI.create("http://127.0.0.1:9200")),
                        1000,
                        4 << 20,
                        Duration.ofMillis(500),
                        2,
                        Duration.ofSeconds(60),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10)));
    }

    @Test
    void everySettingIsRead() {
        Configuration config = Configuration.fromMap(Map.of(
                "opensearch-urls", "http://one:9200/;https://two",
                "opensearch-bulk-documents", "7",
                "opensearch-bulk-bytes", "1 mb",
                "opensearch-bulk-delay", "1 s",
                "opensearch-bulks-in-flight", "3",
                "opensearch-request-timeout", "4 s",
                "opensearch-retry-delay", "5 ms",
                "opensearch-retry-delay-max", "6 s"));

        assertThat(OpenSearchSettings.from(config))
                .isEqualTo(new OpenSearchSettings(
                        List.of(URI.create("http://one:9200"), URI.create("https://two")),
                        7,
                        1 << 20,
                        Duration.ofSeconds(1),
                        3,
                        Duration.ofSeconds(4),
                        Duration.ofMillis(5),
                        Duration.ofSeconds(6)));
    }

    @Test
    void aWrongSettingIsNamedWithItsRemedy() {
        assertThatThrownBy(
                        () -> OpenSearchSettings.from(Configuration.fromMap(Map.of("opensearch-urls", "search:9200"))))
                .hasMessage("opensearch-urls is 'search:9200': write addresses such as http://search.example:9200");
        assertThatThrownBy(
                        () -> OpenSearchSettings.from(Configuration.fromMap(Map.of("opensearch-bulk-documents", "0"))))
                .hasMessage("opensearch-bulk-documents is '0': use 1 or more");
    }
}
