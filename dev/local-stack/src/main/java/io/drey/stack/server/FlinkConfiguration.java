package io.drey.stack.server;

import io.drey.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Flink options as flat keys, in layers: a later layer replaces an earlier one's value, and null takes a key away. */
record FlinkConfiguration(Map<String, Object> options) {
    FlinkConfiguration {
        options = Map.copyOf(options);
    }

    static FlinkConfiguration read(Path file) {
        Object document;
        try {
            document = new Load(LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (YamlEngineException malformed) {
            throw new StackException(file + " is not valid YAML: " + malformed.getMessage(), malformed);
        }
        Map<String, Object> flat = new TreeMap<>();
        flatten("", document, flat);
        return new FlinkConfiguration(flat);
    }

    /** This configuration below the layer in {@code file}. */
    FlinkConfiguration under(Path file) {
        return under(read(file).options());
    }

    FlinkConfiguration under(Map<String, ?> layer) {
        Map<String, Object> merged = new TreeMap<>(options);
        layer.forEach((key, value) -> {
            if (value == Removed.REMOVED) {
                merged.remove(key);
            } else {
                merged.put(key, value);
            }
        });
        return new FlinkConfiguration(merged);
    }

    /** The words of an option that holds JVM options. */
    List<String> words(String key) {
        Object value = options.get(key);
        return value == null || value.toString().isBlank()
                ? List.of()
                : List.of(value.toString().strip().split("\\s+"));
    }

    String yaml() {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(Integer.MAX_VALUE)
                        .build())
                .dumpToString(new TreeMap<>(options.entrySet().stream()
                        .filter(option -> option.getValue() != Removed.REMOVED)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    private static void flatten(String prefix, Object node, Map<String, Object> flat) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(prefix.isEmpty() ? key.toString() : prefix + "." + key, value, flat));
        } else if (!prefix.isEmpty()) {
            flat.put(prefix, node == null ? Removed.REMOVED : node);
        }
    }

    private enum Removed {
        REMOVED
    }
}
