package io.drey.query.mining;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accepted password for ann|Accepted password for ann",
                "from 192.0.2.7 port 51600 ssh2|from <*> port <*> <*>",
                "sshd[4711]: pid=12 at 10:00:01.5|sshd[<*>]: pid=<*> at <*>",
                "id 3f2a-77 took 5ms|id <*> took <*>",
                "  two   words  |two words",
                "a=1,b=2|a=<*>,b=<*>",
            })
    void numbersAndAddressesAreGaps(String line, String masked) {
        assertThat(String.join(" ", Words.of(line))).isEqualTo(masked);
    }

    @Test
    void theRestOfALongLineIsOneGap() {
        assertThat(Words.of("word ".repeat(100_000))).hasSize(Words.MOST).endsWith(Template.GAP);
    }
}
