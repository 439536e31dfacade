package io.drey.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What earlier versions wrote, kept as files of a module's test resources: {@code src/test/resources/<kind>/<name>/<version>}.
 *
 * <p>With {@code -Ddrey.write-state=VERSION} tests write the files of this version first; without, they only read. A file
 * of a version that was released is never written again.
 */
final class EarlierVersions {

    static final String WRITE = "drey.write-state";

    private final Path folder;

    EarlierVersions(String kind, String name) {
        requireNonNull(name, "name is null");
        // Surefire runs in the module's folder.
        this.folder = Path.of("src/test/resources", kind, name).toAbsolutePath();
    }

    /** The version to be written, where tests are asked to. */
    static Optional<String> toWrite() {
        return Optional.ofNullable(System.getProperty(WRITE)).filter(version -> !version.isBlank());
    }

    /** Where the files of a version belong. */
    Path of(String version) {
        return folder.resolve(version);
    }

    /** All that there are, oldest name first. Never empty: a test without one would prove nothing. */
    List<Path> all() {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("%s is missing: run the test once with -D%s=VERSION and keep what it writes"
                    .formatted(folder, WRITE));
        }
        try (Stream<Path> versions = Files.list(folder)) {
            List<Path> sorted = versions.sorted().toList();
            if (sorted.isEmpty()) {
                throw new IllegalStateException(
                        "%s is empty: run the test once with -D%s=VERSION and keep what it writes"
                                .formatted(folder, WRITE));
            }
            return sorted;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
