package io.drey.stack.server;

import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: asked first, then killed, with the children they may leave. Touches no process but the stack's own. */
public final class Shutdown {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration KILL = Duration.ofSeconds(10);

    private Shutdown() {}

    public static void gracefully(Recipe recipe, List<ServerProcess> processes) {
        List<ProcessHandle> family = family(processes);
        processes.forEach(recipe::askToEnd);
        long deadline = System.nanoTime() + GRACE.toNanos();
        for (ProcessHandle handle : family) {
            awaitEnd(handle, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        killAll(family, KILL);
    }

    static void kill(ServerProcess process, Duration limit) {
        killAll(family(List.of(process)), limit);
    }

    // Taken before anything ends: orphans cannot be found through their parent afterwards.
    private static List<ProcessHandle> family(List<ServerProcess> processes) {
        List<ProcessHandle> family = new ArrayList<>();
        for (ServerProcess process : processes) {
            process.handle().ifPresent(handle -> {
                family.add(handle);
                handle.descendants().forEach(family::add);
            });
        }
        return family;
    }

    private static void killAll(List<ProcessHandle> handles, Duration limit) {
        List<ProcessHandle> left =
                handles.stream().filter(ProcessHandle::isAlive).toList();
        left.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle handle : left) {
            if (!awaitEnd(handle, limit)) {
                throw new StackException("Process " + handle.pid() + " ("
                        + handle.info().command().orElse("unknown")
                        + ") does not end even when killed; it probably waits for a disk");
            }
        }
    }

    private static boolean awaitEnd(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis() + 1, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return !handle.isAlive();
        } catch (ExecutionException failure) {
            throw new StackException("The end of process " + handle.pid() + " cannot be awaited", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("The stop was interrupted; run it again", interrupted);
        }
    }
}
