package io.drey.operations.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.drey.operations.OperationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenInputTest {

    @TempDir
    private Path folder;

    /** The compressions as their own programs write them: the program zstd adds a checksum. */
    private enum Written {
        GZIP {
            @Override
            OutputStream to(OutputStream out) throws IOException {
                return new GZIPOutputStream(out);
            }
        },
        ZSTD {
            @Override
            OutputStream to(OutputStream out) throws IOException {
                return new ZstdOutputStream(out).setChecksum(true);
            }
        },
        XZ {
            @Override
            OutputStream to(OutputStream out) throws IOException {
                return new XZCompressorOutputStream(out);
            }
        };

        abstract OutputStream to(OutputStream out) throws IOException;

        byte[] compress(byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream compressing = to(out)) {
                compressing.write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return out.toByteArray();
        }
    }

    @Test
    void plainBytesPassAsTheyAre() throws IOException {
        for (String text : List.of(
                "",
                "a",
                "BZh9 is a line",
                "(\n",
                "a\0b\0c\0",
                "\0\0\0\0\0\0\0\0\0",
                "\u001f\n",
                "PK\n",
                "\u00fd7z",
                "x^2\n",
                "\u00ff\u00ff")) {
            byte[] bytes = text.getBytes(ISO_8859_1);
            assertThat(read(bytes)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(Written.class)
    void compressedBytesAreToldByTheirBeginning(Written compression) throws IOException {
        byte[] lines = lines(200_000);
        assertThat(read(compression.compress(lines))).isEqualTo(lines);
        assertThat(read(compression.compress(new byte[0]))).isEmpty();
    }

    /** As AWS delivers load balancers' logs, and as {@code cat} joins files. */
    @ParameterizedTest
    @EnumSource(Written.class)
    void severalCompressedPartsAreOneWhole(Written compression) throws IOException {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (String part : List.of("first\nsec", "ond\n", "", "third\n")) {
            parts.write(compression.compress(part.getBytes(UTF_8)));
        }
        assertThat(new String(read(parts.toByteArray()), UTF_8)).isEqualTo("first\nsecond\nthird\n");
        assertThat(new String(read(new OneByOne(parts.toByteArray())), UTF_8)).isEqualTo("first\nsecond\nthird\n");
    }

    @ParameterizedTest
    @EnumSource(Written.class)
    void whatEndsTooEarlyIsTold(Written compression) {
        byte[] whole = compression.compress(lines(200_000));
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("access.log cannot be read to its end")
                .hasMessageContaining("fetch it again");
    }

    @ParameterizedTest
    @EnumSource(Written.class)
    void whatIsDamagedIsTold(Written compression) {
        byte[] damaged = compression.compress(lines(200_000));
        new Random(3).ints(50, 20, damaged.length).forEach(i -> damaged[i] ^= 0x55);
        assertThatThrownBy(() -> read(damaged))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("access.log cannot be read to its end");
    }

    @Test
    void whatHoldsNoLinesIsRefusedWithARemedy() throws IOException {
        assertThatThrownBy(() -> read("PK\u0003\u0004...".getBytes(ISO_8859_1))).hasMessageContaining("unzip -p");
        assertThatThrownBy(() -> read("BZh91AY&SY...".getBytes(UTF_8))).hasMessageContaining("bzip2 -dc");
        assertThatThrownBy(() -> read(new byte[] {4, 0x22, 0x4d, 0x18, 0})).hasMessageContaining("lz4 -dc");
        assertThatThrownBy(() -> read("\ufeffa line\n".getBytes(UTF_16LE)))
                .hasMessage("access.log is in UTF-16: make UTF-8 of it with iconv -f UTF-16 -t UTF-8");
        assertThatThrownBy(() -> read(Written.ZSTD.compress("\ufeffa line\n".getBytes(UTF_16LE))))
                .hasMessageContaining("iconv");
        assertThatThrownBy(() -> read("a line\n".getBytes(UTF_16LE)))
                .hasMessage("access.log is in UTF-16: make UTF-8 of it with iconv -f UTF-16LE -t UTF-8");
        assertThatThrownBy(() -> read("a line\n".getBytes(UTF_16BE)))
                .hasMessage("access.log is in UTF-16: make UTF-8 of it with iconv -f UTF-16BE -t UTF-8");
        byte[] tar = new byte[1024];
        System.arraycopy("ustar".getBytes(UTF_8), 0, tar, 257, 5);
        assertThatThrownBy(() -> read(Written.GZIP.compress(tar))).hasMessageContaining("tar -xO");
    }

    @Test
    void plainLinesAreSeenAsSoonAsTheyAreThere() throws IOException {
        try (PipedOutputStream feeding = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(feeding)) {
            feeding.write("a\n".getBytes(UTF_8));
            OpenInput open = OpenInput.of("standard input", in);
            // Waiting for more would wait for ever: the pipe stays open.
            assertThat(new LineReader(open.bytes(), 100).next()).isEqualTo(new byte[] {'a'});
        }
    }

    @Test
    void thePlaceIsThatInTheFileAsItIs() throws IOException {
        byte[] compressed = Written.ZSTD.compress(lines(1_000_000));
        Path file = Files.write(folder.resolve("access.log.zst"), compressed);
        InputFile input = InputFile.of(List.of(file.toString())).get(0);
        assertThat(input.size()).isEqualTo(compressed.length);
        try (OpenInput open = input.open(InputStream.nullInputStream())) {
            open.bytes().readAllBytes();
            assertThat(open.position()).isEqualTo(compressed.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.log", ""})
    void whatIsNoFileIsRefused(String name) {
        assertThatThrownBy(() -> InputFile.of(List.of("-", folder.resolve(name).toString())))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining(name.isEmpty() ? "is a folder" : "there is no such file");
        assertThatThrownBy(() -> InputFile.of(List.of("-", "-"))).hasMessageContaining("- is given twice");
    }

    private static byte[] lines(int bytes) {
        byte[] lines = new byte[bytes];
        new Random(7).nextBytes(lines);
        for (int i = 0; i < bytes; i++) {
            lines[i] = lines[i] > 120 ? (byte) '\n' : (byte) ('a' + (lines[i] & 15));
        }
        return lines;
    }

    private static byte[] read(byte[] bytes) throws IOException {
        return read(new ByteArrayInputStream(bytes));
    }

    private static byte[] read(InputStream in) throws IOException {
        try (OpenInput open = OpenInput.of("access.log", in)) {
            return open.bytes().readAllBytes();
        }
    }

    /** A slow pipe: nothing is there before it is asked for. */
    private static final class OneByOne extends InputStream {
        private final byte[] bytes;
        private int next;

        private OneByOne(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return next < bytes.length ? bytes[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            int b = read();
            if (b < 0) {
                return -1;
            }
            buffer[from] = (byte) b;
            return 1;
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
