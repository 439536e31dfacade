package io.drey.query.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

class MinedRowsTest {

    private static final Instant MORNING = Instant.parse("2026-01-01T08:00:00Z");
    private static final Instant NOON = MORNING.plus(Duration.ofHours(4));
    private static final Instant EVENING = MORNING.plus(Duration.ofHours(10));

    @Test
    void templatesComeFirstTheMostCommonFirstThenWhatWasRecognisedAndDropped() {
        assertThat(mined(
                        "# heartbeats\n\n^cron:\nnever$",
                        List.of(
                                line("app", "cron: job 1", 5, "no", MORNING, NOON),
                                line("app", "disk 1 is full", 1, "yes", NOON, NOON),
                                line("app", "user ann came", 2, "no", MORNING, MORNING),
                                line("app", "user bob came", 3, "yes", NOON, EVENING),
                                recognised("web", "GET 2xx", 7))))
                .containsExactly(
                        row("template", "app", "user <*> came", 5L, "no", MORNING, EVENING, "user ann came"),
                        row("template", "app", "disk <*> is full", 1L, "yes", NOON, NOON, "disk 1 is full"),
                        recognised("web", "GET 2xx", 7),
                        row("dropped", null, "^cron:", 5L, "no", MORNING, NOON, null),
                        row("dropped", null, "never$", 0L, null, null, null, null));
    }

    @Test
    void aTemplateIsNewIfAllItsLinesAre() {
        assertThat(mined(
                        "",
                        List.of(
                                line("app", "user ann came", 1, "yes", NOON, NOON),
                                line("app", "user bob came", 1, "yes", NOON, NOON))))
                .containsExactly(row("template", "app", "user <*> came", 2L, "yes", NOON, NOON, "user ann came"));
    }

    @Test
    void datasetsHaveTemplatesOfTheirOwn() {
        assertThat(mined(
                        "",
                        List.of(
                                line("a", "user ann came", 1, "no", NOON, NOON),
                                line("b", "user bob came", 1, "no", NOON, NOON))))
                .extracting(row -> row.get(2))
                .containsExactly("user ann came", "user bob came");
    }

    @Test
    void noLineIsLost() {
        List<List<Object>> rows = lines(25_000);
        assertThat(mined("7$", rows).stream()
                        .mapToLong(row -> (long) row.get(3))
                        .sum())
                .isEqualTo(25_000);
        assertThat(mined("7$", rows))
                .hasSizeLessThanOrEqualTo(MinedRows.MOST + 2)
                .anySatisfy(row -> assertThat(row.get(0)).isEqualTo("others"));
    }

    /** A role that sees no text has a row for each dataset. */
    @Test
    void linesWithoutATextAreCounted() {
        assertThat(mined(
                        ".",
                        List.of(
                                line("a", null, 3, "no", MORNING, NOON),
                                line("b", null, 2, "yes", NOON, EVENING),
                                recognised("web", "GET 2xx", 7))))
                .startsWith(
                        row("hidden", null, "lines whose text is not for who asks", 5L, "no", MORNING, EVENING, null),
                        recognised("web", "GET 2xx", 7));
    }

    @Test
    void theSameRowsGiveTheSame() {
        assertThat(mined("", lines(500))).isEqualTo(mined("", lines(500)));
    }

    @Test
    void otherColumnsAreRefused() {
        assertThatThrownBy(() -> MinedRows.of(
                        List.of("line"),
                        CloseableIterator.adapterForIterator(
                                List.<List<Object>>of().iterator()),
                        KnownLines.parse(""),
                        TemplateMemory.NONE))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("select kind, dataset, what, lines");
    }

    @Test
    void otherTypesAreRefused() {
        assertThatThrownBy(() -> mined("", List.of(row("line", "app", "x", "many", "no", NOON, NOON, null))))
                .isInstanceOf(QueryException.class)
                .hasMessage("the query is mined, and 'many' in its column lines is no Number");
    }

