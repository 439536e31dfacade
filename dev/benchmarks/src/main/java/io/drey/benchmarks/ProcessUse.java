package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has used since it began, as Linux counts it.
 *
 * @param cpuSeconds CPU time of it and of children that have ended
 * @param cpuOfChildren of it, that of the children
 * @param bytesRead what it got by reading files and connections, whether from disk or from the cache
 */
record ProcessUse(double cpuSeconds, double cpuOfChildren, long bytesRead) {

    /** Ticks of the kernel's clock, as it shows them to programs. */
    private static final double TICKS_A_SECOND = 100;
    /** Of the fields after the command's name: time of its own, of the kernel for it, and both of its children. */
    private static final int FIRST_TIME = 11;

    private static final int FIRST_CHILDRENS = FIRST_TIME + 2;
    private static final int TIMES = 2;

    static ProcessUse of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            long ticks = sum(fields.subList(FIRST_TIME, FIRST_CHILDRENS + TIMES));
            long ofChildren = sum(fields.subList(FIRST_CHILDRENS, FIRST_CHILDRENS + TIMES));
            long read = Files.readAllLines(process.resolve("io")).stream()
                    .filter(line -> line.startsWith("rchar: "))
                    .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                    .sum();
            return new ProcessUse(ticks / TICKS_A_SECOND, ofChildren / TICKS_A_SECOND, read);
        } catch (IOException e) {
            throw new IllegalStateException("process %d cannot be looked at in /proc".formatted(pid), e);
        }
    }

    private static long sum(List<String> ticks) {
        return ticks.stream().mapToLong(Long::parseLong).sum();
    }
}
