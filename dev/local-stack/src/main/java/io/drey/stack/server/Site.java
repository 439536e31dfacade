package io.drey.stack.server;

import io.drey.stack.process.Diagnosis;
import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.LogTail;
import io.drey.stack.process.Ports;
import io.drey.stack.process.Programs;
import io.drey.stack.process.ServerClassPath;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import io.drey.stack.server.StackState.ServerState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One server's place in the stack: its folder, ports, settings and processes, and a view of its neighbours. */
public final class Site {
    /** The setting of a server that has several processes, so that one may be lost. */
    public static final String HIGHLY_AVAILABLE = "highly-available";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int TAIL_LINES = 25;

    private final StackFolder folder;
    private final Server server;

    public Site(StackFolder folder, Server server) {
        this.folder = folder;
        this.server = server;
    }

    /** The server's own folder, which exists. */
    Path dir() {
        return created(folder.dir().resolve(server.key()));
    }

    Path dir(String name) {
        return created(dir().resolve(name));
    }

    Path logs() {
        return folder.logs();
    }

    Path home() {
        return folder.home();
    }

    int port(String name) {
        Integer port = folder.state(server).ports().get(name);
        if (port == null) {
            throw new IllegalStateException(server.title() + " has no port named " + name);
        }
        return port;
    }

    String address(String portName) {
        return Ports.HOST + ":" + port(portName);
    }

    Optional<String> setting(String key) {
        return Optional.ofNullable(folder.state(server).settings().get(key));
    }

    /** The setting's value; made once and kept where there is none, whichever thread asks first. */
    String setting(String key, Supplier<String> first) {
        folder.change(server, state -> state.settings().containsKey(key) ? state : state.withSetting(key, first.get()));
        return folder.state(server).settings().get(key);
    }

    void setting(String key, String value) {
        folder.change(server, state -> state.withSetting(key, value));
    }

    public List<ServerProcess> processes() {
        return folder.state(server).processes();
    }

