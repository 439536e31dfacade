package io.drey.format.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "404, 404",
        "-17, -17",
        "404.000, 404",
        "1e3, 1000",
        "12.50E1, 125",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775807.0, 9223372036854775807",
    })
    void readsWholeNumbers(String text, long number) {
        assertThat(whole(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1.",
                ".5",
                "1.5",
                "9223372036854775808",
                "1e19",
                "1e-1",
                "1e",
                "x",
                "1 ",
                "1e2147483648",
                "--1"
            })
    void whatIsNoWholeNumberOf64BitsIsNone(String text) {
        assertThat(whole(text)).isEqualTo(Decimal.NONE);
    }

    @Test
    void scalesAsExactArithmeticDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
            text.append(Long.toString(random.nextLong() >>> (1 + random.nextInt(63))));
            if (random.nextBoolean()) {
                text.append('.').append(random.nextInt(1 << random.nextInt(31)));
            }
            if (random.nextInt(4) == 0) {
                text.append('e').append(random.nextInt(30) - 15);
            }
            int places = random.nextInt(13) - 3;
            BigDecimal scaled =
                    new BigDecimal(text.toString()).movePointRight(places).setScale(0, RoundingMode.FLOOR);
            byte[] bytes = text.toString().getBytes(UTF_8);

            long read = Decimal.scaled(bytes, 0, bytes.length, places);

            // Numbers that are all but beyond 64 bits may be refused.
            if (read != Decimal.NONE || scaled.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 100)) < 0) {
                assertThat(BigDecimal.valueOf(read))
                        .as("%s, %d places", text, places)
                        .isEqualByComparingTo(scaled);
            }
        }
    }

    private static long whole(String text) {
        byte[] bytes = ("1" + text + "1").getBytes(UTF_8);
        return Decimal.whole(bytes, 1, bytes.length - 1);
    }
}
