package io.drey.operations.stack;

import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder in which the script that started us stands: a checkout, in which all is built, or an unpacked release. */
public final class Checkout {

    private static final String JOB_JAR = "-job.jar";

    private Checkout() {}

    /** The top folder. */
    public static Path home() {
        return Path.of(System.getProperty("drey.home", ""));
    }

    /** Whether this is an unpacked release, which has the job jars and no servers. */
    static boolean isRelease(Path home) {
        return Files.isDirectory(home.resolve("jobs"));
    }

    /**
     * The jar of a job as it is submitted to a cluster.
     *
     * @throws OperationException if it is not there
     */
    public static Path jobJar(String module) {
        return jobJar(home(), module);
    }

    static Path jobJar(Path home, String module) {
        boolean release = isRelease(home);
        Path folder = release ? home.resolve("jobs") : home.resolve(module).resolve("target");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> jars = files.filter(file -> {
                            String name = file.getFileName().toString();
                            return name.startsWith("drey-" + module + "-") && name.endsWith(JOB_JAR);
                        })
                        .toList();
                if (jars.size() == 1) {
                    return jars.get(0);
                }
                if (jars.size() > 1) {
                    throw OperationException.failure(
                            "%s has several jars of %s: leave the one that is meant".formatted(folder, module));
                }
            } catch (IOException e) {
                throw OperationException.failure("%s cannot be read: mend its permissions".formatted(folder), e);
            }
        }
        throw OperationException.failure(
                release
                        ? "the jar of %s is not in %s: unpack the release anew".formatted(module, folder)
                        : "the jar of %s is not built: run ./mvnw -DskipTests package in %s".formatted(module, home));
    }

    /**
     * Checks that local servers can be started from here.
     *
     * @throws OperationException if this is a release, which has none
     */
    static void requireServers(Path home) {
        if (isRelease(home)) {
            throw OperationException.usage(
                    "%s is a release, and the local servers come with a checkout: clone the repository and run bin/drey there, or name a cluster with --flink URL"
                            .formatted(home));
        }
    }
}
