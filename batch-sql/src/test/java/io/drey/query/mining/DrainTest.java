package io.drey.query.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrainTest {

    @Test
    void linesThatDifferInAFewWordsShareATemplate() {
        assertThat(templates(
                        10,
                        "Failed password for ann from 192.0.2.7 port 51600",
                        "Failed password for bob from 192.0.2.8 port 2",
                        "Failed password for eve from 192.0.2.9 port 22",
                        "Connection closed by 192.0.2.7"))
                .containsExactly("Failed password for <*> from <*> port <*>", "Connection closed by <*>");
    }

    @Test
    void linesThatHaveLittleInCommonDoNot() {
        assertThat(templates(10, "session opened for user ann", "session of nobody was lost"))
                .containsExactly("session opened for user ann", "session of nobody was lost");
    }

    @Test
    void linesOfOtherLengthsDoNot() {
        assertThat(templates(10, "disk is full", "disk is full again")).hasSize(2);
    }

    @Test
    void wordsInFrontTellLinesApart() {
        assertThat(templates(10, "kernel: link is up now", "systemd: link is up now"))
                .hasSize(2);
    }

    @Test
    void manyFirstWordsGoTheSameWay() {
        String[] lines = IntStream.range(0, 1_000)
                .mapToObj(i -> letters(i) + " was seen in the garden")
                .toArray(String[]::new);
        // So many words have a place of their own in the tree; what follows is one template.
        assertThat(templates(2_000, lines)).hasSize(101).contains("<*> was seen in the garden");
    }

    @Test
    void aLineThatFitsNoTemplateIsLeftWhereThereMayBeNoMore() {
        Drain drain = new Drain(2);
        assertThat(drain.template("one thing")).isPresent();
        assertThat(drain.template("another thing")).isPresent();
        assertThat(drain.template("something else entirely")).isEmpty();
        assertThat(drain.template("one thing")).isPresent();
    }

    @Test
    void thereAreNotTooManyBesideEachOther() {
        Drain drain = new Drain(1_000_000);
        long kept = IntStream.range(0, 1_000)
                .mapToObj(i -> "same begin " + String.join(" ", java.util.Collections.nCopies(6, letters(i))))
                .map(drain::template)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .distinct()
                .count();
        assertThat(kept).isEqualTo(Drain.MOST_BESIDE);
    }

    /** Whether lines were added up before they are mined, or not, changes nothing. */
    @Test
    void theSameWordsHaveTheSameTemplateHoweverOftenTheyCome() {
        Drain drain = new Drain(10);
        Template first = drain.template("up red green blue old new").orElseThrow();
        drain.template("up red green tall small wide");
        drain.template("up 1 2 3 4 5");
        assertThat(first).hasToString("up <*> <*> <*> <*> <*>");
        assertThat(drain.template("up red green blue  old new")).containsSame(first);
    }

    @Test
    void anEmptyLineIsOne() {
        assertThat(templates(10, "", "  ")).containsExactly("");
    }

    private static List<String> templates(int most, String... lines) {
        Drain drain = new Drain(most);
        return Stream.of(lines).map(drain::template).flatMap(Optional::stream).distinct().toList().stream()
                .map(Template::toString)
                .toList();
    }

    private static String letters(int number) {
        return Integer.toString(number, 10)
                .chars()
                .map(digit -> digit - '0' + 'a')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
