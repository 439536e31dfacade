package io.drey.stack.server;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one process must tell another about a stack: written after every launch, so that even a start that was killed half
 * way can be cleaned up.
 *
 * @param version of this file's layout
 * @param servers what is known of each server that was ever started in the folder
 */
public record StackState(int version, Map<Server, ServerState> servers) {
    static final int VERSION = 1;
    private static final String FILE = "stack.json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * What is known of one server.
     *
     * @param ports by name; they stay the same over restarts, as tables keep absolute {@code hdfs://} paths
     * @param settings such as a generated password
     * @param processes launched and not yet stopped
     */
    public record ServerState(Map<String, Integer> ports, Map<String, String> settings, List<ServerProcess> processes) {
        public ServerState {
            ports = Map.copyOf(ports);
            settings = Map.copyOf(settings);
            processes = List.copyOf(processes);
        }

        public ServerState withProcesses(List<ServerProcess> replacement) {
            return new ServerState(ports, settings, replacement);
        }

        ServerState withSetting(String key, String value) {
            Map<String, String> changed = new TreeMap<>(settings);
            changed.put(key, value);
            return new ServerState(ports, changed, processes);
        }
    }

    public StackState {
        Map<Server, ServerState> copy = new EnumMap<>(Server.class);
        copy.putAll(servers);
        servers = copy;
    }

    static StackState empty() {
        return new StackState(VERSION, Map.of());
    }

    StackState with(Server server, ServerState state) {
        Map<Server, ServerState> changed = new EnumMap<>(Server.class);
        changed.putAll(servers);
        changed.put(server, state);
        return new StackState(version, changed);
    }

    public static Path file(Path dir) {
        return dir.resolve(FILE);
    }

    static Optional<StackState> read(Path dir) {
        Path file = file(dir);
        StackState state;
        try {
            state = JSON.readValue(Files.readString(file), StackState.class);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new StackException(
                    file + " cannot be read: " + unreadable.getMessage() + "; end its processes by the ids in it, then"
                            + " delete " + dir,
                    unreadable);
        }
        if (state.version() != VERSION) {
            throw new StackException(file + " has layout " + state.version() + ", but this build reads layout "
                    + VERSION + "; stop the stack with the build that started it");
        }
        return Optional.of(state);
    }

    /** Replaces the file in one step, readable by the owner only, as it holds a password. */
    void write(Path dir) {
        Path file = file(dir);
        try {
            Path draft = Files.createTempFile(
                    dir,
                    FILE,
                    ".draft",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, JSON.writeValueAsString(this));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new StackException(
                    file + " cannot be written: " + failure.getMessage() + "; check space and owner of " + dir,
                    failure);
        }
    }
}
