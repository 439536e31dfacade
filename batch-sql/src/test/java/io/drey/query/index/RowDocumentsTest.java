package io.drey.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.job.opensearch.SearchDocument;
import io.drey.query.QueryUsageException;
import io.drey.query.engine.ColumnType;
import io.drey.query.engine.ResultColumn;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowDocumentsTest {

    private static final ResultIndex INDEX = ResultIndex.of("acme", "peaks");
    private static final List<ResultColumn> COLUMNS = List.of(
            new ResultColumn("page", ColumnType.TEXT),
            new ResultColumn("n", ColumnType.INTEGER),
            new ResultColumn("share", ColumnType.FRACTION),
            new ResultColumn("first", ColumnType.MOMENT),
            new ResultColumn("day", ColumnType.DAY),
            new ResultColumn("labels", ColumnType.MAP),
            new ResultColumn("nested", ColumnType.OTHER));

    private static final List<Object> ROW = List.of(
            "/a\"b",
            7L,
            new BigDecimal("12345678901234567890.50"),
            Instant.parse("2026-01-02T03:04:05.123456Z"),
            LocalDate.of(2026, 1, 2),
            Map.of("labels.order.id", "8"),
            Arrays.asList("x", null, List.of(true)));

    @Test
    void valuesKeepTheirTypes() {
        SearchDocument document = RowDocuments.of(INDEX, COLUMNS, List.of()).of(ROW);

        assertThat(document.index()).isEqualTo("results-acme-peaks");
        assertThat(new String(document.json(), UTF_8))
                .isEqualTo("{\"page\":\"/a\\\"b\",\"n\":7,\"share\":12345678901234567890.50,"
                        + "\"first\":\"2026-01-02T03:04:05.123456Z\",\"day\":\"2026-01-02\","
                        + "\"labels\":{\"labels.order.id\":\"8\"},\"nested\":\"[\\\"x\\\",null,[true]]\"}");
    }

    @Test
    void whatIsAbsentAndWhatIsNoNumberIsLeftOut() {
        SearchDocument document = RowDocuments.of(INDEX, COLUMNS, List.of())
                .of(Arrays.asList(null, 7L, Double.NaN, null, null, null, null));

        assertThat(new String(document.json(), UTF_8)).isEqualTo("{\"n\":7}");
    }

    @Test
    void theIdFollowsFromTheKeyOrTheWholeRow() {
        List<Object> later = Arrays.asList("/a\"b", 8L, null, null, null, null, null);
        RowDocuments byPage = RowDocuments.of(INDEX, COLUMNS, List.of("page"));
        RowDocuments byRow = RowDocuments.of(INDEX, COLUMNS, List.of());

        assertThat(byPage.of(ROW).id()).isEqualTo(byPage.of(later).id()).hasSize(64);
        assertThat(byRow.of(ROW).id())
                .isEqualTo(byRow.of(ROW).id())
                .isNotEqualTo(byRow.of(later).id());
        // Neighbours of a key do not run into each other.
        List<ResultColumn> two =
                List.of(new ResultColumn("a", ColumnType.TEXT), new ResultColumn("b", ColumnType.TEXT));
        RowDocuments byBoth = RowDocuments.of(INDEX, two, List.of("a", "b"));
        assertThat(byBoth.of(List.of("x", "yz")).id())
                .isNotEqualTo(byBoth.of(List.of("xy", "z")).id());
        assertThat(byBoth.of(Arrays.asList("x", null)).id())
                .isNotEqualTo(byBoth.of(List.of("x", "null")).id());
    }

    @Test
    void columnsThatAreNoFieldsAreRefused() {
        for (List<String> names :
                List.of(List.of("_col0"), List.of(""), List.of("a."), List.of("a", "a"), List.of("a", "a.b"))) {
            List<ResultColumn> columns = names.stream()
                    .map(name -> new ResultColumn(name, ColumnType.TEXT))
                    .toList();
            assertThatThrownBy(() -> RowDocuments.of(INDEX, columns, List.of()))
                    .as("%s", names)
                    .isInstanceOf(QueryUsageException.class)
                    .hasMessageContaining("AS");
        }
        assertThatThrownBy(() -> RowDocuments.of(INDEX, COLUMNS, List.of("pages")))
                .hasMessageContaining("the key 'pages' is no column of the result: its columns are page, n,");
    }
}
