package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueCountsTest {

    @Test
    void listsByCountAndThenByValue() {
        ValueCounts counts = new ValueCounts(64);
        add(counts, "b", 2);
        add(counts, "c", 3);
        add(counts, "a", 2);
        add(counts, "d", 1);

        assertThat(counts.top(3))
                .containsExactly(new Counted("c", 3, 0), new Counted("a", 2, 0), new Counted("b", 2, 0));
    }

    @Test
    void aValueAndItsBytesAreCountedTogether() {
        ValueCounts counts = new ValueCounts(64);
        add(counts, "/index.html", 1);
        counts.add(Value.of("/index.html"), 2);

        assertThat(counts.top(10)).containsExactly(new Counted("/index.html", 3, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void upToTheBoundCountsAreExactHoweverTheyAreSplitAndMerged(long seed) {
        Random random = new Random(seed);
        Map<String, Long> expected = new HashMap<>();
        ValueCounts[] parts = {new ValueCounts(500), new ValueCounts(500), new ValueCounts(500)};
        for (int i = 0; i < 20_000; i++) {
            String value = "v" + (int) (500 * Math.pow(random.nextDouble(), 3));
            expected.merge(value, 1L, Long::sum);
            add(parts[random.nextInt(parts.length)], value, 1);
        }

        ValueCounts all = new ValueCounts(500);
        for (ValueCounts part : parts) {
            all.merge(part);
        }

        assertThat(all.top(500)).isEqualTo(exact(expected, 500));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void beyondTheBoundTheTrueCountIsWithinTheStatedError(long seed) {
        int bound = 1000;
        int events = 200_000;
        Random random = new Random(seed);
        Map<String, Long> expected = new HashMap<>();
        ValueCounts[] parts = {new ValueCounts(bound), new ValueCounts(bound)};
        for (int i = 0; i < events; i++) {
            String value = "v" + (int) (100_000 * Math.pow(random.nextDouble(), 6));
            expected.merge(value, 1L, Long::sum);
            add(parts[random.nextInt(parts.length)], value, 1);
        }
        parts[0].merge(parts[1]);

        List<Counted> top = parts[0].top(bound);
        assertThat(parts[0].size()).isLessThanOrEqualTo(bound);
        assertThat(top).allSatisfy(counted -> {
            assertThat(counted.error()).isBetween(0L, events / (bound / 2L));
            assertThat(expected.get(counted.value())).isBetween(counted.count(), counted.count() + counted.error());
        });
        assertThat(top.subList(0, 5)).isEqualTo(exact(expected, 5));
    }

    @Test
    void aListNeverGetsShorterEvenIfAllValuesAreEquallyFrequent() {
        ValueCounts counts = new ValueCounts(64);
        int listed = 0;
        for (int i = 0; i < 10_000; i++) {
            add(counts, "v" + i, 1);
            assertThat(counts.top(10).size()).isGreaterThanOrEqualTo(listed);
            listed = counts.top(10).size();
        }
        assertThat(listed).isEqualTo(10);
    }

    @Test
    void memoryStaysFlatWithTheNumberOfValues() {
        ValueCounts counts = new ValueCounts(1000);
        for (int i = 0; i < 100_000; i++) {
            add(counts, "value-" + i, 1);
        }
        WindowCounts empty = new WindowCounts(1000);

        assertThat(counts.size()).isLessThanOrEqualTo(1000);
        assertThat((double) encoded(counts).length).isCloseTo(empty.encode().length + 1000 * 16.0, within(12_000.0));
    }

    @Test
    void whatIsKeptOfAClosedWindowStaysExact() {
        ValueCounts counts = new ValueCounts(1000);
        for (int i = 0; i < 500; i++) {
            add(counts, "v" + i, 1 + i);
        }
        counts.keepTop(100);

        add(counts, "v499", 5);
        add(counts, "v3", 1);

        assertThat(counts.top(1)).containsExactly(new Counted("v499", 505, 0));
        assertThat(counts.top(101)).contains(new Counted("v3", 1, 400));
    }

    /** Many occur equally often: which of them stay must not depend on where they stood. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsTheHighestAndOfTheSameTheFirst(long seed) {
        Random random = new Random(seed);
        ValueCounts counts = new ValueCounts(10_000);
        Map<String, Long> expected = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            String value = "v" + random.nextInt(100_000);
            long times = 1L + random.nextInt(4);
            add(counts, value, times);
            expected.merge(value, times, Long::sum);
        }
        List<Map.Entry<String, Long>> order = expected.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .toList();
        int kept = 1 + random.nextInt(order.size() - 1);

        counts.keepTop(kept);

        assertThat(counts.size()).isEqualTo(kept);
        TopList list = counts.list(kept);
        assertThat(list.values().stream().map(Counted::value))
                .containsExactlyElementsOf(
                        order.stream().limit(kept).map(Map.Entry::getKey).toList());
        assertThat(list.highestOther()).isEqualTo(order.get(kept).getValue());
        int shown = Math.min(10, kept - 1);
        assertThat(counts.list(shown).highestOther()).isEqualTo(order.get(shown).getValue());
    }

    @Test
    void countsSurviveEncoding() {
        ValueCounts counts = new ValueCounts(64);
        for (int i = 0; i < 1000; i++) {
            add(counts, "v" + i % 90, 1);
        }

        Input input = new Input(encoded(counts));
        ValueCounts decoded = ValueCounts.read(input);

        assertThat(decoded.top(100)).isEqualTo(counts.top(100));
        add(decoded, "new", 1);
        add(counts, "new", 1);
        assertThat(decoded.top(100)).isEqualTo(counts.top(100));
    }

    @Test
    void aCopyGoesItsOwnWay() {
        ValueCounts counts = new ValueCounts(64);
        add(counts, "a", 1);

        ValueCounts copy = counts.copy();
        add(counts, "a", 1);
        add(counts, "b", 1);

        assertThat(copy.top(10)).containsExactly(new Counted("a", 1, 0));
    }

    private static byte[] encoded(ValueCounts counts) {
        Output output = new Output();
        counts.write(output);
        return output.toByteArray();
    }

    private static void add(ValueCounts counts, String value, long times) {
        byte[] bytes = ("<" + value + ">").getBytes(UTF_8);
        counts.add(bytes, 1, bytes.length - 2, times);
    }

    private static List<Counted> exact(Map<String, Long> counts, int length) {
        return counts.entrySet().stream()
                .map(entry -> new Counted(entry.getKey(), entry.getValue(), 0))
                .sorted(Comparator.comparing(Counted::count).reversed().thenComparing(Counted::value))
                .limit(length)
                .toList();
    }
}
