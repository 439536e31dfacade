package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEndTest {

    @ParameterizedTest
    @CsvSource({"a, 1", "a\\n, 1", "a\\r\\n, 1", "a\\r, 2", "a\\n\\n, 2", "\\r\\n, 0", "\\n, 0", "'', 0"})
    void oneTerminatorIsNoPartOfTheLine(String shipped, int length) {
        byte[] line = shipped.translateEscapes().getBytes(UTF_8);

        assertThat(LineEnd.lengthWithout(line)).isEqualTo(length);
    }
}
