package io.drey.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    @Test
    void sumsAreExactInWhateverOrderAndOfWhateverSize() {
        Amounts one = new Amounts();
        Amounts two = new Amounts();
        for (int i = 0; i < 1000; i++) {
            (i % 2 == 0 ? one : two).add(new BigDecimal("0.1"));
        }
        two.add(BigDecimal.valueOf(Long.MAX_VALUE));
        two.add(new BigDecimal("-3"));
        one.merge(two);
        Amounts read = (Amounts) reread(one);

        assertThat(read.sum())
                .isEqualByComparingTo(BigDecimal.valueOf(Long.MAX_VALUE).add(new BigDecimal("97")));
        assertThat(read.least()).isEqualByComparingTo("-3");
        assertThat(read.greatest()).isEqualByComparingTo(BigDecimal.valueOf(Long.MAX_VALUE));
        assertThat(read.events()).isEqualTo(1002);
    }

    @Test
    void percentilesOfAThousandNumbersAreExact() {
        Quantiles quantiles = new Quantiles();
        for (int i = 1000; i > 0; i--) {
            quantiles.add(i);
        }
        Quantiles read = (Quantiles) reread(quantiles);

        assertThat(read.percentile(50)).isEqualTo(500);
        assertThat(read.percentile(99)).isEqualTo(990);
        assertThat(read.error(99)).isZero();
    }

    /** The numbers' ranks are theirs, so that the error of a percentile is seen at once. */
    @Test
    void percentilesOfManyNumbersAreWithinTheirError() {
        Random random = new Random(11);
        double[] all = random.doubles(200_000).map(x -> Math.exp(4 * x)).toArray();
        Quantiles whole = new Quantiles();
        for (int part = 0; part < 8; part++) {
            Quantiles quantiles = new Quantiles();
            for (int i = part; i < all.length; i += 8) {
                quantiles.add(all[i]);
            }
            whole.merge(quantiles.copy());
        }
        Arrays.sort(all);

        assertThat(whole.events()).isEqualTo(all.length);
        for (int percent : new int[] {1, 50, 95, 99}) {
            double truth = all[all.length * percent / 100 - 1];
            assertThat(whole.error(percent)).isPositive();
            // Four times the error that holds in 99 of 100 cases: the sketch throws coins.
            assertThat(Math.abs(whole.percentile(percent) - truth)).isLessThan(4 * whole.error(percent));
        }
    }

    @Test
    void differentValuesAreExactUpToTheBoundAndEstimatedBeyond() {
        DistinctValues few = new DistinctValues(128);
        DistinctValues many = new DistinctValues(128);
        for (int i = 0; i < 20_000; i++) {
            few.add(Value.of("a" + i % 100));
            many.add(Value.of("a" + i % 10_000));
        }

        assertThat(((DistinctValues) reread(few)).distinct()).isEqualTo(100);
        assertThat(few.error()).isZero();
        DistinctValues read = (DistinctValues) reread(many);
        assertThat(read.distinct()).isBetween(10_000 - read.error(), 10_000 + read.error());
        assertThat(read.error()).isPositive();
        assertThat(read.events()).isEqualTo(20_000);
    }

    @Test
    void whatANewerVersionMeasuresIsRefused() {
        Output output = new Output();
        output.writeLong(4);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Measure.read(new Input(output.toByteArray())))
                .withMessageContaining("upgrade the job");
    }

    private static Measure reread(Measure measure) {
        Output output = new Output();
        Measure.writeAny(measure.copy(), output);
        return Measure.read(new Input(output.toByteArray()));
    }
}
