package io.drey.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results hold what strangers wrote. */
class HostileRowsTest {

    /** Title, screen, C1 control sequence, right-to-left override, line separator, bell, half a pair; and what is fine. */
    private static final String HOSTILE = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202Egnp\u2028\ud800 grüße 😀";

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void noFormatLetsAControlCharacterOut(OutputFormat format) {
        String printed = print(format, HOSTILE + "\nsecond");
        assertThat(printed.codePoints())
                .allMatch(c -> c == '\n'
                        || c == '\r'
                        || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT && c != 0x2028));
        assertThat(printed).contains("owned", "grüße 😀");
    }

    @Test
    void jsonKeepsEveryCharacter() throws IOException {
        String value = HOSTILE.replace("\ud800", "") + "\n\t\"\\";
        assertThat(new ObjectMapper()
                        .readTree(print(OutputFormat.JSON, value))
                        .at("/0/value")
                        .asText())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-cmd", "@SUM(A1)", "＝1+1", "＋1", "－cmd", "＠SUM(A1)"})
    void csvHoldsNoFormula(String value) {
        assertThat(print(OutputFormat.CSV, value)).isEqualTo("value\r\n'" + value + "\r\n");
    }

    @Test
    void csvKeepsNegativeNumbers() {
        assertThat(print(OutputFormat.CSV, -5)).isEqualTo("value\r\n-5\r\n");
    }

    @Test
    void noMessageLetsAControlCharacterOut() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        false)
                .tell("one\n" + HOSTILE + "\ttwo");
        assertThat(err.toString(UTF_8)).isEqualTo("one\n?]0;owned??[2J?31m?gnp?? grüße 😀 two%n".formatted());
    }

    private static String print(OutputFormat format, Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, false, UTF_8);
        new Rows(List.of("value"), List.of(List.of(value))).print(format, stream);
        stream.flush();
        return out.toString(UTF_8);
    }
}
