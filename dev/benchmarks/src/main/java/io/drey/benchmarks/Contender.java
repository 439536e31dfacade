package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** One of those who do a benchmark's work, in a process of its own. */
interface Contender {

    /** Makes ready what is not to be measured, as the input in the form the contender takes it. */
    void prepare(Path input, int lines) throws IOException;

    /** Does the work once over all lines. */
    void pass() throws IOException;

    /** What it found in the first lines; see {@link Answer}. */
    long answer(int lines) throws IOException;

    /** CPU time of processes that it has started and that have ended, in seconds. */
    default double cpuSecondsOfOthers() {
        return 0;
    }

    /** What one line leaves in memory as its result, in bytes; 0 where that is not measured. */
    default double resultBytes() {
        return 0;
    }
}
