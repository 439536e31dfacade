package io.drey.query.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrinoSettingsTest {

    @Test
    void hasTheseDefaults() {
        assertThat(TrinoSettings.from(Configuration.fromMap(Map.of("trino-url", "http://trino:8080"))))
                .isEqualTo(new TrinoSettings(URI.create("http://trino:8080"), "lake", "drey", Optional.empty()));
    }

    @Test
    void readsEveryKey(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        TrinoSettings settings = TrinoSettings.from(Configuration.fromMap(Map.of(
                "trino-url", "https://trino.example.com",
                "trino-catalog", "iceberg",
                "trino-user", "reports",
                "trino-password", "file:" + password)));

        assertThat(settings)
                .isEqualTo(new TrinoSettings(
                        URI.create("https://trino.example.com"),
                        "iceberg",
                        "reports",
                        Optional.of("file:" + password)));
        assertThat(settings.jdbcUrl()).isEqualTo("jdbc:trino://trino.example.com:443");
        assertThat(settings.login())
                .containsEntry("user", "reports")
                .containsEntry("password", "s3cret")
                .containsEntry("SSL", "true");
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void describesEveryKeyInKebabCase() {
        assertThat(TrinoSettings.OPTIONS).extracting(ConfigOption::key).allMatch(key -> key.matches("trino(-[a-z]+)+"));
        assertThat(TrinoSettings.OPTIONS)
                .extracting(option -> option.description().toString())
                .doesNotContain("");
    }

    @Test
    void refusesWhatCannotWork() {
        refuses(Map.of(), "trino-url is not set");
        refuses(Map.of("trino-url", "trino:8080"), "trino-url is 'trino:8080': write an address");
        refuses(Map.of("trino-url", "http://t:1", "trino-catalog", "a\"b"), "trino-catalog is 'a\"b'");
        refuses(Map.of("trino-url", "https://t", "trino-password", "s3cret"), "env:NAME or file:/path");
        refuses(Map.of("trino-url", "http://t:1", "trino-password", "env:P"), "a password is sent by https only");
    }

    private static void refuses(Map<String, String> settings, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrinoSettings.from(Configuration.fromMap(settings)))
                .withMessageContaining(words)
                .withMessageNotContaining("s3cret");
    }
}
