package io.drey.operations.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.drey.operations.DreyVersion;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster says that our tests cannot start, such as one of another version, is answered as Flink answers it. */
class RequirementsTest {

    private static final List<NamedJob> TWO = List.of(NamedJob.of(Job.INGEST), NamedJob.of(Job.CEP));

    @TempDir
    private Path folder;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private FlinkCluster flink;
    private Requirements requirements;

    @BeforeEach
    void answerAsFlink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "{}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        flink = new FlinkCluster(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        requirements = new Requirements(flink, Duration.ofMillis(300));
        slots(3, 12);
        configured("parallelism.default", "1");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aClusterOfAnotherVersionIsRefused() {
        for (String version : List.of("1.19.1", "2.0.0", "1.200.0")) {
            answers.put("/config", "{\"flink-version\": \"%s\"}".formatted(version));
            assertThatThrownBy(requirements::requireVersion)
                    .hasMessage(
                            "Flink at %s is %s, and the jobs are built for Flink 1.20: ".formatted(flink.url(), version)
                                    + "name a cluster of that version with --flink");
        }
        answers.put("/config", "{\"flink-version\": \"1.20.3\"}");
        assertThatCode(requirements::requireVersion).doesNotThrowAnyException();
    }

    @Test
    void aJarOfAnotherVersionIsRefused() throws IOException {
        assertThat(DreyVersion.text()).matches("\\d+\\.\\d+\\.\\d+.*");
        Path other = jar("0.0.9");
        assertThatThrownBy(() -> Requirements.requireJar(other))
                .hasMessage(
                        "%s is of Drey 0.0.9, and this command of %s: use bin/drey of that release, or its jar of this one"
                                .formatted(other, DreyVersion.text()));
        Path own = jar(DreyVersion.text());
        Path somebodys = jar("");
        assertThatCode(() -> Requirements.requireJar(own)).doesNotThrowAnyException();
        assertThatCode(() -> Requirements.requireJar(somebodys)).doesNotThrowAnyException();
        Path none = Files.writeString(folder.resolve("none.jar"), "no jar");
        assertThatThrownBy(() -> Requirements.requireJar(none)).hasMessageContaining("is no jar that can be read");
        assertThatThrownBy(() -> Requirements.requireJar(folder.resolve("gone.jar")))
                .hasMessageContaining("there is no jar");
    }

    @Test
    void jobsThatFindNoSlotsAreRefused() {
        assertThatCode(() -> requirements.requireSlots(TWO, Map.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> requirements.requireSlots(TWO, Map.of("parallelism.default", "2")))
                .hasMessage("ingest, cep would need 4 task slots, and Flink at %s has 3 free, of 12 on 2 TaskManagers: "
                                .formatted(flink.url())
                        + "start TaskManagers, stop what is not needed ('drey jobs list'), "
                        + "or ask for less with -Dparallelism.default");
        assertThatCode(() -> requirements.requireSlots(
                        List.of(NamedJob.of(Job.MAINTENANCE)), Map.of("parallelism.default", "9")))
                .as("it has one slot whatever the others have")
                .doesNotThrowAnyException();
        configured("parallelism.default", "4");
        assertThatThrownBy(() -> requirements.requireSlots(TWO, Map.of())).hasMessageContaining("need 8 task slots");
        assertThatThrownBy(() -> requirements.requireSlots(TWO, Map.of("parallelism.default", "many")))
                .hasMessageContaining("-Dparallelism.default is 'many'");
    }

    @Test
    void slotsOfTheJobThatIsReplacedCount() {
        answers.put("/jobs/1", "{\"vertices\": [{\"parallelism\": 1}, {\"parallelism\": 2}]}");
        assertThatCode(() -> requirements.requireSlotsInPlaceOf("ingest", "1", Map.of("parallelism.default", "5")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> requirements.requireSlotsInPlaceOf("ingest", "1", Map.of("parallelism.default", "6")))
                .hasMessageContaining("need 6 task slots")
                .hasMessageContaining("has 5 free");
    }

    @Test
    void whoeverStartsTaskManagersByItselfIsNotAskedForSlots() {
        slots(0, 0);
        configured("kubernetes.cluster-id", "drey");
        assertThatCode(() -> requirements.requireSlots(TWO, Map.of())).doesNotThrowAnyException();
        configured("execution.target", "yarn-session");
        assertThatCode(() -> requirements.requireSlots(TWO, Map.of())).doesNotThrowAnyException();
        configured("jobmanager.scheduler", "Adaptive");
        assertThatCode(() -> requirements.requireSlots(TWO, Map.of())).doesNotThrowAnyException();
    }

    private void slots(int free, int total) {
        answers.put(
                "/overview",
                "{\"slots-available\": %d, \"slots-total\": %d, \"taskmanagers\": 2}".formatted(free, total));
    }

    private void configured(String key, String value) {
        answers.put("/jobmanager/config", "[{\"key\": \"%s\", \"value\": \"%s\"}]".formatted(key, value));
    }

    private Path jar(String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!version.isEmpty()) {
            manifest.getMainAttributes().putValue("Drey-Version", version);
        }
        Path jar = folder.resolve("job-%s.jar".formatted(version));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
