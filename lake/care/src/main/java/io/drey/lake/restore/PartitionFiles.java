package io.drey.lake.restore;

import io.drey.event.DatasetId;
import io.drey.event.Position;
import io.drey.lake.LakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines in order on their way into files, one for each raw partition: the file that is being written, and those that are done. */
final class PartitionFiles implements AutoCloseable {

    private final Path folder;
    private final DatasetId id;
    private final Compression compression;
    private final List<RestoredFile> done = new ArrayList<>();
    private Optional<PartitionFile> open = Optional.empty();
    private Position last;

    PartitionFiles(Path folder, DatasetId id, Compression compression) {
        this.folder = folder;
        this.id = id;
        this.compression = compression;
    }

    void take(LineOrder.Line line) throws IOException {
        Position position = line.position();
        if (position.equals(last)) {
            throw new LakeException(
                    "line %s of %s is in the lake more than once: 'drey lake verify' names all such lines"
                            .formatted(position, id));
        }
        if (open.isEmpty() || !open.get().isOf(position)) {
            end();
            open = Optional.of(new PartitionFile(folder, id, position, compression));
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

    List<RestoredFile> finish() throws IOException {
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
