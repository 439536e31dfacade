package io.drey.cli.quickstart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.operations.OperationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileFeedTest {

    private static final FileFeed FEED = new FileFeed(Path.of("access.log"), "combined");

    @Test
    void lineFeedsEndLinesAndTheLastNeedsNone() throws IOException {
        assertThat(lines("a\nbc\n")).containsExactly("a", "bc");
        assertThat(lines("a\nbc")).containsExactly("a", "bc");
    }

    @Test
    void emptyLinesAreLines() throws IOException {
        assertThat(lines("\n\na\n")).containsExactly("", "", "a");
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
    void aLineMayBeLongerThanABuffer() throws IOException {
        byte[] line = new byte[3 << 20];
        Arrays.fill(line, (byte) 'x');
        assertThat(lines(new String(line, ISO_8859_1) + "\ny\n"))
                .extracting(String::length)
                .containsExactly(3 << 20, 1);
    }

    @Test
    void aLineBeyondWhatKafkaCarriesIsRefused() {
        assertThatThrownBy(() -> FEED.feed(new EndlessLine(), (line, partition) -> {}))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("line 1 of access.log");
    }

    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        FEED.feed(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), (line, partition) -> {
            assertThat(partition).isZero();
            lines.add(new String(line, ISO_8859_1));
        });
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
