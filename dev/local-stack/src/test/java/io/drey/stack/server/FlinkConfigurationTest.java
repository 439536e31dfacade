package io.drey.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkConfigurationTest {
    private static final Path CONF = Path.of(System.getProperty("drey.home"), "flink-conf");

    @Test
    void laterLayersReplaceAndTakeAway(@TempDir Path dir) throws Exception {
        Path base = Files.writeString(dir.resolve("base.yaml"), "a:\n  b: 1\n  c: 2\nd: 3\n");
        Path local = Files.writeString(dir.resolve("local.yaml"), "a:\n  b: 9\nd:\n");
        assertThat(FlinkConfiguration.read(base).under(local).options()).containsOnly(entry("a.b", 9), entry("a.c", 2));
    }

    @Test
    void whatItWritesReadsTheSame(@TempDir Path dir) throws Exception {
        FlinkConfiguration configuration =
                FlinkConfiguration.read(CONF.resolve("config.yaml")).under(Map.of("rest.port", 8081));
        Path file = Files.writeString(dir.resolve("config.yaml"), configuration.yaml());
        assertThat(FlinkConfiguration.read(file)).isEqualTo(configuration);
    }

    @Test
    void productionIsStrictAndExactlyOnce() {
        FlinkConfiguration production = FlinkConfiguration.read(CONF.resolve("config.yaml"));
        assertThat(production.options())
                .contains(
                        entry("pipeline.generic-types", false),
                        entry("pipeline.object-reuse", true),
                        entry("execution.checkpointing.mode", "EXACTLY_ONCE"),
                        entry("state.backend.type", "rocksdb"));
        assertThat(production.words("env.java.opts.all"))
                .hasSizeGreaterThan(15)
                .allMatch(word -> word.startsWith("--add-"));
    }

    @Test
    void theLocalStackTakesCheckpointsEveryTenSecondsAndOpensNoOtherPort() {
        FlinkConfiguration local =
                FlinkConfiguration.read(CONF.resolve("config.yaml")).under(CONF.resolve("local-stack.yaml"));
        assertThat(local.options())
                .contains(entry("execution.checkpointing.interval", "10s"))
                .doesNotContainKey("metrics.reporters");
    }

    @Test
    void brokenYamlIsNamed(@TempDir Path dir) throws Exception {
        Path broken = Files.writeString(dir.resolve("config.yaml"), "a: [1\n");
        assertThatThrownBy(() -> FlinkConfiguration.read(broken)).hasMessageContaining(broken.toString());
    }
}
