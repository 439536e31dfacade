package io.drey.release;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Every option that Flink and its operator's autoscaler declare, found in the class files of their jars. */
final class FlinkOptions {

    private static final Pattern JAR = Pattern.compile("flink-(?!shaded|connector|table|sql).*\\.jar");
    /** Options whose key has a name of ours in it, as Flink declares them. */
    private static final List<Pattern> NAMED = List.of(
            Pattern.compile("metrics\\.reporter\\.\\w+\\.(factory\\.class|interval|port|filter\\.(includes|excludes))"),
            Pattern.compile("(kubernetes|containerized)\\.(jobmanager|taskmanager|master)\\..+"));
    /** Keys of the operator itself, which its published jars do not declare; as its documentation of version 1.10 has them. */
    private static final List<String> OPERATOR = List.of(
            "kubernetes.operator.periodic.savepoint.interval",
            "kubernetes.operator.savepoint.history.max.age",
            "kubernetes.operator.savepoint.history.max.count",
            "kubernetes.operator.cluster.health-check.enabled",
            // Names that Flink took before: the only ones that the operator looks for.
            "state.checkpoints.dir",
            "state.savepoints.dir");

    /** What Flink hands on to Hadoop's S3A, as {@code fs.s3a.*}. */
    private static final List<String> OF_S3A = List.of("s3.connection.timeout");

    private final Map<String, ConfigOption<?>> byKey = new TreeMap<>();

    private FlinkOptions() {}

    static FlinkOptions ofClassPath() throws IOException {
        FlinkOptions options = new FlinkOptions();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (JAR.matcher(String.valueOf(Path.of(entry).getFileName())).matches()) {
                options.read(Path.of(entry));
            }
        }
        return options;
    }

    private void read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String name : file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith("Options.class") || name.endsWith("OptionsInternal.class"))
                    .toList()) {
                read(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
            }
        }
    }

    private void read(String className) {
        try {
            for (Field field : Class.forName(className).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && Modifier.isPublic(field.getModifiers())
                        && ConfigOption.class.isAssignableFrom(field.getType())) {
                    ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                    byKey.put(option.key(), option);
                }
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // Options of a part that is not on the class path: a key of theirs is unknown, and nothing of ours may name
            // it.
            return;
        }
    }

    int size() {
        return byKey.size();
    }

    /** What is wrong with a key and its value; empty if nothing is. */
    Optional<String> problem(String key, String value) {
        ConfigOption<?> option = byKey.get(key);
        if (option == null) {
            boolean isKnown = OPERATOR.contains(key)
                    || OF_S3A.contains(key)
                    || NAMED.stream().anyMatch(pattern -> pattern.matcher(key).matches());
            return isKnown ? Optional.empty() : Optional.of("%s is no option of Flink".formatted(key));
        }
        try {
            Configuration.fromMap(Map.of(key, value)).get(option);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("%s: %s is no value: %s".formatted(key, value, e.getMessage()));
        }
    }
}
