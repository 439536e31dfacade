package io.drey.cli.quickstart;

import io.drey.cli.console.CommandException;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.format.Formats;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The user's own lines, as fast as they go, all through one partition so that they keep their order.
 *
 * <p>Lines end as everywhere in Drey: at a line feed, with a carriage return in front of it; the last may lack its end.
 */
record FileFeed(Path file, String format) implements Feed {

    /** The longest line that is sent; one beyond the dataset's limit becomes a dead letter. */
    static final int LONGEST_LINE = 80 << 20;

    private static final int BUFFER_BYTES = 1 << 20;

    /**
     * The lines of a file.
     *
     * @throws CommandException if it cannot be read, or holds nothing, or there is no such format
     */
    static FileFeed of(Path file, String format) {
        if (!Formats.exists(format)) {
            throw CommandException.usage(
                    "unknown format '%s': choose from %s".formatted(format, String.join(", ", Formats.names())));
        }
        if (!Files.exists(file)) {
            throw CommandException.usage("--input %s: there is no such file".formatted(file));
        }
        if (!Files.isRegularFile(file)) {
            throw CommandException.usage("--input %s is no ordinary file: give one of lines".formatted(file));
        }
        if (!Files.isReadable(file)) {
            throw CommandException.usage("--input %s may not be read: mend its permissions".formatted(file));
        }
        if (file.toFile().length() == 0) {
            throw CommandException.usage("--input %s is empty: give a file with lines".formatted(file));
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
    public void feed(Sink sink) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            feed(in, sink);
        }
    }

    void feed(InputStream in, Sink sink) throws IOException {
        LineBytes line = new LineBytes();
        byte[] buffer = new byte[BUFFER_BYTES];
        long lines = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            int from = 0;
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, from, i - from);
                    sink.accept(line.take(), 0);
                    lines++;
                    from = i + 1;
                }
            }
            line.write(buffer, from, count - from);
            if (line.size() > LONGEST_LINE) {
                throw CommandException.failure(
                        "line %d of %s has more than %d bytes: the quick start sends no longer ones; split or cut it"
                                .formatted(lines + 1, file, LONGEST_LINE));
            }
        }
        if (line.size() > 0) {
            sink.accept(line.toByteArray(), 0);
        }
    }

    /** The bytes of a line so far. */
    private static final class LineBytes extends ByteArrayOutputStream {

        /** The line without a carriage return at its end; begins the next. */
        byte[] take() {
            if (count > 0 && buf[count - 1] == '\r') {
                count--;
            }
            byte[] line = toByteArray();
            reset();
            return line;
        }
    }
}
