package io.drey.operations.yarn;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Flink that would not do is refused before anything is submitted with it. */
class FlinkInstallationTest {

    private static final Path CONFIGURATION =
            Path.of(System.getProperty("drey.home", ".."), "flink-conf/yarn-application.yaml");

    @TempDir
    private Path home;

    @BeforeEach
    void layOut() throws IOException {
        for (String name : new String[] {"bin", "conf", "lib"}) {
            Files.createDirectories(home.resolve(name));
        }
        Path command = Files.createFile(home.resolve("bin/flink"));
        command.toFile().setExecutable(true);
        Files.copy(CONFIGURATION, home.resolve("conf/config.yaml"));
    }

    @Test
    void ourConfigurationAndTheRightVersionAreTaken() throws IOException {
        Files.createFile(home.resolve("lib/flink-dist-1.20.3.jar"));
        FlinkInstallation flink = flink();
        assertThatCode(flink::requireVersion).doesNotThrowAnyException();
        assertThatCode(flink::requireKeys).doesNotThrowAnyException();
        assertThatCode(() -> flink.requireSecrets(Map.of("lake-catalog-password", "file:/etc/p"), Map.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Files.createFile(home.resolve("lib/flink-dist-1.19.1.jar"));
        FlinkInstallation flink = flink();
        assertThatThrownBy(flink::requireVersion)
                .hasMessage(
                        "%s is Flink 1.19.1, and the jobs are built for Flink 1.20: name one of that version with --flink-home"
                                .formatted(home));
    }

    @Test
    void aMisspeltKeyIsNamedWithItsFile() throws IOException {
        Path file = home.resolve("conf/config.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^taskmanager:", "taskmanger:"));
        FlinkInstallation flink = flink();
        assertThatThrownBy(flink::requireKeys)
                .hasMessageStartingWith("%s: Flink has no option 'taskmanger.".formatted(file))
                .hasMessageEndingWith("mend it, or take it out");
    }

    @Test
    void aSecretThatContainersDoNotGetIsNamed() throws IOException {
        FlinkInstallation flink = flink();
        Map<String, String> settings = Map.of("opensearch-password", "env:SEARCH");
        assertThatThrownBy(() -> flink.requireSecrets(settings, Map.of()))
                .hasMessageContaining("opensearch-password refers to the environment variable SEARCH")
                .hasMessageContaining("-Dcontainerized.master.env.SEARCH");
        assertThatThrownBy(() -> flink.requireSecrets(settings, Map.of("containerized.master.env.SEARCH", "s")))
                .hasMessageContaining("-Dcontainerized.taskmanager.env.SEARCH");
        assertThatCode(() -> flink.requireSecrets(
                        settings,
                        Map.of("containerized.master.env.SEARCH", "s", "containerized.taskmanager.env.SEARCH", "s")))
                .doesNotThrowAnyException();
    }

    @Test
    void aFolderWithoutFlinkIsRefused() throws IOException {
        Files.delete(home.resolve("bin/flink"));
        assertThatThrownBy(this::flink).hasMessageContaining("is no Flink 1.20 with a configuration");
    }

    private FlinkInstallation flink() {
        return FlinkInstallation.of(Optional.of(home), Map.of());
    }
}
