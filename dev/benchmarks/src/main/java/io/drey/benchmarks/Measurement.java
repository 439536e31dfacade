package io.drey.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * What one process measured.
 *
 * @param linesPerCpuSecond lines by the CPU time of the whole process, with compilation and garbage collection
 * @param allocatedBytesPerLine what the working thread allocated a line, the result included
 * @param resultBytesPerLine what of it is the result
 * @param answer see {@link Answer}
 */
record Measurement(double linesPerCpuSecond, double allocatedBytesPerLine, double resultBytesPerLine, String answer) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double WARM_UP_CPU_SECONDS = 6;
    private static final double MEASURED_CPU_SECONDS = 3;

    static Measurement of(Contest.Entry entry, Path input, int comparedLines) throws IOException {
        Contender contender = entry.contender().get();
        contender.prepare(input, entry.lines());
        long answer = contender.answer(comparedLines);
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        double warmUntil = process.getProcessCpuTime() / 1e9 + WARM_UP_CPU_SECONDS;
        while (process.getProcessCpuTime() / 1e9 < warmUntil) {
            contender.pass();
        }
        long passes = 0;
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        long cpuBefore = process.getProcessCpuTime();
        double cpuSeconds;
        do {
            contender.pass();
            passes++;
            cpuSeconds = (process.getProcessCpuTime() - cpuBefore) / 1e9;
        } while (cpuSeconds < MEASURED_CPU_SECONDS);
        double lines = (double) passes * entry.lines();
        double allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        return new Measurement(
                lines / cpuSeconds, allocated / lines, contender.resultBytes(), Long.toHexString(answer));
    }

    static Measurement fromJson(String json) throws JsonProcessingException {
        return JSON.readValue(json, Measurement.class);
    }

    String toJson() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }
}
