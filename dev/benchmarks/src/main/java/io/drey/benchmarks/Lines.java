package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The first lines of a file in memory: one array and where the lines begin. */
final class Lines {

    final byte[] bytes;
    /** Where each line begins, and where one more would. */
    final int[] starts;

    private Lines(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    static Lines read(Path file, int count) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes((int) Math.min(Files.size(file), count * 1024L));
        }
        int[] starts = new int[count + 1];
        int found = 0;
        for (int i = 0; i < bytes.length && found < count; i++) {
            if (bytes[i] == '\n') {
                starts[++found] = i + 1;
            }
        }
        return new Lines(Arrays.copyOf(bytes, starts[found]), Arrays.copyOf(starts, found + 1));
    }

    /** A file, of which it is made sure that it has at least so many lines. */
    static Path requireCount(Path file, int count) throws IOException {
        if (read(file, count).count() != count) {
            throw new IOException("%s has fewer than %,d lines: delete it".formatted(file, count));
        }
        return file;
    }

    int count() {
        return starts.length - 1;
    }

    /** Where a line ends, without its line feed. */
    int end(int line) {
        return starts[line + 1] - 1;
    }

    /** A copy of a line. */
    byte[] record(int line) {
        return Arrays.copyOfRange(bytes, starts[line], end(line));
    }

    String text(int line) {
        return new String(bytes, starts[line], end(line) - starts[line], UTF_8);
    }
}
