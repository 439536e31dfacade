package io.drey.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job's jar has nothing of what the cluster provides: a second copy of it would meet the cluster's own. */
class JobJarsIT {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final List<String> OF_THE_CLUSTER = List.of(
            "org/apache/flink/",
            "org/apache/hadoop/",
            "org/apache/iceberg/",
            "org/apache/logging/",
            "org/apache/log4j/",
            "org/apache/commons/logging/",
            "org/mariadb/",
            "org/postgresql/",
            "org/slf4j/");
    /** Connectors, which a distribution of Flink does not have. */
    private static final List<String> CONNECTORS = List.of(
            "org/apache/flink/connector/jdbc/",
            "org/apache/flink/connector/kafka/",
            "org/apache/flink/streaming/connectors/kafka/",
            "org/apache/flink/streaming/util/serialization/");

    @ParameterizedTest
    @MethodSource("jobs")
    void aJobsJarHasNothingOfTheClusters(Path jar) throws IOException {
        Set<String> ours = classes(jar);
        assertThat(ours).as("is a job").anyMatch(name -> name.startsWith("io/drey/"));

        assertThat(ofTheCluster(ours))
                .as("classes in %s that Flink, Hadoop, Iceberg or a logger have", jar.getFileName())
                .isEmpty();
    }

    @Test
    void aClassOfALoggerOrOfFlinkIsFound(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("planted-job.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of(
                    "io/drey/cep/CepJob.class",
                    "org/apache/flink/api/common/JobID.class",
                    "org/apache/flink/connector/kafka/source/KafkaSource.class",
                    "org/slf4j/Logger.class")) {
                out.putNextEntry(new JarEntry(name));
            }
        }
        assertThat(ofTheCluster(classes(jar)))
                .containsExactlyInAnyOrder("org/apache/flink/api/common/JobID.class", "org/slf4j/Logger.class");
    }

    private static List<String> ofTheCluster(Set<String> classes) {
        return classes.stream()
                .filter(name -> isOfTheCluster(name) && CONNECTORS.stream().noneMatch(name::startsWith))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void noClassOfFlinkIsBothInTheJobsJarAndInTheClusters(Path jar) throws IOException {
        Set<String> both = classes(jar);
        both.removeIf(name -> !isOfTheCluster(name));
        Set<String> cluster = new TreeSet<>();
        for (String entry : Files.readString(HOME.resolve("dev/local-stack/servers/flink/target/classpath.txt"))
                .strip()
                .split(":", -1)) {
            cluster.addAll(classes(Path.of(entry)));
        }
        both.retainAll(cluster);
        assertThat(both).as("classes that are in the cluster's lib folder too").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void aJobsJarNamesItsMain(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String main = file.getManifest().getMainAttributes().getValue("Main-Class");
            assertThat(main).startsWith("io.drey.");
            assertThat(file.getEntry(main.replace('.', '/') + ".class")).isNotNull();
        }
    }

    private static boolean isOfTheCluster(String name) {
        return OF_THE_CLUSTER.stream().anyMatch(name::startsWith);
    }

    private static Set<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<String> names = new TreeSet<>();
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .forEach(names::add);
            return names;
        }
    }

    static List<Path> jobs() throws IOException {
        return Arrays.stream(new String[] {
                    "aggregation-job",
                    "cep-job",
                    "collect-job",
                    "delivery-job",
                    "fused-job",
                    "ingest-job",
                    "maintenance-job"
                })
                .map(JobJarsIT::jar)
                .toList();
    }

    private static Path jar(String module) {
        try (Stream<Path> files = Files.list(HOME.resolve(module).resolve("target"))) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith("-job.jar")).toList();
            assertThat(jars).as(module).hasSize(1);
            return jars.get(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
