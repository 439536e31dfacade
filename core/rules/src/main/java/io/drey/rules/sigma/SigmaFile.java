package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of Sigma documents.
 *
 * @param name what problems call it
 * @param text YAML documents, separated by {@code ---}
 */
public record SigmaFile(String name, String text) {

    public SigmaFile {
        requireNonNull(name, "name is null");
        requireNonNull(text, "text is null");
    }

    /**
     * A file in UTF-8.
     *
     * @throws IOException if it cannot be read, or is not in UTF-8
     */
    public static SigmaFile of(Path path) throws IOException {
        return new SigmaFile(path.toString(), Files.readString(path));
    }
}
