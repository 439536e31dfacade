package io.drey.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.SecretReference;
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
                        new OpenSearchConnection(
                                List.of(URI.create("http://127.0.0.1:9200")), "", null, "", Duration.ofSeconds(60)),
                        1000,
                        4 << 20,
                        Duration.ofMillis(500),
                        2,
                        OpenSearchSettings.Compression.GZIP,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5)));
    }

    @Test
    void everySettingIsRead() {
        Configuration config = Configuration.fromMap(Map.ofEntries(
                Map.entry("opensearch-urls", "http://one:9200/;https://two"),
                Map.entry("opensearch-user", "drey"),
                Map.entry("opensearch-password", "env:PASSWORD"),
                Map.entry("opensearch-ca", "/etc/ca.pem"),
                Map.entry("opensearch-bulk-documents", "7"),
                Map.entry("opensearch-bulk-bytes", "1 mb"),
                Map.entry("opensearch-bulk-delay", "1 s"),
                Map.entry("opensearch-bulks-in-flight", "3"),
                Map.entry("opensearch-compression", "none"),
                Map.entry("opensearch-request-timeout", "4 s"),
                Map.entry("opensearch-retry-delay", "5 ms"),
                Map.entry("opensearch-retry-delay-max", "6 s"),
                Map.entry("opensearch-blocked-index-patience", "7 s")));

        assertThat(OpenSearchSettings.from(config))
                .isEqualTo(new OpenSearchSettings(
                        new OpenSearchConnection(
                                List.of(URI.create("http://one:9200"), URI.create("https://two")),
                                "drey",
                                new SecretReference("opensearch-password", "env:PASSWORD"),
                                "/etc/ca.pem",
                                Duration.ofSeconds(4)),
                        7,
                        1 << 20,
                        Duration.ofSeconds(1),
                        3,
                        OpenSearchSettings.Compression.NONE,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7)));
    }

    @Test
    void aWrongSettingIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> settings("opensearch-urls", "search:9200"))
                .hasMessage("opensearch-urls is 'search:9200': write addresses such as http://search.example:9200");
        assertThatThrownBy(() -> settings("opensearch-urls", "https://drey:s3cret@search"))
                .hasMessage("opensearch-urls is 'https://…@search': write user and password into opensearch-user and"
                        + " opensearch-password");
        assertThatThrownBy(() -> settings("opensearch-bulk-documents", "0"))
                .hasMessage("opensearch-bulk-documents is '0': use 1 or more");
        assertThatThrownBy(() -> settings("opensearch-compression", "zip"))
                .hasMessage("opensearch-compression is 'zip': write gzip or none");
        assertThatThrownBy(() -> settings("opensearch-user", "drey"))
                .hasMessage("opensearch-user is 'drey': set both it and opensearch-password, or none");
        assertThatThrownBy(() -> settings("opensearch-password", "s3cret"))
                .hasMessageContaining("opensearch-password must say where the secret is")
                .hasMessageNotContaining("s3cret");
    }

    private static OpenSearchSettings settings(String key, String value) {
        return OpenSearchSettings.from(Configuration.fromMap(Map.of(key, value)));
    }
}
