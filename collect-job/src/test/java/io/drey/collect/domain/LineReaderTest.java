package io.drey.collect.domain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void aLineEndsWithALineFeedAndNothingElse() throws IOException {
        assertThat(lines("a\nb\r\n\nc\rd\u0085e\0\u00ff\n")).containsExactly("a", "b", "", "c\rd\u0085e\0\u00ff");
    }

    @Test
    void whatHasNoEndIsTheRest() throws IOException {
        LineReader reader = reader("a\nbc", 0);
        assertThat(text(reader.next())).isEqualTo("a");
        assertThat(reader.position()).isEqualTo(2);
        assertThat(reader.next()).isNull();
        assertThat(text(reader.rest())).isEqualTo("bc");
        assertThat(reader.linePosition()).isEqualTo(2);
        assertThat(reader.position()).isEqualTo(4);
        assertThat(reader.rest()).isNull();
    }

    @Test
    void positionsCountFromWhereItBegan() throws IOException {
        LineReader reader = reader("ab\ncd\n", 100);
        reader.next();
        reader.next();

        assertThat(reader.linePosition()).isEqualTo(103);
        assertThat(reader.position()).isEqualTo(106);
    }

    @Test
    void aLineOfAMebibyteIsOneAndALongerOneComesInPieces() throws IOException {
        String longest = "x".repeat(LineReader.LONGEST - 1);
        assertThat(lines(longest + "\nb\n")).containsExactly(longest, "b");
        assertThat(lines(longest + "yz\nb\n")).containsExactly(longest + "y", "z", "b");
        assertThat(lines(longest + "y\nb\n")).as("no empty piece").containsExactly(longest + "y", "b");
    }

    @Test
    void ofALineWithoutEndMoreThanSixtyFourPiecesAreSkippedAndCounted() throws IOException {
        long size = (long) LineReader.MOST_PIECES * LineReader.LONGEST + 1_000;
        LineReader reader = new LineReader(new Zeros(size, "\nb\n"), 0);
        int pieces = 0;
        byte[] line = reader.next();
        while (line.length == LineReader.LONGEST) {
            pieces++;
            line = reader.next();
        }

        assertThat(pieces).isEqualTo(LineReader.MOST_PIECES);
        assertThat(text(line)).isEqualTo("b");
        assertThat(reader.linePosition()).isEqualTo(size + 1);
        assertThat(reader.skipped()).isEqualTo(1_000);
    }

    @Test
    void itIsTheSameFromEachLineOn() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("x".repeat(random.nextInt(300))).append(random.nextBoolean() ? "\r\n" : "\n");
        }
        LineReader all = reader(text.toString(), 0);
        byte[] line = all.next();
        while (line != null) {
            int from = (int) all.linePosition();
            assertThat(reader(text.substring(from), from).next()).isEqualTo(line);
            line = all.next();
        }
        assertThat(all.position()).isEqualTo(text.length());
    }

    private static List<String> lines(String text) throws IOException {
        LineReader reader = reader(text, 0);
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(text(line));
        }
        assertThat(reader.rest()).isNull();
        return lines;
    }

    private static LineReader reader(String text, long position) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), position);
    }

    private static String text(byte[] line) {
        return new String(line, ISO_8859_1);
    }

    /** Many bytes that take no memory, and some behind them. */
    private static final class Zeros extends InputStream {
        private final InputStream end;
        private long left;

        private Zeros(long count, String end) {
            this.left = count;
            this.end = new ByteArrayInputStream(end.getBytes(ISO_8859_1));
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? 0 : end.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left <= 0) {
                return end.read(bytes, from, length);
            }
            int count = (int) Math.min(length, left);
            java.util.Arrays.fill(bytes, from, from + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
