package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.LineReader;
import io.drey.job.kafka.OutgoingLine;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.Path;

/** Reads a file that does not change any more, from where an earlier run was. */
final class FileUnit implements ReadUnit {

    private static final int MOST_LINES = 2_000;
    private static final int MOST_BYTES = 2 << 20;

    private final FileSplit split;
    private final int maxRatio;
    private final ReadReport report;
    private final byte[] pathBytes;
    private long position;

    /** Whether it is known to be damaged: then each byte before the damage is taken. */
    private boolean isDamaged;

    private StoredBytes stored;
    private InputStream bytes;
    private LineReader lines;

    FileUnit(FileSplit split, int maxRatio, ReadReport report) {
        this.split = split;
        this.maxRatio = maxRatio;
        this.report = report;
        this.pathBytes = split.file().path().getBytes(UTF_8);
        this.position = split.position();
    }

    @Override
    public String splitId() {
        return split.splitId();
    }

    @Override
    public Batch read(long nowMillis) throws StorageException {
        List<Fetched> fetched = new ArrayList<>();
        try {
            if (lines == null && !open()) {
                return new Batch(fetched, true);
            }
            long size = 0;
            while (fetched.size() < MOST_LINES && size < MOST_BYTES) {
                byte[] line = lines.next();
                if (line == null) {
                    stored.requireWhole();
                    addRest(fetched);
                    report.skipped(path(), lines.skipped());
                    report.read(path(), position);
                    close();
                    return new Batch(fetched, true);
                }
                size += line.length;
                add(line, fetched);
            }
            return new Batch(fetched, false);
        } catch (StorageException e) {
            close();
            return keep(fetched, e);
        } catch (FileNotFoundException e) {
            report.gone(path(), position);
            close();
            return new Batch(fetched, true);
        } catch (IOException e) {
            StorageException cause = failureOfStorage();
            if (cause != null) {
                close();
                return keep(fetched, cause);
            }
            if (!isDamaged) {
                isDamaged = true;
                close();
                return new Batch(fetched, false);
            }
            // What was decompressed before the damage is as good as any other line.
            if (lines != null) {
                addRest(fetched);
            }
            report.damaged(path(), position, e);
            close();
            return new Batch(fetched, true);
        }
    }

    /** Lines that were read before the storage failed go on; it is tried again for the next. */
    private static Batch keep(List<Fetched> fetched, StorageException failure) throws StorageException {
        if (fetched.isEmpty()) {
            throw failure;
        }
        return new Batch(fetched, false);
    }

    private StorageException failureOfStorage() {
        try {
            if (stored != null) {
                stored.requireWhole();
            }
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    /** Opens the file at the place; false where it was replaced by another one, which is listed itself. */
    private boolean open() throws IOException {
        Path path = new Path(path());
        try {
            FoundFile now = new StoredFolders()
                    .find(path())
                    .orElseThrow(() -> new FileNotFoundException("%s is no more".formatted(path())));
            if (!now.isSameAs(split.file())) {
                report.replaced(path(), position);
                return false;
            }
            stored = new StoredBytes(path.getFileSystem().open(path));
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(e);
        }
        bytes = new BoundedBytes(Compression.open(stored), split.file().length(), maxRatio);
        skip();
        lines = new LineReader(isDamaged ? new CarefulBytes(bytes) : bytes, position);
        return true;
    }

    private void skip() throws IOException {
        try {
            bytes.skipNBytes(position);
        } catch (EOFException e) {
            stored.requireWhole();
            throw new IOException("it ends before byte %d, up to which it had been read".formatted(position), e);
        }
    }

    private void addRest(List<Fetched> fetched) {
        byte[] rest = lines.rest();
        if (rest != null) {
            add(rest, fetched);
        }
    }

    private void add(byte[] line, List<Fetched> fetched) {
        position = lines.position();
        fetched.add(Fetched.ofFile(
                new OutgoingLine(split.topic(), splitId(), lines.linePosition(), pathBytes, line), lines.position()));
    }

    private String path() {
        return split.file().path();
    }

    @Override
    public void close() {
        lines = null;
        try {
            if (bytes != null) {
                bytes.close();
            } else if (stored != null) {
                stored.close();
            }
        } catch (IOException e) {
            report.notClosed(path(), e);
        }
        bytes = null;
        stored = null;
    }
}
