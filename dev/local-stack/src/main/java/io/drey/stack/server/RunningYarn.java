package io.drey.stack.server;

import io.drey.stack.process.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The stack's YARN: where it is, and what a fault does to its containers. */
public final class RunningYarn {
    private static final String PID = ".pid";

    private final Site site;

    public RunningYarn(Site site) {
        this.site = site;
    }

    /** For {@code HADOOP_CONF_DIR}. */
    public Path hadoopConf() {
        return YarnRecipe.configuration(site);
    }

    /** For {@code HADOOP_HOME}: it has {@code bin/hdfs dfs} and no more. */
    public Path hadoopHome() {
        return FlinkOnYarn.hadoopHome(site);
    }

    /** For {@code FLINK_HOME}: Flink's command, libraries, and a configuration for YARN. */
    public Path flinkHome() {
        return FlinkOnYarn.flinkHome(site);
    }

    /** The ResourceManager's REST endpoint and web page. */
    public URI url() {
        return URI.create(new YarnRecipe().url(site));
    }

    /**
     * A container's process on the machine.
     *
     * @param id the container's id
     * @param pid of its JVM
     */
    public record Container(String id, long pid) {

        /** Kills it without a warning, as the loss of the machine would. */
        public void kill() {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The containers of an application that live, by their number: the first is that of the JobManager. */
    public List<Container> containers(String application) {
        Path folder = YarnRecipe.containers(site).resolve("nmPrivate").resolve(application);
        List<Container> containers = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(PID)).sorted().toList()) {
                String id = file.getFileName().toString().replace(PID, "");
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                        .flatMap(RunningYarn::jvm)
                        .ifPresent(jvm -> containers.add(new Container(id, jvm.pid())));
            }
        } catch (NoSuchFileException ended) {
            return List.of();
        } catch (IOException failure) {
            throw new StackException(
                    "The containers of " + application + " cannot be listed in " + folder + ": " + failure, failure);
        }
        return containers;
    }

    /** The shell that YARN starts waits for the JVM. */
    private static Optional<ProcessHandle> jvm(ProcessHandle shell) {
        return Stream.concat(Stream.of(shell), shell.descendants())
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst();
    }
}
