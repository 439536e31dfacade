package io.drey.metrics.domain;

import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/**
 * Which number so many of a hundred events are not above: exact up to 1,000 events, beyond it by a KLL sketch (Karnin, Lang,
 * Liberty 2016), of which the rank is off by at most {@value #RANK_ERROR} of all events, in 99 of 100 cases. Takes 24 KiB at
 * most.
 */
final class Quantiles implements Measure {

    /** By how much the share of events below a number may be off: what the sketch promises for {@value #K}. */
    static final double RANK_ERROR = 0.0028;

    /** Part of state, so never to be changed: sketches of another size do not merge well. */
    private static final int K = 1000;

    private final KllDoublesSketch sketch;

    Quantiles() {
        this(KllDoublesSketch.newHeapInstance(K));
    }

    private Quantiles(KllDoublesSketch sketch) {
        this.sketch = sketch;
    }

    void add(double number) {
        sketch.update(number);
    }

    /** The number that so many of a hundred events are not above. */
    double percentile(int percent) {
        return sketch.getQuantile(percent / 100.0);
    }

    /** How far {@link #percentile} may be from the truth; 0 if it is exact. */
    double error(int percent) {
        if (!sketch.isEstimationMode()) {
            return 0;
        }
        double rank = percent / 100.0;
        double found = sketch.getQuantile(rank);
        double low = sketch.getQuantile(Math.max(0, rank - RANK_ERROR));
        double high = sketch.getQuantile(Math.min(1, rank + RANK_ERROR));
        return Math.max(found - low, high - found);
    }

    @Override
    public long events() {
        return sketch.getN();
    }

    @Override
    public int size() {
        return sketch.getNumRetained();
    }

    @Override
    public void merge(Measure other) {
        sketch.merge(((Quantiles) other).sketch);
    }

    @Override
    public Measure copy() {
        return of(sketch.toByteArray());
    }

    @Override
    public void write(Output output) {
        output.writeBytes(sketch.toByteArray());
    }

    static Quantiles read(Input input) {
        return of(input.readBytes());
    }

    private static Quantiles of(byte[] bytes) {
        return new Quantiles(KllDoublesSketch.heapify(Memory.wrap(bytes)));
    }
}
