package io.drey.lake.restore;

import static java.util.Objects.requireNonNull;

import io.drey.event.Position;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeLines;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Gives lines back as they were admitted, byte for byte and in order: one file for each raw partition, each line ended by a
 * line feed. Lines that could not be parsed stand where they stood.
 *
 * <pre>{@code
 * List<RestoredFile> files = new Restore(lake, range, Compression.ZSTD).into(folder, lines -> {});
 * }</pre>
 */
public final class Restore {

    private static final long MEMORY_BYTES = 128L << 20;
    private static final int PROGRESS_LINES = 100_000;

    private final Lake lake;
    private final RestoreRange range;
    private final Compression compression;
    private final long memoryBytes;

    public Restore(Lake lake, RestoreRange range, Compression compression) {
        this(lake, range, compression, MEMORY_BYTES);
    }

    Restore(Lake lake, RestoreRange range, Compression compression, long memoryBytes) {
        this.lake = requireNonNull(lake, "lake is null");
        this.range = requireNonNull(range, "range is null");
        this.compression = requireNonNull(compression, "compression is null");
        this.memoryBytes = memoryBytes;
    }

    /**
     * Writes the files. A file appears under its name when it is whole; one that is there already is not touched.
     *
     * @param folder where; made if it is missing
     * @param progress is told now and then how many lines were read
     * @return the files, sorted by topic and partition; none if there was no line
     * @throws FileAlreadyExistsException if a file of that name is there
     * @throws IOException if a file cannot be written
     * @throws LakeException if the lake cannot be read, or a line is there more than once
     */
    public List<RestoredFile> into(Path folder, LongConsumer progress) throws IOException {
        Files.createDirectories(folder);
        try (LineOrder order = new LineOrder(folder, memoryBytes);
                Writers writers = new Writers(folder)) {
            long read = 0;
            for (CloseableIterable<LakeLines.Line> lines : List.of(
                    LakeLines.ofEvents(lake, range.id(), range.from(), range.to()),
                    LakeLines.ofDeadLetters(lake, range.id(), range.from(), range.to()))) {
                try (lines) {
                    for (LakeLines.Line line : lines) {
                        order.add(new LineOrder.Line(line.position(), line.bytes()));
                        if (++read % PROGRESS_LINES == 0) {
                            progress.accept(read);
                        }
                    }
                }
            }
            progress.accept(read);
            order.drain(writers::take);
            return writers.finish();
        }
    }

    /** The file that is being written, and those that are done. */
    private final class Writers implements AutoCloseable {

        private final Path folder;
        private final List<RestoredFile> done = new ArrayList<>();
        private Optional<PartitionFile> open = Optional.empty();
        private Position last;

        private Writers(Path folder) {
            this.folder = folder;
        }

        private void take(LineOrder.Line line) throws IOException {
            Position position = line.position();
            if (position.equals(last)) {
                throw new LakeException(
                        "line %s of %s is in the lake more than once: 'drey lake verify' names all such lines"
                                .formatted(position, range.id()));
            }
            if (open.isEmpty() || !open.get().isOf(position)) {
                end();
                open = Optional.of(new PartitionFile(folder, range.id(), position, compression));
            }
            open.get().write(position, line.bytes());
            last = position;
        }

        private void end() throws IOException {
            if (open.isPresent()) {
                done.add(open.get().finish());
                open = Optional.empty();
            }
        }

        private List<RestoredFile> finish() throws IOException {
            end();
            return List.copyOf(done);
        }

        @Override
        public void close() throws IOException {
            if (open.isPresent()) {
                open.get().abandon();
            }
        }
    }
}
