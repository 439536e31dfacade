package io.drey.benchmarks;

/**
 * What a contender says once it is warm.
 *
 * @param resultBytesPerLine what a line leaves in memory as its result, in bytes; 0 where that is not measured
 * @param answer see {@link Answer}
 */
record Warmed(double resultBytesPerLine, String answer) {}
