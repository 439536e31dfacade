package io.drey.format;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The sample data beside the project, read where it stands. */
public final class Samples {

    private static final Path FOLDER =
            Path.of(System.getProperty("drey.home", "../..")).resolve("../shared/samples");

    private Samples() {}

    /** A file or folder of the samples; skips the test where they are absent, except in CI. */
    public static Path path(String name) {
        Path path = FOLDER.resolve(name);
        boolean mustBeThere = System.getenv("CI") != null;
        assumeTrue(
                mustBeThere || Files.exists(path), () -> "skipped: no sample data at %s".formatted(path.normalize()));
        return path;
    }

    /** The lines of a file without their ends. */
    public static List<byte[]> lines(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length ? i > from : bytes[i] == '\n') {
                int to = i > from && i < bytes.length && bytes[i - 1] == '\r' ? i - 1 : i;
                lines.add(Arrays.copyOfRange(bytes, from, to));
                from = i + 1;
            }
        }
        return lines;
    }

    public static List<byte[]> lines(String name) {
        return lines(path(name));
    }

    public static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
