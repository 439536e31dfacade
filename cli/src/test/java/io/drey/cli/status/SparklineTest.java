package io.drey.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SparklineTest {

    private static String of(double... values) {
        return Sparkline.of(Arrays.stream(values).mapToObj(OptionalDouble::of).toList());
    }

    @Test
    void valuesAreAsHighAsTheyAreBesideTheHighest() {
        assertThat(of(1, 2, 3, 4, 5, 6, 7, 8)).isEqualTo("▁▂▃▄▅▆▇█");
        assertThat(of(0.001, 1_000_000, 500_000)).isEqualTo("▁█▄");
    }

    @Test
    void nothingIsToldFromALittleAndFromWhatIsNotKnown() {
        assertThat(of(0, 0.0001, 9)).isEqualTo("·▁█");
        assertThat(of(0, 0)).isEqualTo("··");
        assertThat(Sparkline.of(List.of(OptionalDouble.empty(), OptionalDouble.of(3), OptionalDouble.empty())))
                .isEqualTo(" █ ");
        assertThat(Sparkline.of(List.of())).isEmpty();
    }
}
