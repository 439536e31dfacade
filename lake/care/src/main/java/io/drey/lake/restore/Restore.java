package io.drey.lake.restore;

import static java.util.Objects.requireNonNull;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeLines;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                PartitionFiles files = new PartitionFiles(folder, range.id(), compression)) {
            long read = 0;
            for (CloseableIterable<LakeLines.Line> lines : List.of(
                    LakeLines.ofEvents(lake, range.id(), range.from(), range.to()),
                    LakeLines.ofDeadLetters(lake, range.id(), range.from(), range.to()))) {
                try (lines) {
                    for (LakeLines.Line line : lines) {
                        order.add(new LineOrder.Line(0, line.position(), line.bytes()));
                        if (++read % PROGRESS_LINES == 0) {
                            progress.accept(read);
                        }
                    }
                }
            }
            progress.accept(read);
            order.drain(files::take);
            return files.finish();
        }
    }
}
