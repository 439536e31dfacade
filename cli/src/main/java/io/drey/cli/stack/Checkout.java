package io.drey.cli.stack;

import io.drey.cli.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's top folder, in which the script that started us stands. */
public final class Checkout {

    private Checkout() {}

    /** The top folder. */
    public static Path home() {
        return Path.of(System.getProperty("drey.home", ""));
    }

    /**
     * The jar of a job as it is submitted to a cluster.
     *
     * @throws CommandException if it is not built
     */
    public static Path jobJar(String module) {
        Path target = home().resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                List<Path> jars = files.filter(
                                file -> file.getFileName().toString().endsWith("-job.jar"))
                        .toList();
                if (jars.size() == 1) {
                    return jars.get(0);
                }
            } catch (IOException e) {
                throw CommandException.failure("%s cannot be read: mend its permissions".formatted(target), e);
            }
        }
        throw CommandException.failure(
                "the jar of %s is not built: run ./mvnw -DskipTests package in %s".formatted(module, home()));
    }
}
