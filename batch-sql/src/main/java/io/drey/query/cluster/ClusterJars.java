package io.drey.query.cluster;

import io.drey.query.QueryException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The jars that a query brings to a cluster: those of this program's class path that a cluster of {@code flink-conf} does not
 * have. Classes of a checkout that stand in a folder are packed.
 */
final class ClusterJars {

    private static final Pattern OURS =
            Pattern.compile("drey-(batch-sql|event-model|formats|job-support|lake-[a-z]+|search)-.*\\.jar");
    private static final Path CLASSES = Path.of("target", "classes");

    private static final Map<Path, Path> PACKED = new ConcurrentHashMap<>();

    private ClusterJars() {}

    /** The jars for the lake, three megabytes, and for what else is needed. */
    static List<Path> of(Set<Needs> needs) {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (path.endsWith(CLASSES) && Files.isDirectory(path)) {
                jars.add(PACKED.computeIfAbsent(path.toAbsolutePath(), ClusterJars::pack));
            } else if (isNeeded(path.getFileName().toString(), needs)) {
                jars.add(path);
            }
        }
        return jars;
    }

    private static boolean isNeeded(String name, Set<Needs> needs) {
        return OURS.matcher(name).matches() || needs.stream().anyMatch(need -> need.isIn(name));
    }

    private static Path pack(Path classes) {
        try {
            Path jar = Files.createTempFile("drey-classes-", ".jar");
            jar.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(jar);
                    JarOutputStream packed = new JarOutputStream(out);
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    packed.putNextEntry(
                            new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, packed);
                    packed.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new QueryException(
                    "the classes of %s cannot be packed for the cluster: make room in the folder of temporary files"
                            .formatted(classes),
                    e);
        }
    }
}
