package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import io.drey.lake.LakeException;
import io.drey.lake.StorageFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;

/** The files that jobs' checkpoints and savepoints consist of, on HDFS, S3 or in a folder; read only. */
final class StateFiles implements AutoCloseable {

    /** Jobs that run delete checkpoints while folders are listed. */
    private static final int ATTEMPTS = 5;

    private final ReadableConfig settings;
    private final FoldersHere foldersHere;
    private final Map<String, FileIO> byScheme = new HashMap<>();

    /** Whether folders of this machine are those of the cluster. */
    enum FoldersHere {
        SHARED,
        FOREIGN
    }

    /**
     * The files.
     *
     * @param settings of the lake, by whose properties and login a storage is reached
     */
    StateFiles(ReadableConfig settings, FoldersHere foldersHere) {
        this.settings = requireNonNull(settings, "settings is null");
        this.foldersHere = requireNonNull(foldersHere, "foldersHere is null");
    }

    /**
     * All that is complete below a folder; nothing where there is no such folder.
     *
     * @throws IOException if it cannot be listed from here
     */
    List<SavedState> completeBelow(String folder) throws IOException {
        URI uri = uri(folder);
        if (uri.getScheme().equals("file") && !Files.isDirectory(Path.of(uri.getPath()))) {
            if (foldersHere == FoldersHere.FOREIGN) {
                throw new IOException("it is a folder of the cluster's machines");
            }
            return List.of();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return list(folder);
            } catch (NotFoundException | UncheckedIOException e) {
                boolean vanished = e instanceof NotFoundException || e.getCause() instanceof FileNotFoundException;
                if (!vanished) {
                    throw new IOException(reason(e), e);
                }
                if (attempt == ATTEMPTS) {
                    // What is never there in all these attempts is the folder itself.
                    return List.of();
                }
            } catch (LakeException | IllegalArgumentException e) {
                throw new IOException(reason(e), e);
            } catch (RuntimeException e) {
                // Clients of S3 throw their own.
                throw new IOException(reason(e), e);
            }
        }
    }

    private List<SavedState> list(String folder) {
        List<SavedState> found = new ArrayList<>();
        for (FileInfo file : StorageFiles.below(files(folder), folder)) {
            String location = file.location();
            if (location.endsWith("/" + SavedState.METADATA)) {
                found.add(new SavedState(
                        location.substring(0, location.length() - SavedState.METADATA.length() - 1),
                        Instant.ofEpochMilli(file.createdAtMillis())));
            }
        }
        return found;
    }

    /** What a file holds. */
    byte[] read(String location) throws IOException {
        try (InputStream in = files(location).newInputFile(location).newStream()) {
            return in.readAllBytes();
        } catch (RuntimeException e) {
            throw new IOException("%s cannot be read: %s".formatted(location, reason(e)), e);
        }
    }

    private FileIO files(String location) {
        return byScheme.computeIfAbsent(uri(location).getScheme(), scheme -> StorageFiles.open(settings, location));
    }

    private static URI uri(String location) {
        URI uri = URI.create(location);
        return uri.getScheme() == null ? Path.of(location).toUri() : uri;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        byScheme.values().forEach(FileIO::close);
    }
}
