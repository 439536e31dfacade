package io.drey.stack.server;

import io.drey.stack.process.StackException;
import io.drey.stack.server.StackState.ServerState;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The folder everything of a stack lives under, with its state file. Safe for use by several threads. */
public final class StackFolder {
    private final Path dir;
    private final Supplier<Path> home;
    private StackState state;

    private StackFolder(Path dir, Supplier<Path> home, StackState state) {
        this.dir = dir;
        this.home = home;
        this.state = state;
    }

    /** The project is looked for only when something of it is needed: a stack can be stopped from anywhere. */
    public static StackFolder open(Path dir, Supplier<Path> home) {
        Path absolute = dir.toAbsolutePath().normalize();
        return new StackFolder(absolute, home, StackState.read(absolute).orElseGet(StackState::empty));
    }

    public Path dir() {
        return dir;
    }

    public Path home() {
        return home.get();
    }

    public Path logs() {
        return dir.resolve("logs");
    }

    public synchronized StackState state() {
        return state;
    }

    public synchronized boolean contains(Server server) {
        return state.servers().containsKey(server);
    }

    public synchronized ServerState state(Server server) {
        ServerState known = state.servers().get(server);
        return known != null ? known : new ServerState(Map.of(), Map.of(), List.of());
    }

    public synchronized void change(Server server, UnaryOperator<ServerState> change) {
        state = state.with(server, change.apply(state(server)));
        state.write(dir);
    }

    public void delete() {
        try {
            Files.walkFileTree(dir, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new StackException(
                    dir + " cannot be deleted whole: " + failure + "; the servers are stopped, delete the rest by hand",
                    failure);
        }
    }
}
