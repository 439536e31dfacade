package io.drey.operations.generate;

import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * Draws ranks by Zipf's law, rank 0 most often, in constant time (Walker's alias method).
 *
 * <p>Only exact operations and {@link StrictMath} are used, so that every machine draws the same.
 */
final class Zipf {

    private final double[] threshold;
    private final int[] alias;

    Zipf(int ranks, double exponent) {
        double[] weight = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            weight[i] = 1 / StrictMath.pow(i + 1.0, exponent);
            sum += weight[i];
        }
        threshold = new double[ranks];
        alias = new int[ranks];
        ArrayDeque<Integer> poor = new ArrayDeque<>();
        ArrayDeque<Integer> rich = new ArrayDeque<>();
        for (int i = 0; i < ranks; i++) {
            threshold[i] = weight[i] * ranks / sum;
            (threshold[i] < 1 ? poor : rich).add(i);
        }
        while (!poor.isEmpty() && !rich.isEmpty()) {
            int taker = poor.remove();
            int giver = rich.remove();
            alias[taker] = giver;
            threshold[giver] -= 1 - threshold[taker];
            (threshold[giver] < 1 ? poor : rich).add(giver);
        }
        for (int rest : poor) {
            threshold[rest] = 1;
        }
        for (int rest : rich) {
            threshold[rest] = 1;
        }
    }

    int draw(SplittableRandom random) {
        int column = random.nextInt(threshold.length);
        return random.nextDouble() < threshold[column] ? column : alias[column];
    }
}
