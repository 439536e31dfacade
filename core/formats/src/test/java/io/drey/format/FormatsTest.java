package io.drey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FormatsTest {

    @Test
    void namesTheFormatsThereAre() {
        assertThat(Formats.names()).contains("combined", "json").isSorted();
        assertThat(Formats.names()).allMatch(Formats::exists);
    }

    @Test
    void refusesAnUnknownFormatAndSaysWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser("combind"))
                .withMessage("unknown format 'combind': use one of %s", String.join(", ", Formats.names()));
    }

    @Test
    void makesAParserForEachCaller() {
        assertThat(Formats.parser("combined")).isNotSameAs(Formats.parser("combined"));
    }
}
