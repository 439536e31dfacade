package io.drey.benchmarks;

/**
 * What one contender did in one round.
 *
 * @param linesPerCpuSecond lines by the CPU time of the whole process, with compilation and garbage collection
 * @param allocatedBytesPerLine what the working thread allocated a line, the result included
 */
record Measurement(double linesPerCpuSecond, double allocatedBytesPerLine) {}
