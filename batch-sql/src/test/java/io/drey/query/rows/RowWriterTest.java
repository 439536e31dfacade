package io.drey.query.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowWriterTest {

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
        assertThat(written(OutputFormat.JSON, List.of())).isEqualTo("[]\n");
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
        long count = RowWriter.write(
                List.of("n"), Collections.nCopies(1200, List.<Object>of(7)).iterator(), OutputFormat.TABLE, out);

        assertThat(count).isEqualTo(1200);
        assertThat(out.toString().lines()).hasSize(1201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1", "\u00a0＝1", "\u3000=1"})
    void keepsSpreadsheetsFromRunningText(String text) {
        assertThat(Cell.formulaSafe(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\tx", "\rx", "\u200b=1", "\ufeff=1", "\u0000=1", "\u202e=1"})
    void keepsSpreadsheetsFromRunningTextBehindWhatIsNotSeen(String text) {
        assertThat(Cell.formulaSafe(text)).isEqualTo("'?" + text.substring(1));
    }

    /** Title, screen, C1 control sequence, right-to-left override, line separator, bell, half a pair; and what is fine. */
    private static final String HOSTILE = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202Egnp\u2028\ud800\r\n grüße 😀";

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void noFormatLetsOutWhatActsOnATerminalNeitherInValuesNorInNames(OutputFormat format) throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter.write(
                List.of("a" + HOSTILE, "n"),
                List.<List<Object>>of(List.of(HOSTILE, 1), List.of(HOSTILE.getBytes(UTF_8), 2))
                        .iterator(),
                format,
                out);

        assertThat(out.toString().replace("\r\n", "\n").codePoints())
                .allMatch(c -> c == '\n' || Printable.isHarmless(c));
        assertThat(out.toString()).contains("owned", "grüße 😀");
        assertThat(out.toString().lines()).hasSize(format == OutputFormat.JSON ? 4 : 3);
    }

    @Test
    void jsonGivesEveryValueBack() throws IOException {
        String value = HOSTILE.replace("\ud800", "") + "\t\"\\";
        StringBuilder out = new StringBuilder();
        RowWriter.write(List.of(value), List.<List<Object>>of(List.of(value)).iterator(), OutputFormat.JSON, out);

        assertThat(new ObjectMapper().readTree(out.toString()).get(0).get(value).textValue())
                .isEqualTo(value);
    }

    @Test
    void aNameIsNoFormulaEither() throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter.write(List.of("=1"), List.<List<Object>>of().iterator(), OutputFormat.CSV, out);

        assertThat(out.toString()).isEqualTo("'=1\r\n");
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

    private static String written(OutputFormat format, List<List<Object>> rows) throws IOException {
        StringBuilder out = new StringBuilder();
        assertThat(RowWriter.write(COLUMNS, rows.iterator(), format, out)).isEqualTo(rows.size());
        return out.toString();
    }
}
