package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListDocumentTest {

    @Test
    void hasValuesAndRowsWithColumns() {
        ListDocument list = ListDocument.of(
                document(
                        "{name: assets, values: [alice, 10.1.2.3], rows: {10.0.0.0/8: {owner: platform}, bob: {owner: web, zone: '1'}}}"));

        assertThat(list.values()).containsExactly("alice", "10.1.2.3", "10.0.0.0/8", "bob");
        assertThat(list.rows())
                .containsEntry("alice", Map.of())
                .containsEntry("10.0.0.0/8", Map.of("owner", "platform"))
                .containsEntry("bob", Map.of("owner", "web", "zone", "1"));
        assertThat(list.table().name()).isEqualTo("assets");
        assertThat(list.table().size()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a1} | 'values' or 'rows' is missing",
                "{name: a1, values: [10.0.0.0/33]} | '10.0.0.0/33' is no network: write 0 to 32 bits behind the slash",
                "{name: a1, rows: {a: b}} | 'b' is not allowed: write entries below",
                "{name: a1, rows: {a: {b: [c]}}} | is not text",
                "{name: a1, rows: {a: {'b c': d}}} | 'b c' is not allowed: use up to 100 letters",
                "{name: drey, values: [a]} | a list cannot be called 'drey'",
            })
    void refusesWhatCannotBeLookedUp(String yaml, String message) {
        assertThat(read(yaml).problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains(message));
    }

    @Test
    void refusesAListThatNoRecordCouldHold() {
        String values = IntStream.range(0, 70_000)
                .mapToObj(i -> "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255))
                .collect(Collectors.joining(", "));

        assertThat(read("{name: a1, values: [%s]}".formatted(values)).problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.toString()).contains("and may have 900,000: make several of it"));
    }

    @Test
    void whatIsTooMuchForATenantIsLeftOutAndTheFirstOfItIsNamed() {
        Document half = document("{name: a1, values: [%s]}".formatted(numbers(50_001)));
        Document other = document("{name: b1, values: [%s]}".formatted(numbers(50_000)));
        Document small = document("{name: c1, rows: {a: {b: c}}}");

        assertThat(ListDocument.excess(List.of(half, small))).isEmpty();
        assertThat(ListDocument.withinBounds(List.of(small, other, half))).containsExactly(half, small);
        assertThat(ListDocument.excess(List.of(small, other, half))).hasValueSatisfying(why -> assertThat(why)
                .contains("list 'b1' is too much", "100,000 entries together"));
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj("a%d"::formatted).collect(Collectors.joining(", "));
    }

    private static Document document(String yaml) {
        DocumentText text = read(yaml);
        assertThat(text.problems()).isEmpty();
        return text.documents().get(0).document();
    }

    private static DocumentText read(String yaml) {
        String whole = "{kind: List, tenant: acme, " + yaml.substring(1);
        return DocumentText.read("a.yaml", whole.getBytes(UTF_8), Optional.empty());
    }
}
