package io.drey.cli.quickstart;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.format.Formats;
import io.drey.operations.OperationException;
import io.drey.operations.input.InputFile;
import io.drey.operations.input.LineReader;
import io.drey.operations.input.OpenInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The user's own lines, as fast as they go, all through one partition so that they keep their order.
 *
 * <p>The file may be compressed, see {@link OpenInput}; where lines end, {@link LineReader} says.
 */
record FileFeed(Path file, String format) implements Feed {

    /** The longest line that is sent; one beyond the dataset's limit becomes a dead letter. */
    static final int LONGEST_LINE = 80 << 20;

    /**
     * The lines of a file.
     *
     * @throws OperationException if it cannot be read, or holds nothing, or there is no such format
     */
    static FileFeed of(Path file, String format) {
        if (!Formats.exists(format)) {
            throw OperationException.usage(
                    "unknown format '%s': choose from %s".formatted(format, String.join(", ", Formats.names())));
        }
        if (!Files.exists(file)) {
            throw OperationException.usage("--input %s: there is no such file".formatted(file));
        }
        if (!Files.isRegularFile(file)) {
            throw OperationException.usage("--input %s is no ordinary file: give one of lines".formatted(file));
        }
        if (!Files.isReadable(file)) {
            throw OperationException.usage("--input %s may not be read: mend its permissions".formatted(file));
        }
        if (file.toFile().length() == 0) {
            throw OperationException.usage("--input %s is empty: give a file with lines".formatted(file));
        }
        return new FileFeed(file, format);
    }

    @Override
    public String description() {
        return "the lines of %s as %s".formatted(file, format);
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public OptionalLong lines() {
        return OptionalLong.empty();
    }

    @Override
    public DatasetDocument document(DatasetId id) {
        return DatasetDocument.files(id, format);
    }

    @Override
    public boolean showsEverything() {
        return false;
    }

    @Override
    public Set<String> rulesShown() {
        return Set.of();
    }

    @Override
    public void feed(Sink sink) throws IOException {
        try (OpenInput in = new InputFile(file.toString(), 0).open(InputStream.nullInputStream())) {
            feed(in.bytes(), sink);
        }
    }

    void feed(InputStream in, Sink sink) throws IOException {
        LineReader lines = new LineReader(in, LONGEST_LINE);
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                sink.accept(line, 0);
            }
        } catch (LineReader.LongLineException e) {
            throw OperationException.failure(
                    "line %d of %s has more than %d bytes: the quick start sends no longer ones; split or cut it"
                            .formatted(e.line(), file, LONGEST_LINE),
                    e);
        }
    }
}
