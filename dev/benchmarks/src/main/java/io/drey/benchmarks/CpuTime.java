package io.drey.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** CPU time of this process, compilation and garbage collection included. */
final class CpuTime {

    private CpuTime() {}

    /** Work that may fail as work with files does. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** How many CPU-seconds some work takes. */
    static double of(Work work) throws IOException {
        double before = seconds();
        work.run();
        return seconds() - before;
    }

    private static double seconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
