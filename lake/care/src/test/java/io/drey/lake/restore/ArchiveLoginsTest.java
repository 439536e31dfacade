package io.drey.lake.restore;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.lake.LakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveLoginsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    @TempDir
    private Path folder;

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                ArchiveLogins.OPTIONS,
                ArchiveLogins::from,
                Map.of(),
                Map.of(
                        "lake-archive-properties.acme.*.s3.endpoint", "http://s3",
                        "lake-archive-secrets.acme.access.s3.secret-access-key", "env:KEY"));
    }

    @Test
    void aDatasetHasNoLoginByDefault() {
        ArchiveLogins logins = ArchiveLogins.from(new Configuration());

        assertThat(logins).isEqualTo(ArchiveLogins.NONE);
        assertThat(logins.files(ACCESS)).isEmpty();
        assertThat(logins.remedy(ACCESS))
                .contains("give dataset acme/access one of its own: "
                        + "lake-archive-properties.acme.access.s3.access-key-id=ID and "
                        + "lake-archive-secrets.acme.access.s3.secret-access-key=file:/path");
    }

    @Test
    void aDatasetsLoginIsStrongerThanItsTenants() throws Exception {
        String secret = "file:" + Files.writeString(folder.resolve("key"), "s3cret");
        ArchiveLogins logins = from(Map.of(
                "lake-archive-properties.acme.*.s3.endpoint", "http://127.0.0.1:1",
                "lake-archive-properties.acme.*.client.region", "eu-central-1",
                "lake-archive-properties.acme.*.s3.access-key-id", "tenants",
                "lake-archive-secrets.acme.*.s3.secret-access-key", secret,
                "lake-archive-properties.acme.access.s3.access-key-id", "datasets"));

        assertThat(loginOf(logins, ACCESS)).contains("datasets", "http://127.0.0.1:1");
        assertThat(loginOf(logins, new DatasetId("acme", "shop"))).contains("tenants");
        assertThat(logins.files(new DatasetId("globex", "access"))).isEmpty();
    }

    /** What Iceberg's file system is made with holds where the secret is. */
    private static String loginOf(ArchiveLogins logins, DatasetId dataset) {
        try (FileIO files = logins.files(dataset).orElseThrow()) {
            assertThat(files.properties().toString()).doesNotContain("s3cret");
            return files.properties().toString();
        }
    }

    @Test
    void refusesSecretsAndHalvesOfLogins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("lake-archive-properties.acme.access.s3.secret-access-key", "s3cret")))
                .withMessageContaining("lake-archive-secrets.acme.access.s3.secret-access-key=env:NAME or file:/path")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("lake-archive-secrets.acme.access.s3.secret-access-key", "sEcReT")))
                .withMessageContaining("lake-archive-secrets.acme.access.s3.secret-access-key must say where")
                .withMessageNotContaining("sEcReT");
        ArchiveLogins half = from(Map.of("lake-archive-secrets.acme.access.s3.secret-access-key", "env:SOME_VARIABLE"));
        assertThatThrownBy(() -> half.files(ACCESS))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("dataset acme/access has half of a login")
                .hasMessageContaining("lake-archive-properties.acme.access.s3.access-key-id");
    }

    @Test
    void saysThatASecretIsNotThere() {
        ArchiveLogins logins = from(Map.of(
                "lake-archive-properties.acme.access.s3.access-key-id",
                "id",
                "lake-archive-secrets.acme.access.s3.secret-access-key",
                "file:" + folder.resolve("none")));

        assertThatThrownBy(() -> logins.files(ACCESS))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("lake-archive-secrets.acme.access.s3.secret-access-key refers to the file")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void refusesKeysWithoutTenantAndDataset() {
        for (String key : new String[] {"s3.endpoint", "acme.s3.endpoint", "Acme.access.s3.endpoint", "*.access.x.y"}) {
            assertThatIllegalArgumentException()
                    .as(key)
                    .isThrownBy(() -> from(Map.of("lake-archive-properties." + key, "x")))
                    .withMessageContaining("lake-archive-properties.TENANT.DATASET.KEY");
        }
    }

    private static ArchiveLogins from(Map<String, String> settings) {
        return ArchiveLogins.from(Configuration.fromMap(new HashMap<>(settings)));
    }
}
