package io.drey.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.SecretReference;
import io.drey.lake.LakeSettings.Distribution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeSettingsTest {

    private static final Map<String, String> LEAST = Map.of(
            "lake-catalog-uri", "jdbc:postgresql://localhost:5432/lake", "lake-warehouse", "hdfs://nn:8020/lake");

    @Test
    void hasTheseDefaults() {
        assertThat(LakeSettings.from(Configuration.fromMap(LEAST)))
                .isEqualTo(new LakeSettings(
                        "jdbc",
                        Optional.of("jdbc:postgresql://localhost:5432/lake"),
                        Optional.empty(),
                        Optional.empty(),
                        "hdfs://nn:8020/lake",
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Distribution.NONE));
    }

    @Test
    void readsEveryKey() {
        Configuration configuration = Configuration.fromMap(Map.of(
                "lake-catalog-type", "rest",
                "lake-catalog-uri", "http://catalog:8181",
                "lake-catalog-user", "drey",
                "lake-catalog-password", "env:LAKE_PASSWORD",
                "lake-warehouse", "s3://bucket/lake",
                "lake-catalog-properties.client.region", "eu-central-1",
                "lake-catalog-secrets.s3.secret-access-key", "env:S3_SECRET_KEY",
                "lake-hadoop-properties.dfs.replication", "1",
                "lake-distribution", "hash"));

        assertThat(LakeSettings.from(configuration))
                .isEqualTo(new LakeSettings(
                        "rest",
                        Optional.of("http://catalog:8181"),
                        Optional.of("drey"),
                        Optional.of("env:LAKE_PASSWORD"),
                        "s3://bucket/lake",
                        Map.of("client.region", "eu-central-1"),
                        Map.of("s3.secret-access-key", "env:S3_SECRET_KEY"),
                        Map.of("dfs.replication", "1"),
                        Distribution.HASH));
    }

    @Test
    void describesEveryKeyInKebabCase() {
        assertThat(LakeSettings.OPTIONS).extracting(ConfigOption::key).allMatch(key -> key.matches("lake(-[a-z]+)+"));
        assertThat(LakeSettings.OPTIONS)
                .extracting(option -> option.description().toString())
                .doesNotContain("");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(new Configuration()))
                .withMessageContaining("lake-warehouse is not set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(Configuration.fromMap(Map.of("lake-warehouse", "file:/tmp/lake"))))
                .withMessageContaining("lake-catalog-uri is not set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(with("lake-distribution", "range")))
                .withMessageContaining("lake-distribution is 'range': write none or hash");
    }

    @Test
    void refusesAPasswordInPlaceOfAReferenceWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(with("lake-catalog-password", "s3cret")))
                .withMessageContaining("env:NAME or file:/path")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void refusesSecretsAmongTheOtherCatalogProperties() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(with("lake-catalog-properties.s3.secret-access-key", "s3cret")))
                .withMessageContaining("lake-catalog-secrets.s3.secret-access-key=env:NAME or file:/path")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(with("lake-catalog-secrets.token", "s3cret")))
                .withMessageContaining("lake-catalog-secrets.token must say where the secret is")
                .withMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs.s3a.secret.key", "fs.s3a.session.token", "fs.s3a.bucket.lake.secret.key"})
    void refusesSecretsAmongHadoopsProperties(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeSettings.from(with("lake-hadoop-properties." + key, "s3cret")))
                .withMessageContaining("lake-hadoop-properties." + key + " would hold a secret")
                .withMessageContaining("hadoop.security.credential.provider.path")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void resolvesSecretsWhereTheyAreUsed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\n", UTF_8);

        assertThat(Secrets.resolve(new SecretReference("key", "file:" + file), Map.of()))
                .isEqualTo("s3cret");
        assertThat(Secrets.resolve(new SecretReference("key", "env:NAME"), Map.of("NAME", "s3cret")))
                .isEqualTo("s3cret");
        assertThatThrownBy(() -> Secrets.resolve(new SecretReference("key", "env:NAME"), Map.of()))
                .isInstanceOf(LakeException.class)
                .hasMessage("key refers to the environment variable NAME, which is not set: export it");
        assertThatThrownBy(
                        () -> Secrets.resolve(new SecretReference("key", "file:" + folder.resolve("none")), Map.of()))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void putsNoSecretIntoAJobGraph(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\n", UTF_8);
        LakeSettings settings = LakeSettings.from(with("lake-catalog-password", "file:" + file));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(settings.catalogLoader());
        }

        assertThat(bytes.toString(UTF_8)).contains("file:").doesNotContain("s3cret");
    }

    @Test
    void saysThatTheCatalogDoesNotAnswer() {
        LakeSettings settings = LakeSettings.from(with("lake-catalog-uri", "jdbc:postgresql://127.0.0.1:1/lake"));

        assertThatThrownBy(() -> Lake.open(settings))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/lake does not answer")
                .hasMessageContaining("drey stack status")
                .message()
                .doesNotContain("\n");
    }

    private static Configuration with(String key, String value) {
        Configuration configuration = Configuration.fromMap(LEAST);
        configuration.setString(key, value);
        return configuration;
    }
}
