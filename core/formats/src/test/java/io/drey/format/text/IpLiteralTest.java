package io.drey.format.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "1.2.3.4",
                "255.255.255.255",
                "10.20.130.249",
                "::",
                "::1",
                "1::",
                "2001:db8::7334",
                "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
                "1:2:3:4:5:6:7::",
                "::ffff:1.2.3.4",
                "1:2:3:4:5:6:1.2.3.4",
                "FE80::A",
            })
    void takesAddresses(String text) {
        assertThat(isAddress(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.999",
                "01.2.3.4",
                "1.2.3.00",
                "1..3.4",
                ".1.2.3",
                "1.2.3.",
                "1.2.3.4 ",
                "1.2.3.a",
                "1.2.3.4:80",
                "1111.2.3.4",
                "localhost",
                "example.com",
                ":",
                ":::",
                "1:2",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "::g",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7:8",
                "[::1]",
                "1/2/3/4",
                "1.2.3:4",
                "١.٢.٣.٤"
            })
    void refusesEverythingElse(String text) {
        assertThat(isAddress(text)).isFalse();
    }

    @Test
    void takesEachNumberUpTo255WithoutLeadingZerosInEachPlace() {
        List<String> parts = new ArrayList<>(List.of("00", "01", "09", "000", "001", "010", "099", "1000", "0255"));
        for (int number = 0; number <= 999; number++) {
            parts.add(Integer.toString(number));
        }
        for (String part : parts) {
            boolean valid = part.equals("0") || (part.charAt(0) != '0' && Integer.parseInt(part) <= 255);
            for (String shape : List.of("%s.2.3.4", "10.%s.3.4", "100.20.%s.4", "1.2.3.%s")) {
                String text = shape.formatted(part);
                assertThat(isAddress(text)).as(text).isEqualTo(valid);
            }
        }
    }

    private static boolean isAddress(String text) {
        byte[] alone = text.getBytes(UTF_8);
        byte[] within = ("9" + text + "9").getBytes(UTF_8);
        boolean answer = IpLiteral.isAddress(alone, 0, alone.length);
        assertThat(IpLiteral.isAddress(within, 1, within.length - 1)).isEqualTo(answer);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.13, 192.0.2.13",
        "::FFFF:c000:020d, 192.0.2.13",
        "0:0:0:0:0:ffff:1.2.3.4, 1.2.3.4",
        "::1.2.3.4, ::102:304",
        "2001:DB8:0:0::1, 2001:db8::1",
        "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:0:0:0:0:0:0:0, ::",
        "::, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "fe80::0:0, fe80::",
    })
    void eachAddressHasOneText(String written, String canonical) {
        assertThat(IpLiteral.canonical(written)).isEqualTo(canonical);
        assertThat(IpLiteral.canonical(canonical)).isEqualTo(canonical);
    }

    @Test
    void whatTheTextSaysStaysTheSameAddress() throws UnknownHostException {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] address = new byte[16];
            for (int group = 0; group < 8; group++) {
                int value = random.nextInt(3) == 0 ? 0 : random.nextInt(1 << (1 + random.nextInt(16)));
                address[2 * group] = (byte) (value >> 8);
                address[2 * group + 1] = (byte) value;
            }
            String written = InetAddress.getByAddress(address).getHostAddress();
            String spelling = random.nextBoolean() ? written : written.toUpperCase(java.util.Locale.ROOT);

            String canonical = IpLiteral.canonical(spelling);

            assertThat(InetAddress.getByName(canonical).getAddress())
                    .as(spelling)
                    .isEqualTo(InetAddress.getByAddress(address).getAddress());
            assertThat(canonical).as(spelling).isEqualTo(canonical.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void whatIsNoAddressHasNone() {
        assertThat(IpLiteral.canonical("1.2.3.256")).isNull();
        assertThat(IpLiteral.canonical("host")).isNull();
        assertThat(IpLiteral.canonical("1::2::3")).isNull();
    }
}
