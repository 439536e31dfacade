package io.drey.rules;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** All files below a folder whose names end so, in the order of their names. */
    public static List<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.walk(path(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
