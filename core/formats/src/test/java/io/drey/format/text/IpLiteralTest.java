package io.drey.format.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.format.Parsing;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
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
            String spelling = random.nextBoolean() ? written : written.toUpperCase(Locale.ROOT);

            String canonical = IpLiteral.canonical(spelling);

            assertThat(InetAddress.getByName(canonical).getAddress())
                    .as(spelling)
                    .isEqualTo(InetAddress.getByAddress(address).getAddress());
            assertThat(canonical).as(spelling).isEqualTo(canonical.toLowerCase(Locale.ROOT));
        }
    }

    /** Each spelling of an address has the text of the address, whether the JDK's or one of ours wrote it. */
    @Test
    void allSpellingsOfAnAddressHaveOneText() throws UnknownHostException {
        Random random = new Random(17);
        for (int i = 0; i < 30_000; i++) {
            int[] groups = new int[8];
            int zeros = random.nextInt(5);
            for (int group = 0; group < 8; group++) {
                groups[group] = random.nextInt(5) < zeros ? 0 : random.nextInt(1 << (1 + random.nextInt(16)));
            }
            if (random.nextInt(8) == 0) {
                Arrays.fill(groups, 0, 5, 0);
                groups[5] = random.nextInt(4) == 0 ? 0xFFFE : 0xFFFF;
            }
            String canonical = IpLiteral.canonical(plain(groups));
            for (int n = 0; n < 4; n++) {
                String spelling = spelling(groups, random);
                assertThat(IpLiteral.canonical(spelling)).as(spelling).isEqualTo(canonical);
                assertThat(InetAddress.getByName(spelling)).as(spelling).isEqualTo(InetAddress.getByName(canonical));
                byte[] bytes = spelling.getBytes(UTF_8);
                assertThat(IpLiteral.isCanonicalV6(bytes, 0, bytes.length))
                        .as(spelling)
                        .isEqualTo(spelling.equals(canonical));
            }
        }
    }

    /** What the JDK takes for an IPv6 address is one, and nothing else is; but the JDK is lenient with zeros in front. */
    @Test
    void agreesWithTheJdkOnWhatIsAnAddress() {
        Random random = new Random(19);
        String[] pieces = {
            ":", "::", ":", "0", "1", "f", "ffff", "12345", "00a", "1.2.3.4", "1.2.3", "g", ".", ":1", "a:"
        };
        int addresses = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(":".repeat(random.nextInt(2)));
            for (int n = 1 + random.nextInt(9); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            // Without a colon the JDK would ask a name server.
            if (text.indexOf(":") < 0) {
                continue;
            }
            boolean isAddress = isAddressOfTheJdk(text.toString())
                    && !text.toString().matches(".*([0-9a-f]{5}|\\b0[0-9]+\\.|\\.0[0-9]).*");
            addresses += isAddress ? 1 : 0;
            assertThat(isAddress(text.toString())).as(text.toString()).isEqualTo(isAddress);
        }
        assertThat(addresses).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::", "1:2:3:4:5:6:7:8", "fe80::1:0:0:1"})
    void takingACanonicalAddressAllocatesNothing(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        EventBuilder event = Parsing.event(bytes);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                IpLiteral.put(event, Field.SOURCE_IP, 0, bytes.length);
            }
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isLessThan(10_000);
        assertThat(event.bytes()).isSameAs(bytes);
    }

    private static boolean isAddressOfTheJdk(String text) {
        try {
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String plain(int[] groups) {
        return Arrays.stream(groups).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    /** One of the ways in which an address may be written. */
    private static String spelling(int[] groups, Random random) {
        List<String> written = new ArrayList<>();
        for (int group : groups) {
            written.add(random.nextInt(3) == 0 ? "%04x".formatted(group) : Integer.toHexString(group));
        }
        boolean hasDots = random.nextInt(4) == 0;
        if (hasDots) {
            written.remove(7);
            written.set(6, "%d.%d.%d.%d".formatted(groups[6] >> 8, groups[6] & 0xFF, groups[7] >> 8, groups[7] & 0xFF));
        }
        int from = random.nextInt(written.size());
        int to = from;
        int end = hasDots ? 6 : 8;
        while (to < end && groups[to] == 0 && random.nextInt(8) > 0) {
            to++;
        }
        String text = to == from
                ? String.join(":", written)
                : String.join(":", written.subList(0, from)) + "::"
                        + String.join(":", written.subList(to, written.size()));
        return random.nextInt(3) == 0 ? text.toUpperCase(Locale.ROOT) : text;
    }

    @Test
    void whatIsNoAddressHasNone() {
        assertThat(IpLiteral.canonical("1.2.3.256")).isNull();
        assertThat(IpLiteral.canonical("host")).isNull();
        assertThat(IpLiteral.canonical("1::2::3")).isNull();
    }
}
