package io.drey.rules.condition;

import static io.drey.rules.condition.Letters.ANY_CASE;
import static io.drey.rules.condition.Letters.AS_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTestTest {

    private static final int ROUNDS = 20_000;

    @Test
    void textsAreComparedWithoutCaseUnlessTheyAreTakenAsWritten() {
        assertThat(new Equals("Straße", ANY_CASE).passes("STRAßE")).isTrue();
        assertThat(new Equals("ΣΑΣ", ANY_CASE).passes("σας")).isTrue();
        assertThat(new Equals("a", AS_WRITTEN).passes("A")).isFalse();
        assertThat(new StartsWith("/ADMIN", ANY_CASE).passes("/admin/x")).isTrue();
        assertThat(new EndsWith(".PHP", ANY_CASE).passes("x.php")).isTrue();
        assertThat(new EndsWith("longer than that", ANY_CASE).passes("that")).isFalse();
        assertThat(new Contains("UNION", ANY_CASE).passes("x union select")).isTrue();
        assertThat(new Contains("UNION", AS_WRITTEN).passes("x union select")).isFalse();
        assertThat(new Contains("aab", ANY_CASE).passes("aaAB")).isTrue();
        assertThat(new Contains("", ANY_CASE).passes("")).isTrue();
    }

    /** As a wildcard and a hash of folded letters find them; {@link String#equalsIgnoreCase} would find both. */
    @Test
    void lettersBeyondTheBasicPlaneKeepTheirCase() {
        assertThat(new Equals("\ud801\udc00", ANY_CASE).passes("\ud801\udc28")).isFalse();
        assertThat(new Contains("\ud801\udc00", ANY_CASE).passes("a\ud801\udc28"))
                .isFalse();
        assertThat(new EndsWith("A\ud801\udc00", ANY_CASE).passes("a\ud801\udc00"))
                .isTrue();
    }

    @Test
    void foldedLettersAreFoldedAndFoundInEachCase() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            char folded = ANY_CASE.fold(c);
            boolean isFound = ANY_CASE.fold(folded) == folded
                    && new Equals(Character.toString(c), ANY_CASE).passes(Character.toString(folded))
                    && new Contains(Character.toString(c), ANY_CASE).passes("-" + Character.toUpperCase(c))
                    && new Wildcard(new int[] {c, Wildcard.ANY_ONE}, ANY_CASE).passes(Character.toUpperCase(c) + "-");
            if (!isFound) {
                throw new AssertionError("U+%04X".formatted((int) c));
            }
        }
    }

    @Test
    void containsFindsWhatJavaFindsInSmallLetters() {
        Random random = new Random(7);
        for (int i = 0; i < ROUNDS; i++) {
            String text = letters(random, 12);
            String value = letters(random, 3);
            String small = text.toLowerCase(Locale.ROOT);
            String smallValue = value.toLowerCase(Locale.ROOT);
            assertThat(new Contains(value, ANY_CASE).passes(text)).isEqualTo(small.contains(smallValue));
            assertThat(new StartsWith(value, ANY_CASE).passes(text)).isEqualTo(small.startsWith(smallValue));
            assertThat(new EndsWith(value, ANY_CASE).passes(text)).isEqualTo(small.endsWith(smallValue));
        }
    }

    private static String letters(Random random, int most) {
        return random.ints(random.nextInt(most + 1), 0, 4)
                .mapToObj(i -> "aAbB".substring(i, i + 1))
                .reduce("", String::concat);
    }

    @Test
    void wildcardsMatchWhatARegularExpressionWould() {
        Random random = new Random(11);
        for (int i = 0; i < ROUNDS; i++) {
            int[] symbols = random.ints(random.nextInt(7), 0, 5)
                    .map(symbol -> switch (symbol) {
                        case 0, 1 -> 'a' + symbol;
                        case 2 -> Wildcard.ANY_ONE;
                        default -> Wildcard.ANY;
                    })
                    .toArray();
            String expression = Arrays.stream(symbols)
                    .mapToObj(symbol -> switch (symbol) {
                        case Wildcard.ANY -> ".*";
                        case Wildcard.ANY_ONE -> ".";
                        default -> Character.toString(symbol);
                    })
                    .reduce("", String::concat);
            String text = random.ints(random.nextInt(8), 0, 3)
                    .mapToObj(c -> c == 2 ? "😀" : Character.toString('a' + c))
                    .reduce("", String::concat);
            assertThat(new Wildcard(symbols, AS_WRITTEN).passes(text))
                    .as("%s on %s", expression, text)
                    .isEqualTo(Pattern.compile(expression).matcher(text).matches());
        }
    }

    @Test
    void aWildcardTakesNoLongerOnHostileTexts() {
        int[] symbols = new int[41];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = i % 2 == 0 ? Wildcard.ANY : 'a';
        }
        symbols[40] = 'b';
        Wildcard wildcard = new Wildcard(symbols, ANY_CASE);

        assertThat(wildcard.passes("a".repeat(20_000))).isFalse();
        assertThat(wildcard).isEqualTo(new Wildcard(symbols, ANY_CASE)).isNotEqualTo(new Wildcard(symbols, AS_WRITTEN));
        assertThat(new Wildcard(new int[] {'A', Wildcard.ANY, '*'}, ANY_CASE)).hasToString("matches 'a*\\*'");
    }

    @Test
    void numbersAreComparedExactly() {
        assertThat(number(Comparison.AT_LEAST, "400").passes("400")).isTrue();
        assertThat(number(Comparison.AT_LEAST, "400").passes("399")).isFalse();
        assertThat(number(Comparison.AT_LEAST, "400").passes("1e3")).isTrue();
        assertThat(number(Comparison.MORE, "1.5").passes("2")).isTrue();
        assertThat(number(Comparison.MORE, "1.5").passes("1")).isFalse();
        assertThat(number(Comparison.LESS, "-1.5").passes("-2")).isTrue();
        assertThat(number(Comparison.LESS, "-1.5").passes("-1")).isFalse();
        assertThat(number(Comparison.EQUAL, "9007199254740993").passes("9007199254740992"))
                .isFalse();
        assertThat(number(Comparison.MORE, "9223372036854775807").passes("9223372036854775808"))
                .isTrue();
        assertThat(number(Comparison.MORE, "1e30").passes("5")).isFalse();
        assertThat(number(Comparison.EQUAL, "4.00")).isEqualTo(number(Comparison.EQUAL, "4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "1x", "0x10", "1 ", "NaN", "--1", "1e", "1e999999999999"})
    void whatIsNoNumberPassesNoComparison(String text) {
        assertThat(number(Comparison.NOT_EQUAL, "7").passes(text)).isFalse();
    }

    @Test
    void numbersCompareAsDecimalsDo() {
        Random random = new Random(3);
        for (int i = 0; i < ROUNDS; i++) {
            BigDecimal text = BigDecimal.valueOf(random.nextInt(400) - 200, random.nextInt(3));
            BigDecimal bound = BigDecimal.valueOf(random.nextInt(400) - 200, random.nextInt(3));
            for (Comparison comparison : Comparison.values()) {
                assertThat(new NumberTest(comparison, bound).passes(text.toPlainString()))
                        .isEqualTo(comparison.holds(text.compareTo(bound)));
            }
        }
    }

    private static NumberTest number(Comparison comparison, String bound) {
        return new NumberTest(comparison, new BigDecimal(bound));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
        "10.0.0.0/8, ::ffff:a00:1, true",
        "192.168.1.1, 192.168.1.1, true",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, false",
        "::/0, ::1, true",
        "2001:db8::/32, 2001:DB8:1::5, true",
        "2001:db8::/32, 2001:db9::, false",
        "fe80::/10, fe80:0:0:0:1:2:3:4, true",
        "::1/128, 0:0:0:0:0:0:0:1, true",
        "::1/128, ::1.2.3.4, false",
        "10.0.0.0/8, 10.0.0, false",
        "10.0.0.0/8, 10.0.0.1.2, false",
        "10.0.0.0/8, 10.0.0.256, false",
        "10.0.0.0/8, 10.0.0.01, false",
        "::/0, 1:2:3:4:5:6:7:8:9, false",
        "::/0, 1::2::3, false",
        "::/0, 12345::, false",
        "::/0, 1:2:3:4:5:6:7:, false",
        "::/0, :1, false",
        "::/0, :, false",
        "::/0, g::, false",
        "::/0, 1:2:3:4:5:6:7::8, false",
    })
    void anAddressIsInANetwork(String network, String address, boolean isIn) {
        assertThat(Cidr.parse(network).passes(address)).isEqualTo(isIn);
    }

    @Test
    void readsAddressesAsJavaDoes() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            int zeros = random.nextInt(17);
            int from = random.nextInt(17 - zeros);
            Arrays.fill(bytes, from, from + zeros, (byte) 0);
            String text = InetAddress.getByAddress(bytes).getHostAddress();
            String shortened = text.replaceFirst("(^|:)0(:0)+(:|$)", "::");
            if (!text.contains(":")) {
                continue;
            }
            assertThat(Cidr.parse(text + "/128").passes(shortened))
                    .as(shortened)
                    .isTrue();
            bytes[random.nextInt(16)] ^= 1;
            assertThat(Cidr.parse(text + "/128")
                            .passes(InetAddress.getByAddress(bytes).getHostAddress()))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "10.0.0.0/33",
                "::/129",
                "10.0.0/8",
                "example.org/8",
                "10.0.0.0/",
                "300.0.0.0/8",
                ":::/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).hasMessageContaining("10.0.0.0/8");
    }

    @Test
    void networksThatHoldTheSameAreEqual() {
        assertThat(Cidr.parse("10.1.2.3/8")).isEqualTo(Cidr.parse("10.0.0.0/8")).hasToString("is in 10.0.0.0/8");
        assertThat(Cidr.parse("2001:db8::/32")).hasToString("is in 2001:db8:0:0:0:0:0:0/32");
    }

    @Test
    void takesPartsOfATimeAsItIsWritten() {
        String time = "2026-11-28T07:08:09.123Z";

        assertThat(part(TimePart.Part.YEAR, 2026).passes(time)).isTrue();
        assertThat(part(TimePart.Part.MONTH, 11).passes(time)).isTrue();
        assertThat(part(TimePart.Part.DAY, 28).passes(time)).isTrue();
        assertThat(part(TimePart.Part.WEEK, 48).passes(time)).isTrue();
        assertThat(part(TimePart.Part.HOUR, 7).passes("2026-11-28 07:08")).isTrue();
        assertThat(part(TimePart.Part.MINUTE, 8).passes(time)).isTrue();
        assertThat(part(TimePart.Part.HOUR, 0).passes("2026-11-28")).isFalse();
        assertThat(part(TimePart.Part.MONTH, 2).passes("28.02.2026")).isFalse();
        assertThat(new TimePart(TimePart.Part.HOUR, Comparison.AT_LEAST, 7).passes(time))
                .isTrue();
    }

    @Test
    void weeksAreThoseOfIso8601() {
        for (LocalDate day = LocalDate.of(1999, 1, 1); day.getYear() < 2030; day = day.plusDays(1)) {
            int week = day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            assertThat(part(TimePart.Part.WEEK, week).passes(day.toString()))
                    .as(day.toString())
                    .isTrue();
        }
    }

    private static TimePart part(TimePart.Part part, int value) {
        return new TimePart(part, Comparison.EQUAL, value);
    }

    @Test
    void expressionsAreFoundAnywhereAndHaveOptions() {
        assertThat(new Regex("b+", Set.of()).passes("abbc")).isTrue();
        assertThat(new Regex("B", Set.of()).passes("abbc")).isFalse();
        assertThat(new Regex("B", Set.of(Regex.Option.ANY_CASE)).passes("abbc")).isTrue();
        assertThat(new Regex("^b", Set.of(Regex.Option.LINES)).passes("a\nb")).isTrue();
        assertThat(new Regex("a.b", Set.of()).passes("a\nb")).isFalse();
        assertThat(new Regex("a.b", Set.of(Regex.Option.DOT_MATCHES_ALL)).passes("a\nb"))
                .isTrue();
        assertThat(new Regex("a", Set.of(Regex.Option.ANY_CASE)))
                .isEqualTo(new Regex("a", Set.of(Regex.Option.ANY_CASE)))
                .isNotEqualTo(new Regex("a", Set.of()))
                .hasToString("matches /a/i");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(?=a)b look-around",
                "(?!a)b look-around",
                "(?<=a)b look-around",
                "(?<!a)b look-around",
                "(a)\\1 reference",
                "(?>a)b group",
                "(a RE2",
                "a{2000} states|RE2",
                "((a{100}){100}){100} states",
                "(((((a{30}){30}){30}){30}){30}) states",
                "(?:[ab]c{90}){90} states",
            })
    void whatRe2CannotRunIsRefusedWithItsReason(String expression, String reason) {
        assertThatThrownBy(() -> new Regex(expression, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsPattern(reason);
    }
}
