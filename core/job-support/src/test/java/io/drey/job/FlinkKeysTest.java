package io.drey.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkKeysTest {

    @Test
    void everyKeyOfFlinksConfigurationIsFlinksAndNoneIsOurs() throws Exception {
        List<String> keys = new ArrayList<>();
        for (Class<?> type : List.of(CoreOptions.class, RestOptions.class, MiniCluster.class)) {
            keys.addAll(keysBeside(type));
        }

        assertThat(keys).hasSizeGreaterThan(500).allMatch(SettingsCatalogue.ofDrey()::isFlinks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs.s3a.endpoint",
                "s3.access-key",
                "flink.hadoop.dfs.replication",
                "metrics.reporter.ours.class",
                "security.kerberos.login.keytab",
                "high-availability",
                "state.backend.rocksdb.localdir"
            })
    void namesThatGoOnAsOthersLikeAreFlinks(String key) {
        assertThat(SettingsCatalogue.ofDrey().isFlinks(key)).isTrue();
    }

    /** The keys of all options of the package {@code org.apache.flink.configuration} in a class's jar. */
    private static List<String> keysBeside(Class<?> type) throws IOException, ReflectiveOperationException {
        List<String> keys = new ArrayList<>();
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (entry.getName().matches("org/apache/flink/configuration/\\w+Options\\.class")) {
                    String name = entry.getName().replace('/', '.').replace(".class", "");
                    keys.addAll(keysOf(Class.forName(name, false, type.getClassLoader())));
                }
            }
        }
        return keys;
    }

    private static List<String> keysOf(Class<?> options) throws IllegalAccessException {
        List<String> keys = new ArrayList<>();
        for (Field field : options.getFields()) {
            // Options of a reporter or provider are the ends of keys: metrics.reporter.NAME.factory.class.
            if (!field.getName().matches("REPORTER_.*|DELEGATION_TOKEN_PROVIDER_ENABLED")
                    && Modifier.isStatic(field.getModifiers())
                    && field.get(null) instanceof ConfigOption<?> option) {
                keys.add(option.key());
                Stream.Builder<String> earlier = Stream.builder();
                for (FallbackKey key : option.fallbackKeys()) {
                    earlier.add(key.getKey());
                }
                earlier.build().forEach(keys::add);
            }
        }
        return keys;
    }
}
