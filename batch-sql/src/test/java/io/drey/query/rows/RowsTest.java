package io.drey.query.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {

    private static final Rows ROWS =
            new Rows(List.of("name", "count"), List.of(List.of("a,\"b\"", 12), Arrays.asList("c", null)));

    @Test
    void tablesAlignTheirColumns() {
        assertThat(print(OutputFormat.TABLE)).isEqualTo("name   count%na,\"b\"  12%nc%n".formatted());
    }

    @Test
    void csvFollowsTheStandard() {
        assertThat(print(OutputFormat.CSV)).isEqualTo("name,count\r\n\"a,\"\"b\"\"\",12\r\nc,\r\n");
    }

    @Test
    void jsonKeepsNumbersAndNulls() {
        assertThat(print(OutputFormat.JSON))
                .isEqualTo("[\n{\"name\":\"a,\\\"b\\\"\",\"count\":12},\n{\"name\":\"c\",\"count\":null}\n]\n");
    }

    @Test
    void refusesRowsOfAnotherWidth() {
        assertThatThrownBy(() -> new Rows(List.of("one"), List.of(List.of(1, 2))))
                .hasMessageContaining("2 values in 1 columns");
    }

    private static String print(OutputFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, false, UTF_8);
        ROWS.print(format, stream);
        stream.flush();
        return out.toString(UTF_8);
    }
}
