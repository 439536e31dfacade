package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctSketchTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, 1_000, 5_000, 10_000, 12_000, 20_000, 100_000, 1_000_000})
    void anEstimateLiesWithinTheStatedErrorOfTheTruth(int values) {
        DistinctSketch sketch = new DistinctSketch();
        for (int i = 0; i < values; i++) {
            sketch.add(value(i));
            sketch.add(value(i / 2));
        }

        long estimate = sketch.estimate();
        assertThat(estimate)
                .isBetween(values - DistinctSketch.errorOf(estimate), values + DistinctSketch.errorOf(estimate));
        assertThat(DistinctSketch.errorOf(estimate)).isLessThanOrEqualTo(1 + values / 19);
    }

    @Test
    void partsMergeToWhatTheWholeWouldBe() {
        DistinctSketch even = new DistinctSketch();
        DistinctSketch odd = new DistinctSketch();
        DistinctSketch all = new DistinctSketch();
        for (int i = 0; i < 30_000; i++) {
            (i % 2 == 0 ? even : odd).add(value(i));
            all.add(value(i));
        }
        even.merge(odd);

        assertThat(even).isEqualTo(all);
    }

    @Test
    void registersSurviveEncoding() {
        DistinctSketch sketch = new DistinctSketch();
        for (int i = 0; i < 100; i++) {
            sketch.add(value(i));
        }
        Output output = new Output();
        sketch.write(output);

        assertThat(DistinctSketch.read(new Input(output.toByteArray()))).isEqualTo(sketch);
    }

    /** Registers are part of state: what an earlier version wrote has to go on. */
    @Test
    void aValueGoesToTheRegisterItAlwaysWentTo() {
        DistinctSketch sketch = new DistinctSketch();
        sketch.add("192.0.2.7".getBytes(UTF_8));
        Output output = new Output();
        sketch.write(output);

        byte[] encoded = output.toByteArray();
        int register = -1;
        for (int i = 2; i < encoded.length; i++) {
            register = encoded[i] == 0 ? register : i - 2;
        }
        assertThat(register).isEqualTo(REGISTER_OF_192_0_2_7);
    }

    private static final int REGISTER_OF_192_0_2_7 = 3648;

    private static byte[] value(int i) {
        return ("10." + i).getBytes(UTF_8);
    }
}
