package io.drey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerClassPathTest {
    @Test
    void namesTheBuildCommandWhenNothingIsBuilt(@TempDir Path home) {
        assertThatThrownBy(() -> ServerClassPath.of(home, "kafka"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(home.resolve("dev/local-stack/servers/kafka/target/classpath.txt")
                        .toString())
                .hasMessageContaining("./mvnw");
    }

    @Test
    void namesTheArtifactThatVanished(@TempDir Path home) throws Exception {
        write(home, "/nowhere/kafka.jar\n");
        assertThatThrownBy(() -> ServerClassPath.of(home, "kafka"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("/nowhere/kafka.jar")
                .hasMessageContaining("./mvnw");
    }

    @Test
    void putsTheServersOwnClassesFirst(@TempDir Path home) throws Exception {
        Path jar = Files.createFile(home.resolve("kafka.jar"));
        write(home, jar.toString());
        Path classes = Files.createDirectories(home.resolve("dev/local-stack/servers/kafka/target/classes"));
        assertThat(ServerClassPath.of(home, "kafka").entries()).containsExactly(classes, jar);
    }

    @Test
    void startsAreRefusedBeforeAnythingRuns(@TempDir Path home) {
        assertThatThrownBy(() -> LocalStack.in(home.resolve("stack"))
                        .home(home)
                        .with(Server.KAFKA)
                        .start())
                .isInstanceOf(StackException.class)
                .hasMessageContaining("class path of kafka is not built");
    }

    @Test
    void theProjectIsFoundFromBelow(@TempDir Path home) throws Exception {
        Files.createFile(home.resolve("mvnw"));
        Path deep = Files.createDirectories(home.resolve("dev/testing"));
        assertThat(ProjectHome.find(null, deep)).isEqualTo(home);
        assertThat(ProjectHome.find(home.toString(), Path.of("/"))).isEqualTo(home);
        assertThatThrownBy(() -> ProjectHome.find(null, Path.of("/"))).hasMessageContaining("drey.home");
        assertThatThrownBy(() -> ProjectHome.find("/nowhere", Path.of("/"))).hasMessageContaining("/nowhere");
    }

    private static void write(Path home, String classPath) throws Exception {
        Path list = home.resolve("dev/local-stack/servers/kafka/target/classpath.txt");
        Files.createDirectories(list.getParent());
        Files.writeString(list, classPath);
    }
}
