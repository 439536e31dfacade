package io.drey.lake.restore;

import io.drey.event.DatasetId;
import io.drey.event.Position;
import io.drey.event.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The lines of one raw partition on their way into a file, which gets its name when it is whole. */
final class PartitionFile {

    private static final int BUFFER = 1 << 16;

    private final Position first;
    private final Path path;
    private final Path unfinished;
    private final MessageDigest digest;
    private final OutputStream out;
    private Position last;
    private long lines;
    private long bytes;

    PartitionFile(Path folder, DatasetId id, Position first, Compression compression) throws IOException {
        this.first = first;
        // The topic's id is part of the name: a topic that was created anew begins at offset 0 again.
        this.path = folder.resolve("%s.%s-%s-%d.log%s"
                .formatted(id.tenant(), id.dataset(), first.topicId(), first.partition(), compression.extension()));
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        this.unfinished = Files.createTempFile(folder, ".restore-", compression.extension());
        this.digest = Sha256.digest();
        OutputStream file = Files.newOutputStream(unfinished);
        this.out = new DigestOutputStream(
                new BufferedOutputStream(compression.around(new BufferedOutputStream(file, BUFFER)), BUFFER), digest);
    }

    boolean isOf(Position position) {
        return first.partition() == position.partition() && first.topicId().equals(position.topicId());
    }

    void write(Position position, byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
        lines++;
        bytes += line.length + 1L;
        last = position;
    }

    RestoredFile finish() throws IOException {
        out.close();
        Files.move(unfinished, path);
        return new RestoredFile(path, first, last, lines, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    void abandon() throws IOException {
        out.close();
        Files.deleteIfExists(unfinished);
    }
}