    @Test
    void aListThatIsNoneSaysWhere() {
        assertThatThrownBy(() -> KnownLines.parse("fine\n(?=behind)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2, '(?=behind)', is no pattern of RE2: ");
    }

    private static List<List<Object>> mined(String known, List<List<Object>> rows) {
        List<List<Object>> mined = new ArrayList<>();
        rows(known, rows, TemplateMemory.NONE).forEachRemaining(mined::add);
        return mined;
    }

    private static MinedRows rows(String known, List<List<Object>> rows, TemplateMemory earlier) {
        return MinedRows.of(
                MinedRows.COLUMNS,
                CloseableIterator.adapterForIterator(rows.iterator()),
                KnownLines.parse(known),
                earlier);
    }

    private static TemplateMemory after(TemplateMemory earlier, List<List<Object>> told, List<List<Object>> rows) {
        MinedRows mined = rows("", rows, earlier);
        mined.forEachRemaining(told::add);
        return TemplateMemory.parse(mined.memory().until(EVENING).json());
    }

    @Test
    void whatAnEarlierLookFoundIsNotNew() {
        List<List<Object>> first = new ArrayList<>();
        TemplateMemory memory = after(
                TemplateMemory.NONE,
                first,
                List.of(
                        line("app", "user ann came", 1, "yes", MORNING, MORNING),
                        line("app", "user bob came", 1, "yes", MORNING, MORNING),
                        line("mail", "queue is empty", 1, "yes", MORNING, MORNING),
                        recognised("web", "GET 2xx", 7)));
        List<List<Object>> second = new ArrayList<>();
        TemplateMemory later = after(
                memory,
                second,
                List.of(
                        line("app", "disk 1 is full", 1, "yes", EVENING, EVENING),
                        line("app", "user eve came", 3, "yes", EVENING, EVENING),
                        row("recognised", "web", "GET 2xx", 1L, "yes", EVENING, EVENING, null),
                        row("recognised", "web", "GET 5xx", 1L, "yes", EVENING, EVENING, null)));

        assertThat(first).filteredOn(row -> row.get(0).equals("template")).allMatch(row -> row.get(4)
                .equals("yes"));
        assertThat(memory.until()).hasValue(EVENING);
        assertThat(second)
                .extracting(row -> row.get(2), row -> row.get(4))
                .containsExactly(
                        tuple("user <*> came", "no"),
                        tuple("disk <*> is full", "yes"),
                        tuple("GET 2xx", "no"),
                        tuple("GET 5xx", "yes"));
        // Of a dataset that was silent nothing is forgotten.
        assertThat(later.known())
                .extracting(TemplateMemory.Known::what)
                .containsExactlyInAnyOrder("user <*> came", "disk <*> is full", "queue is empty", "GET 2xx", "GET 5xx");
    }

    @Test
    void whatWasSeenLastIsRememberedWhereThereIsTooMuch() {
        List<List<Object>> told = new ArrayList<>();
        TemplateMemory many = after(TemplateMemory.NONE, told, lines(25_000));
        TemplateMemory more =
                after(many, told, List.of(line("set9", "something else happened", 1, "yes", EVENING, EVENING)));

        assertThat(many.known()).hasSizeLessThanOrEqualTo(TemplateMemory.MOST);
        assertThat(more.known()).hasSizeLessThanOrEqualTo(TemplateMemory.MOST);
        assertThat(more.known().get(0).what()).isEqualTo("something else happened");
    }

    @Test
    void whatIsNoMemoryIsRefused() {
        for (String text : List.of("", "[", "{}", "{\"version\":2}", "{\"version\":1,\"known\":[{\"last\":\"x\"}]}")) {
            assertThatThrownBy(() -> TemplateMemory.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Each of them a template of its own. */
    private static List<List<Object>> lines(int count) {
        List<List<Object>> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String word = Integer.toString(i, 10)
                    .chars()
                    .map(digit -> digit - '0' + 'a')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            lines.add(line("set" + i / 5_000, word + " " + word + " " + i, 1, "no", NOON, NOON));
        }
        return lines;
    }

    private static List<Object> line(
            String dataset, String line, long lines, String isNew, Instant first, Instant last) {
        return row("line", dataset, line, lines, isNew, first, last, null);
    }

    private static List<Object> recognised(String dataset, String what, long lines) {
        return row("recognised", dataset, what, lines, "no", MORNING, EVENING, null);
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }
}
