package io.drey.stack;

import io.drey.stack.process.StackException;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Looks before the start: what is certain to fail later, less readably, fails here. */
final class Preflight {
    private static final int OLDEST_JDK = 17;
    // Hadoop 3.4 calls Subject.getSubject, which later JDKs refuse.
    private static final int NEWEST_JDK = 21;
    private static final long MEGABYTE = 1L << 20;
    private static final long DISK_MEGABYTES = 1_024;

    private Preflight() {}

    static void checkJdk(int feature, Path javaHome) {
        if (feature < OLDEST_JDK || feature > NEWEST_JDK) {
            throw new StackException(
                    "JDK " + feature + " at " + javaHome + " cannot run the local stack; point JAVA_HOME to"
                            + " a JDK 17 (up to " + NEWEST_JDK + " may work) and start again");
        }
        if (!Files.isExecutable(javaHome.resolve("bin/java"))) {
            throw new StackException(
                    javaHome.resolve("bin/java") + " cannot be executed; point JAVA_HOME to a whole JDK 17");
        }
    }

    static void checkMemory(OptionalLong availableMegabytes, Map<Server, Integer> neededMegabytes) {
        long needed =
                neededMegabytes.values().stream().mapToLong(Integer::longValue).sum();
        if (availableMegabytes.isPresent() && availableMegabytes.getAsLong() < needed) {
            throw new StackException(availableMegabytes.getAsLong() + " MB of memory are free, but "
                    + neededMegabytes.entrySet().stream()
                            .map(server -> server.getKey().title() + " " + server.getValue() + " MB")
                            .collect(Collectors.joining(" + "))
                    + " need " + needed + " MB; end other programs or start fewer servers");
        }
    }

    static void checkDisk(Path dir) {
        try {
            long free = Files.getFileStore(dir).getUsableSpace() / MEGABYTE;
            if (free < DISK_MEGABYTES) {
                throw new StackException(free + " MB are free on the disk of " + dir + ", but the stack needs at least "
                        + DISK_MEGABYTES + " MB; delete something or choose another folder");
            }
        } catch (IOException failure) {
            throw new StackException("The disk of " + dir + " cannot be examined: " + failure.getMessage(), failure);
        }
    }

    /** Memory new processes can have, by the kernel and by the control group; empty where neither tells (not Linux). */
    static OptionalLong availableMegabytes(Path root) {
        long least = Long.MAX_VALUE;
        try {
            Path meminfo = root.resolve("proc/meminfo");
            if (Files.isReadable(meminfo)) {
                for (String line : Files.readAllLines(meminfo)) {
                    if (line.startsWith("MemAvailable:")) {
                        least = Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                    }
                }
            }
            Path limit = root.resolve("sys/fs/cgroup/memory.max");
            Path used = root.resolve("sys/fs/cgroup/memory.current");
            if (Files.isReadable(limit) && Files.isReadable(used)) {
                String value = Files.readString(limit).strip();
                if (!value.equals("max")) {
                    long free = Long.parseLong(value)
                            - Long.parseLong(Files.readString(used).strip())
                            + reclaimable(root);
                    least = Math.min(least, free / MEGABYTE);
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalLong.empty();
        }
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    // The page cache counts as used in a control group although the kernel gives it back.
    private static long reclaimable(Path root) throws IOException {
        Path stat = root.resolve("sys/fs/cgroup/memory.stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        long bytes = 0;
        for (String line : Files.readAllLines(stat)) {
            if (line.startsWith("inactive_file ") || line.startsWith("active_file ")) {
                bytes += Long.parseLong(line.substring(line.indexOf(' ') + 1));
            }
        }
        return bytes;
    }
}
