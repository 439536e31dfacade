package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestNormaliserTest {

    private final RequestNormaliser normaliser = new RequestNormaliser();

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/ /",
                "/index.html /index.html",
                "/a%20b '/a b'",
                "/caf%C3%A9 /café",
                "/a+b /a+b",
                "/search?q=1 /search",
                "/search%3Fq=1 /search",
                "/users/42/orders/7 /users/:id/orders",
                "/users/42abc /users/:idabc",
                "/idx17/x /:id/x",
                "/index17/x /index17/x",
                "/a|b,c /a:b:c",
                "/k:abcdefghij /k:long_segment",
                "/k:abcdefghij:0123456789_x /k:long_segment",
                "/k|abcdefghij,klmnopqrst /k:long_segment",
                "/k:abcdefghi /k:abcdefghi",
                "/list[0][] /list0",
                "/a/b/c/d/e /a/b/c",
                "/a/b/c/ /a/b/c",
                "/a/b/ /a/b/",
                "//a//b //a/",
                "http://example.org/a/b http://example.org/a",
                "* *",
                "/a% error",
                "/a%zz error",
                "?q=1 error",
                "[] error"
            })
    void namesThePage(String request, String page) {
        assertThat(normalised(request.getBytes(UTF_8))).isEqualTo(page);
    }

    @Test
    void replacesWhatIsNotUtf8() {
        assertThat(normalised("/caf%E9".getBytes(UTF_8))).isEqualTo("/caf\uFFFD");
        assertThat(normalised("/caf\u00E9".getBytes(ISO_8859_1))).isEqualTo("/caf\uFFFD");
    }

    @Test
    void anEmptyRequestIsAnError() {
        assertThat(normalised(new byte[0])).isEqualTo("error");
    }

    @Test
    void cutsWhatIsTooLongBetweenTwoCharacters() {
        String page = normalised(("/" + "é".repeat(3000)).getBytes(UTF_8));

        assertThat(page).isEqualTo("/" + "é".repeat(255));
    }

    @Test
    void aRequestOfHostileLengthTakesNoHostileTime() {
        String hostile = "/" + ":aaaaaaaaaa".repeat(100_000) + "|";

        assertThat(normalised(hostile.getBytes(UTF_8))).startsWith("/:long_segment");
    }

    @Test
    void findsASliceWithinALongerArrayAndRemembersIt() {
        byte[] line = "GET /users/42?x HTTP/1.1".getBytes(UTF_8);

        Value first = normaliser.normalise(line, 4, 11);
        Value second = normaliser.normalise("/users/42?x".getBytes(UTF_8), 0, 11);

        assertThat(first).hasToString("/users/:id").isSameAs(second);
    }

    private String normalised(byte[] request) {
        return normaliser.normalise(request, 0, request.length).toString();
    }
}
