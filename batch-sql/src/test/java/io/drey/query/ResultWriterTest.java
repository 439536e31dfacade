package io.drey.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultWriterTest {

    private static final List<String> COLUMNS = List.of("page", "requests", "first");
    private static final List<List<Object>> ROWS = List.of(
            Arrays.asList("/a,\"b\"", 12L, Instant.parse("2026-01-01T00:00:00.5Z")), Arrays.asList(null, -1L, null));

    @Test
    void writesCsv() throws IOException {
        assertThat(written(OutputFormat.CSV, ROWS))
                .isEqualTo("page,requests,first\r\n\"/a,\"\"b\"\"\",12,2026-01-01T00:00:00.500Z\r\n\"\",-1,\r\n");
    }

    @Test
    void writesJson() throws IOException {
        assertThat(written(OutputFormat.JSON, ROWS))
                .isEqualTo(
                        """
                        [
                        {"page":"/a,\\"b\\"","requests":12,"first":"2026-01-01T00:00:00.500Z"},
                        {"page":null,"requests":-1,"first":null}
                        ]
                        """);
        assertThat(written(OutputFormat.JSON, List.of())).isEqualTo("[\n]\n");
    }

    @Test
    void writesATable() throws IOException {
        assertThat(written(OutputFormat.TABLE, ROWS))
                .isEqualTo(
                        """
                        page    requests  first
                        /a,"b"  12        2026-01-01T00:00:00.500Z
                                -1
                        """);
    }

    @Test
    void writesRowsBeyondTheMeasuredOnes() throws IOException {
        StringBuilder out = new StringBuilder();
        long count = ResultWriter.write(
                List.of("n"), Collections.nCopies(1200, List.<Object>of(7)).iterator(), OutputFormat.TABLE, out);

        assertThat(count).isEqualTo(1200);
        assertThat(out.toString().lines()).hasSize(1201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"})
    void keepsSpreadsheetsFromRunningText(String text) {
        assertThat(Cell.formulaSafe(text)).isEqualTo("'" + text);
    }

    @Test
    void leavesNumbersAndOtherTextAsTheyAre() {
        assertThat(Cell.formulaSafe(-1L)).isEqualTo("-1");
        assertThat(Cell.formulaSafe(new BigDecimal("-1.50"))).isEqualTo("-1.50");
        assertThat(Cell.formulaSafe("a=1")).isEqualTo("a=1");
        assertThat(Cell.formulaSafe("")).isEmpty();
    }

    @Test
    void showsWhatWouldActOnATerminal() {
        assertThat(Cell.printable("a\u001b[31mred\u0007\r\n\u202Eb\u2028\u009bc"))
                .isEqualTo("a?[31mred????b??c");
        assertThat(Cell.printable("päge 🐿")).isEqualTo("päge 🐿");
    }

    @Test
    void saysThatBytesAreNoText() {
        assertThat(Cell.text("é".getBytes(UTF_8))).isEqualTo("é");
        assertThat(Cell.text(new byte[] {(byte) 0xFF, 0})).isEqualTo("base64:/wA=");
    }

    @Test
    void escapesHtml() {
        assertThat(Html.escape("<script>alert('x' & \"y\")</script>"))
                .isEqualTo("&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
        BarChart chart = new BarChart();
        chart.add("</text><script>", 3L);
        assertThat(chart.svg("<b>")).contains("&lt;/text&gt;&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void sumsAndOrdersBars() {
        BarChart chart = new BarChart();
        for (int i = 0; i < 20; i++) {
            chart.add("label" + i, 1);
        }
        chart.add("label9", 2);
        chart.add(null, 2);

        assertThat(chart.leftOut()).isEqualTo(6);
        assertThat(chart.svg("title").replaceAll("(?s)<[^>]*>", " ")).containsSubsequence("label9", "3", "(none)", "2");
    }

    private static String written(OutputFormat format, List<List<Object>> rows) throws IOException {
        StringBuilder out = new StringBuilder();
        assertThat(ResultWriter.write(COLUMNS, rows.iterator(), format, out)).isEqualTo(rows.size());
        return out.toString();
    }
}