    /** The process of that name that was launched last, whether or not it still lives. */
    ServerProcess process(String name) {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StackException(
                        "%s has no process %s; start the stack again".formatted(server.title(), name)));
    }

    boolean isAlive(String name) {
        return processes().stream().anyMatch(process -> process.name().equals(name) && process.isAlive());
    }

    /** Whether this server has several processes, so that one may be lost. */
    boolean isHighlyAvailable() {
        return setting(HIGHLY_AVAILABLE).isPresent();
    }

    /** Where the stack keeps files. */
    Storage storage() {
        return Storage.of(folder);
    }

    /** The address all of these files are under, without a slash at its end. */
    String storageRoot() {
        return StorageRoot.of(folder);
    }

    /** The place of another server if that is part of the stack too. */
    Optional<Site> neighbour(Server other) {
        return folder.contains(other) ? Optional.of(new Site(folder, other)) : Optional.empty();
    }

    ServerClassPath classPath() {
        return ServerClassPath.of(folder.home(), server.key());
    }

    /** The place of another server that this one cannot do without. */
    Site requiredNeighbour(Server other) {
        return neighbour(other)
                .orElseThrow(() -> new StackException(server.title() + " needs " + other.title()
                        + ", which is not part of the stack in " + folder.dir() + "; start both"));
    }

    /** Waits for another server that is started at the same time. */
    void awaitNeighbour(Site other, Duration limit) {
        Recipe recipe = Recipe.of(other.server);
        await(limit, () -> recipe.health(other));
    }

    JavaCommand java(String process, ServerClassPath classPath) {
        return JavaCommand.of(process, classPath, logs(), dir("tmp"));
    }

    Path write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Writes a file that the owner alone may read. */
    Path writeSecret(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Copies a resource of this package. */
    Path copy(String resource, Path target) {
        try (InputStream content = Site.class.getResourceAsStream(resource)) {
            Files.createDirectories(target.getParent());
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
            return target;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Launches a process that writes its log to standard output. */
    ServerProcess launch(String name, List<String> command, Map<String, String> environment) {
        Path log = logs().resolve(name + ".log");
        return launch(name, command, environment, log, log);
    }

    /** Launches a process and records it at once, so that whoever stops the stack finds it. */
    ServerProcess launch(String name, List<String> command, Map<String, String> environment, Path log, Path console) {
        keepPrevious(log);
        keepPrevious(console);
        // A session of its own keeps a key press or a closed terminal of the caller away from the servers.
        List<String> whole =
                new ArrayList<>(Programs.find("setsid").map(List::of).orElse(List.of()));
        whole.addAll(command);
        Process process = Programs.start(builder(whole, environment, console), server.title());
        ServerProcess launched = ServerProcess.of(name, process.toHandle(), log, console);
        folder.change(server, state -> {
            List<ServerProcess> processes = new ArrayList<>(state.processes());
            processes.removeIf(previous -> previous.name().equals(name));
            processes.add(launched);
            return state.withProcesses(processes);
        });
        return launched;
    }

    /** Runs a preparing step to its end and returns what it wrote, also kept in the logs. */
    String run(String name, List<String> command, Map<String, String> environment, Duration limit) {
        Path output = logs().resolve(name + ".log");
        Process process = Programs.start(builder(command, environment, output), server.title());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StackException(name + " did not end within " + limit.toSeconds() + " s; see " + output);
            }
            String written = Files.readString(output);
            if (process.exitValue() != 0) {
                // Also clients of a server that runs: it is not the server that failed.
                throw failed(
                        "%s of %s ended with exit code %d".formatted(name, server.title(), process.exitValue()),
                        output,
                        LogTail.of(output, TAIL_LINES));
            }
            return written;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException(name + " was interrupted", interrupted);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Waits until the question is answered without an exception; fails at once when a process of the server dies. */
    void await(Duration limit, Question question) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            for (ServerProcess process : processes()) {
                if (!process.isAlive()) {
                    throw failure(process.name() + " ended while it started", process.log(), process.tail(TAIL_LINES));
                }
            }
            try {
                question.ask();
                return;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StackException("The start of " + server.title() + " was interrupted", interrupted);
            } catch (Exception notYet) {
                last = notYet;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StackException("The start of " + server.title() + " was interrupted", interrupted);
            }
        }
        String what = "it did not answer within " + limit.toSeconds() + " s (last: " + last + ")";
        List<ServerProcess> launched = processes();
        if (launched.isEmpty()) {
            throw new StackException(
                    server.title() + " did not start: what it needs did not (last: " + last + ")", last);
        }
        ServerProcess process = launched.get(launched.size() - 1);
        StackException late = failure(what, process.log(), process.tail(TAIL_LINES));
        late.addSuppressed(last);
        throw late;
    }

    /** A question that throws until the server is ready. */
    interface Question {
        void ask() throws Exception;
    }

    private StackException failure(String what, Path log, String tail) {
        return failed(server.title() + " did not start: " + what, log, tail);
    }

    private static StackException failed(String what, Path log, String tail) {
        String meaning = Diagnosis.of(tail).map(cause -> ": " + cause).orElse("");
        return new StackException(what + meaning + ". Its log is " + log
                + (tail.isBlank()
                        ? " (empty)"
                        : ", which ends with\n" + tail.indent(4).stripTrailing()));
    }

    private ProcessBuilder builder(List<String> command, Map<String, String> environment, Path console) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(dir().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(console.toFile());
        // What the user's shell exports for other installations must not steer ours.
        builder.environment()
                .keySet()
                .removeIf(
                        name -> name.matches("(HADOOP|HDFS|FLINK|KAFKA|OPENSEARCH|PG|AWS)[A-Z_]*|CLASSPATH|JAVA_OPTS"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static void keepPrevious(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > 0) {
                Files.move(
                        log, log.resolveSibling(log.getFileName() + ".previous"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path created(Path dir) {
        try {
            return Files.createDirectories(dir);
        } catch (IOException failure) {
            throw new StackException(
                    dir + " cannot be made: " + failure.getMessage() + "; check its owner or choose another folder",
                    failure);
        }
    }

    ServerState state() {
        return folder.state(server);
    }
}
