package io.drey.stack;

import static java.util.Objects.requireNonNull;

import io.drey.stack.server.Server;
import java.nio.file.Path;
import java.util.List;

/**
 * What a server of the stack is doing now.
 *
 * @param server which one
 * @param healthy whether all its processes live and it answers a real request
 * @param url where clients reach it
 * @param detail one line: what it said, or why it is not healthy
 * @param processes its processes
 */
public record ServerStatus(Server server, boolean healthy, String url, String detail, List<ProcessStatus> processes) {
    public ServerStatus {
        requireNonNull(server, "server is null");
        requireNonNull(url, "url is null");
        requireNonNull(detail, "detail is null");
        processes = List.copyOf(processes);
    }

    /** Whether every process of the server lives, healthy or not. */
    public boolean alive() {
        return !processes.isEmpty() && processes.stream().allMatch(ProcessStatus::alive);
    }

    /**
     * One process of a server.
     *
     * @param name such as {@code hdfs-namenode}
     * @param pid its process id, which another process may have by now if {@code alive} is false
     * @param alive whether it still runs
     * @param log its log file
     */
    public record ProcessStatus(String name, long pid, boolean alive, Path log) {
        public ProcessStatus {
            requireNonNull(name, "name is null");
            requireNonNull(log, "log is null");
        }
    }
}
