package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4",
                "x 1.2.3.4:80",
                "(1.2.3.4)",
                "it was 1.2.3.4.",
                "a.1.2.3.4",
                "11.2.3.4 1.2.3.4",
                "/1.2.3.4/"
            })
    void anAddressIsFoundWhereItStandsByItself(String text) {
        assertThat(isIn("1.2.3.4", text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "11.2.3.4", "1.2.3.40", "1.2.3.4.5", "9.1.2.3.4", "v1.2.3.4", "1.2.3.4é"})
    void anAddressIsNotFoundWithinALongerWord(String text) {
        assertThat(isIn("1.2.3.4", text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=ann", "/home/ann/x", "\"ann\"", "ann-marie", "ann@example.org"})
    void aNameIsFoundAsAWord(String text) {
        assertThat(isIn("ann", text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"joann", "anna", "ann_1", "Ann", "annß"})
    void aNameIsNotFoundWithinAWordOrInOtherCase(String text) {
        assertThat(isIn("ann", text)).isFalse();
    }

    private static boolean isIn(String value, String text) {
        return new BoundedText(value, BoundedText.Case.MATTERS).isIn(text.getBytes(UTF_8));
    }
}
