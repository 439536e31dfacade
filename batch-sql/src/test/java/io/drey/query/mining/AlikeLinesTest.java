package io.drey.query.mining;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlikeLinesTest {

    private final List<Told> told = new ArrayList<>();

    private record Told(String dataset, String alike, String line, long lines, long first, long last) {}

    @Test
    void theSmallestStandsForLinesOfTheSameWords() {
        AlikeLines lines = AlikeLines.mined(KnownLines.parse(""));
        add(lines, "app", "job 7 is done", 30);
        add(lines, "app", "job 11 is done", 10);
        add(lines, "app", "job  8 is done", 20);
        add(lines, "app", "nothing to do", 5);

        assertThat(told(lines))
                .containsExactlyInAnyOrder(
                        new Told("app", "job <*> is done", "job  8 is done", 3, 10, 30),
                        new Told("app", "nothing to do", "nothing to do", 1, 5, 5));
    }

    /** As the engines sort text: byte by byte, where letters outside the basic plane come last. */
    @Test
    void theSmallestIsSoByItsBytes() {
        AlikeLines lines = AlikeLines.mined(KnownLines.parse("."));
        add(lines, "app", "\uFFFD", 1);
        add(lines, "app", "\uD83D\uDE00", 2);

        assertThat(told(lines)).containsExactly(new Told("app", "0", "\uFFFD", 2, 1, 2));
    }

    @Test
    void linesThatFitAKnownPatternAreApartFromThoseOfTheSameWords() {
        AlikeLines lines = AlikeLines.mined(KnownLines.parse("^job 1\ndone$"));
        add(lines, "app", "job 1 is done", 1);
        add(lines, "app", "job 12 was lost", 2);
        add(lines, "app", "job 2 is done", 3);
        add(lines, "app", "job 3 was lost", 4);

        assertThat(told(lines))
                .containsExactlyInAnyOrder(
                        new Told("app", "0", "job 1 is done", 2, 1, 2),
                        new Told("app", "1", "job 2 is done", 1, 3, 3),
                        new Told("app", "job <*> was lost", "job 3 was lost", 1, 4, 4));
    }

    @Test
    void datasetsAreApartAndSoAreLinesThatAreNotSeen() {
        AlikeLines lines = AlikeLines.mined(KnownLines.parse(""));
        add(lines, "a", "one", 1);
        add(lines, "b", "one", 2);
        lines.add("a", null, 3);
        lines.add("a", null, 4);

        assertThat(told(lines))
                .containsExactlyInAnyOrder(
                        new Told("a", "one", "one", 1, 1, 1),
                        new Told("b", "one", "one", 1, 2, 2),
                        new Told("a", null, null, 2, 3, 4));
    }

    @Test
    void equalLinesAreOneAndNumbersStay() {
        AlikeLines lines = AlikeLines.equal();
        add(lines, "web", "GET 2xx", 1);
        add(lines, "web", "GET 5xx", 2);
        add(lines, "web", "GET 2xx", 3);

        assertThat(told(lines))
                .containsExactlyInAnyOrder(
                        new Told("web", "GET 2xx", "GET 2xx", 2, 1, 3), new Told("web", "GET 5xx", "GET 5xx", 1, 2, 2));
    }

    @Test
    void noLineIsLostWhereThereAreMoreThanFit() {
        AlikeLines lines = AlikeLines.mined(KnownLines.parse(""), 10_000);
        int takenOut = 0;
        for (int i = 0; i < 10_000; i++) {
            add(lines, "app", "user " + letters(i % 1_000) + " came at " + i, i);
            if (lines.isFull()) {
                told(lines);
                takenOut++;
                assertThat(lines.isFull()).isFalse();
            }
        }
        told(lines);
        Map<String, Long> sums = new HashMap<>();
        told.forEach(each -> sums.merge(each.alike(), each.lines(), Long::sum));
        assertThat(takenOut).isGreaterThan(100);
        assertThat(sums).hasSize(1_000).allSatisfy((alike, count) -> assertThat(count)
                .isEqualTo(10));
    }

    private static void add(AlikeLines lines, String dataset, String line, long arrived) {
        lines.add(dataset, line.getBytes(UTF_8), arrived);
    }

    private List<Told> told(AlikeLines lines) {
        lines.takeOut((dataset, alike, line, count, first, last) ->
                told.add(new Told(dataset, alike, line == null ? null : new String(line, UTF_8), count, first, last)));
        return told;
    }

    private static String letters(int number) {
        return Integer.toString(number)
                .chars()
                .map(digit -> digit - '0' + 'a')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
