package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentNamesTest {

    private final UserAgentNames names = new UserAgentNames();

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0#Firefox",
                "curl/8.5.0#curl",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)#Googlebot",
                "nobody knows this one#Other"
            })
    void namesTheFamily(String agent, String name) {
        byte[] line = ("\"" + agent + "\"").getBytes(UTF_8);

        assertThat(names.name(line, 1, line.length - 2)).hasToString(name);
    }
}
