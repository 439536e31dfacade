package io.drey.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each configuration of {@code flink-conf} is one that Flink reads, and has only keys that Flink knows. */
class FlinkConfTest {

    private static final Path CONF = Path.of(System.getProperty("drey.home"), "flink-conf");
    private static FlinkOptions options;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readOptions() throws IOException {
        options = FlinkOptions.ofClassPath();
        assertThat(options.size()).isGreaterThan(600);
    }

    static List<Path> configurations() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path where : List.of(CONF, CONF.resolve("sizes"))) {
            try (Stream<Path> entries = Files.list(where)) {
                entries.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(7);
        return files;
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void flinkKnowsEveryKeyAndTakesEveryValue(Path file) throws IOException {
        assertThat(problems(file)).as(file.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyFileSaysWhatItIsFor(Path file) throws IOException {
        assertThat(Files.readAllLines(file).get(0)).startsWith("# ");
    }

    @Test
    void whatClustersShareDoesNotDriftApart() throws IOException {
        Map<String, String> production = read(CONF.resolve("config.yaml"));
        for (String name : List.of("standalone-ha.yaml", "yarn-application.yaml")) {
            Map<String, String> other = read(CONF.resolve(name));
            Map<String, String> shared = new TreeMap<>(production);
            shared.keySet().removeIf(key -> key.equals("state.backend.local-recovery"));
            assertThat(other).as(name).containsAllEntriesOf(shared);
        }
    }

    @Test
    void aMisspeltKeyIsFound() throws IOException {
        Path misspelt = Files.writeString(
                folder.resolve("misspelt.yaml"),
                Files.readString(CONF.resolve("standalone-ha.yaml")).replace("min-pause", "min-paus"));
        assertThat(problems(misspelt))
                .singleElement()
                .asString()
                .contains("execution.checkpointing.min-paus is no option of Flink");
    }

    @Test
    void aValueThatIsNoneIsFound() throws IOException {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                Files.readString(CONF.resolve("config.yaml")).replace("interval: 60s", "interval: often"));
        assertThat(problems(wrong)).singleElement().asString().contains("execution.checkpointing.interval", "often");
    }

    private List<String> problems(Path file) throws IOException {
        List<String> problems = new ArrayList<>();
        read(file).forEach((key, value) -> options.problem(key, value).ifPresent(problems::add));
        return problems;
    }

    /** As Flink reads it; keys without a value are those that a layer takes away. */
    private Map<String, String> read(Path file) throws IOException {
        Path conf = Files.createTempDirectory(folder, "conf");
        String text = Files.readString(file);
        if (file.endsWith("local-stack.yaml")) {
            text = text.substring(0, text.indexOf("# It would listen on all addresses."));
        }
        Files.writeString(conf.resolve("config.yaml"), text);
        return new TreeMap<>(
                GlobalConfiguration.loadConfiguration(conf.toString()).toMap());
    }
}
