package io.drey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void handsOutFreePortsBelowTheOperatingSystemsOwnRange() {
        int port = Ports.free(Set.of(), new SplittableRandom(1));
        assertThat(port).isBetween(20_000, 32_000);
        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void handsOutPortsOfTheRangeThatIsAskedFor() {
        String before = System.setProperty("drey.stack.ports", "19000-19001");
        try {
            int first = Ports.free(Set.of(), new SplittableRandom(1));
            int second = Ports.free(Set.of(first), new SplittableRandom(1));
            assertThat(Set.of(first, second)).isEqualTo(Set.of(19_000, 19_001));
            System.setProperty("drey.stack.ports", "19001-19000");
            assertThatThrownBy(() -> Ports.free(Set.of(), new SplittableRandom(1)))
                    .hasMessage("-Ddrey.stack.ports=19001-19000 is no range of ports; write 23000-31999");
        } finally {
            if (before == null) {
                System.clearProperty("drey.stack.ports");
            } else {
                System.setProperty("drey.stack.ports", before);
            }
        }
    }

    @Test
    void neverHandsOutTheSamePortTwice() {
        int first = Ports.free(Set.of(), new SplittableRandom(1));
        assertThat(Ports.free(Set.of(first), new SplittableRandom(1))).isNotEqualTo(first);
    }

    /** Two stacks that start at once: neither listens yet when the other looks. */
    @Test
    void handsOutNoPortThatAnotherProcessHasHandedOut() throws Exception {
        String before = System.setProperty("drey.stack.ports", "19010-19010");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Ddrey.stack.ports=19010-19010",
                        PortTaker.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("19010");
            assertThatThrownBy(() -> Ports.free(Set.of(), new SplittableRandom(1)))
                    .hasMessageContaining("No free port in 19010-19010");
        } finally {
            other.destroyForcibly();
            System.setProperty("drey.stack.ports", before == null ? "23000-31999" : before);
        }
    }

    @Test
    void namesATakenPortAndHowToFindItsOwner() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.requireFree("Kafka", "broker", taken.getLocalPort()))
                    .hasMessageContaining("Port " + taken.getLocalPort() + " (broker of Kafka)")
                    .hasMessageContaining("ss -ltnp");
        }
        int free = Ports.free(Set.of(), new SplittableRandom(2));
        assertThatCode(() -> Ports.requireFree("Kafka", "broker", free)).doesNotThrowAnyException();
    }
}
