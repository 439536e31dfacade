package io.drey.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.stack.process.StackException;
import io.drey.stack.server.Recipe;
import io.drey.stack.server.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    private static final Path THIS_JDK = Path.of(System.getProperty("java.home"));

    @Test
    void namesTheWrongJdkItsPlaceAndTheRightOne() {
        assertThatThrownBy(() -> Preflight.checkJdk(24, Path.of("/opt/jdk-24")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("JDK 24 at /opt/jdk-24")
                .hasMessageContaining("JAVA_HOME");
        assertThatCode(() -> Preflight.checkJdk(17, THIS_JDK)).doesNotThrowAnyException();
    }

    @Test
    void saysHowMuchMemoryIsFreeAndHowMuchIsNeeded() {
        Map<Server, Integer> servers = new EnumMap<>(Map.of(Server.KAFKA, 550, Server.POSTGRES, 100));
        assertThatThrownBy(() -> Preflight.checkMemory(OptionalLong.of(300), servers))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("300 MB of memory are free")
                .hasMessageContaining("Kafka 550 MB + PostgreSQL 100 MB need 650 MB")
                .hasMessageContaining("fewer servers");
        assertThatCode(() -> Preflight.checkMemory(OptionalLong.empty(), servers))
                .doesNotThrowAnyException();
    }

    @Test
    void theWholeStackFitsInEightGigabytes() {
        int whole = List.of(Server.values()).stream()
                // Trino and YARN come on top where they are asked for, and the REST catalog with tests.
                .filter(server ->
                        !Set.of(Server.TRINO, Server.YARN, Server.REST_CATALOG).contains(server))
                .mapToInt(server -> Recipe.of(server).memoryMegabytes())
                .sum();
        assertThat(whole).isLessThan(6_000);
    }

    @Test
    void takesTheSmallerOfMachineAndControlGroup(@TempDir Path root) throws Exception {
        write(root, "proc/meminfo", "MemTotal: 99 kB\nMemAvailable:   4194304 kB\n");
        assertThat(Preflight.availableMegabytes(root)).hasValue(4096);

        write(root, "sys/fs/cgroup/memory.max", "2147483648\n");
        write(root, "sys/fs/cgroup/memory.current", "1610612736\n");
        assertThat(Preflight.availableMegabytes(root)).hasValue(512);

        write(root, "sys/fs/cgroup/memory.stat", "anon 1\nactive_file 104857600\ninactive_file 419430400\n");
        assertThat(Preflight.availableMegabytes(root)).hasValue(1012);

        write(root, "sys/fs/cgroup/memory.max", "max\n");
        assertThat(Preflight.availableMegabytes(root)).hasValue(4096);
    }

    @Test
    void knowsNothingOfTheMemoryOfOtherSystems(@TempDir Path root) {
        assertThat(Preflight.availableMegabytes(root)).isEmpty();
    }

    private static void write(Path root, String file, String content) throws Exception {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), content);
    }
}
