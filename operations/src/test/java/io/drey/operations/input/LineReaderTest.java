package io.drey.operations.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static final int LONGEST = 1 << 22;

    @Test
    void lineFeedsEndLinesAndTheLastNeedsNone() throws IOException {
        assertThat(lines("a\nbc\n")).containsExactly("a", "bc");
        assertThat(lines("a\nbc")).containsExactly("a", "bc");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void emptyLinesAreLines() throws IOException {
        assertThat(lines("\n\na\n\r\n")).containsExactly("", "", "a", "");
    }

    @Test
    void aCarriageReturnBelongsToTheLineEndOnlyInFrontOfALineFeed() throws IOException {
        assertThat(lines("a\r\nb\rc\r\r\nd\r")).containsExactly("a", "b\rc\r", "d\r");
    }

    @Test
    void bytesOfNoEncodingPassAsTheyAre() throws IOException {
        assertThat(lines("\u0000\u00ff\u0080\n")).containsExactly("\u0000\u00ff\u0080");
    }

    @Test
    void linesAreTheSameHoweverTheirBytesArrive() throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String line = "x".repeat(random.nextInt(4) == 0 ? random.nextInt(700_000) : random.nextInt(300));
            expected.add(line);
            text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        byte[] bytes = text.toString().getBytes(ISO_8859_1);
        InputStream inPieces = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int from, int length) {
                return super.read(buffer, from, Math.min(length, 1 + random.nextInt(100_000)));
            }
        };
        assertThat(lines(inPieces, LONGEST)).isEqualTo(expected);
    }

    @Test
    void theLongestLineIsTakenWithEitherEndAndWithNone() throws IOException {
        for (String end : List.of("\n", "\r\n", "")) {
            assertThat(lines(new ByteArrayInputStream(("1234" + end).getBytes(ISO_8859_1)), 4))
                    .containsExactly("1234");
        }
    }

    @Test
    void aLineThatIsTooLongIsNamed() {
        for (String end : List.of("\n", "\r\n", "")) {
            assertThatThrownBy(() -> lines(new ByteArrayInputStream(("a\n12345" + end).getBytes(ISO_8859_1)), 4))
                    .isInstanceOfSatisfying(LineReader.LongLineException.class, e -> assertThat(e.line())
                            .isEqualTo(2));
        }
    }

    @Test
    void aLineWithoutEndIsGivenUpAtTheLimit() {
        assertThatThrownBy(() -> new LineReader(new EndlessLine(), LONGEST).next())
                .isInstanceOf(LineReader.LongLineException.class)
                .hasMessage("line 1 has more than 4194304 bytes");
    }

    private static List<String> lines(String text) throws IOException {
        return lines(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), LONGEST);
    }

    private static List<String> lines(InputStream in, int longest) throws IOException {
        LineReader reader = new LineReader(in, longest);
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, ISO_8859_1));
        }
        return lines;
    }

    private static final class EndlessLine extends InputStream {
        @Override
        public int read() {
            return 'x';
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            Arrays.fill(buffer, from, from + length, (byte) 'x');
            return length;
        }
    }
}
