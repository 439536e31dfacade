package io.drey.operations.input;

import static java.util.Objects.requireNonNull;

import io.drey.operations.OperationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file of lines that a command was given, or standard input.
 *
 * @param name as it was given; {@code -} is standard input
 * @param size in bytes, as they are on disk; 0 where it is not known, as for standard input and pipes
 */
public record InputFile(String name, long size) {

    private static final String STANDARD_INPUT = "-";

    public InputFile {
        requireNonNull(name, "name is null");
    }

    /**
     * The files that were given, in that order.
     *
     * @throws OperationException if one cannot be read, or standard input is given twice
     */
    public static List<InputFile> of(List<String> names) {
        if (names.stream().filter(STANDARD_INPUT::equals).count() > 1) {
            throw OperationException.usage("- is given twice: standard input has one end; give it once");
        }
        return names.stream().map(InputFile::of).toList();
    }

    private static InputFile of(String name) {
        if (name.equals(STANDARD_INPUT)) {
            return new InputFile(name, 0);
        }
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            throw OperationException.usage("%s: there is no such file".formatted(name));
        }
        if (Files.isDirectory(path)) {
            throw OperationException.usage("%s is a folder: give a file of lines".formatted(name));
        }
        if (!Files.isReadable(path)) {
            throw OperationException.usage("%s may not be read: mend its permissions".formatted(name));
        }
        return new InputFile(name, path.toFile().length());
    }

    /** When its bytes changed last; empty for standard input, and where it cannot be told. */
    public Optional<Instant> changed() {
        long millis = isStandardInput() ? 0 : Path.of(name).toFile().lastModified();
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** The file in a message. */
    public String title() {
        return isStandardInput() ? "standard input" : name;
    }

    public boolean isStandardInput() {
        return name.equals(STANDARD_INPUT);
    }

    /**
     * Opens it.
     *
     * @throws OperationException if it holds something else than lines
     */
    public OpenInput open(InputStream standardInput) throws IOException {
        return isStandardInput()
                ? OpenInput.of(title(), standardInput)
                : OpenInput.of(title(), Files.newInputStream(Path.of(name)));
    }
}
