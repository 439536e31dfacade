package io.drey.benchmarks;

import java.util.Arrays;

/** What a few measured figures say: their middle and how far they lie apart. */
record Spread(double lowest, double median, double highest) {

    static Spread of(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }
}
