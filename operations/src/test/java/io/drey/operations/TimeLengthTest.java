package io.drey.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLengthTest {

    @ParameterizedTest
    @CsvSource({"PT8.9S,8 s", "PT119S,119 s", "PT2M,2 min", "PT119M,119 min", "PT2H,2 h", "PT47H,47 h", "PT48H,2 days"})
    void lengthsOfTimeAreSaidAsPeopleDo(Duration length, String words) {
        assertThat(TimeLength.words(length)).isEqualTo(words);
    }
}
