package io.drey.benchmarks;

import java.util.Arrays;

/** Lines that came to their end, in any order: the answer is the same if they are the same. */
final class SentLines {

    private long count;
    private long sum;

    void add(byte[] line) {
        count++;
        sum += new Answer().with(Arrays.hashCode(line)).with(line.length).hash();
    }

    long answer() {
        return new Answer().with(count).with(sum).hash();
    }
}
