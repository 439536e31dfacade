package io.drey.stack.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process of the stack, recognisable from another JVM: a process id alone may belong to somebody else after a reboot or a
 * wrap-around, so its start time is kept beside it.
 *
 * @param name such as {@code hdfs-namenode}
 * @param pid its process id
 * @param startedMillis when the operating system says it began
 * @param log its log file
 * @param console where its standard output and error go, the same as {@code log} for most
 */
public record ServerProcess(String name, long pid, long startedMillis, Path log, Path console) {
    // Start times are derived from the boot time, which moves a little when the clock is set.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public ServerProcess {
        requireNonNull(name, "name is null");
        requireNonNull(log, "log is null");
        requireNonNull(console, "console is null");
    }

    public static ServerProcess of(String name, ProcessHandle handle, Path log, Path console) {
        Instant started = handle.info().startInstant().orElseGet(Instant::now);
        return new ServerProcess(name, handle.pid(), started.toEpochMilli(), log, console);
    }

    /** The process if it still runs; empty if it ended, or if its id now belongs to another. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isTheSame);
    }

    public boolean isAlive() {
        return handle().isPresent();
    }

    private boolean isTheSame(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - startedMillis) <= TOLERANCE.toMillis())
                .orElse(false);
    }

    /** The last lines it wrote, from the log or, where it died before it had one, from the console. */
    public String tail(int lines) {
        String tail = LogTail.of(log, lines);
        return tail.isBlank() ? LogTail.of(console, lines) : tail;
    }
}
