package io.drey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FormatsTest {

    @Test
    void namesTheFormatsThereAre() {
        assertThat(Formats.names())
                .containsExactly("alb", "combined", "common", "elb", "json", "rfc3164", "rfc5424", "syslog");
        assertThat(Formats.names()).allMatch(Formats::exists);
    }

    @Test
    void refusesAnUnknownFormatAndSaysWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser("combind"))
                .withMessage(
                        "unknown format 'combind': use one of alb, combined, common, elb, json, rfc3164, rfc5424, syslog");
    }

    @Test
    void makesAParserForEachCaller() {
        assertThat(Formats.parser("combined")).isNotSameAs(Formats.parser("combined"));
    }
}
