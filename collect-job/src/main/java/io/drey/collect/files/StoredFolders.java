package io.drey.collect.files;

import io.drey.collect.domain.Folders;
import io.drey.collect.domain.FoundFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Folders of whatever Flink has a file system for. */
class StoredFolders implements Folders {

    @Override
    public List<Entry> list(String folder) throws IOException {
        Path path = new Path(folder.endsWith(":/") || folder.endsWith("://") ? folder + "/" : folder);
        FileStatus[] found;
        try {
            FileSystem files = path.getFileSystem();
            found = files.listStatus(path);
        } catch (FileNotFoundException e) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        if (found != null) {
            for (FileStatus status : found) {
                entries.add(new Entry(
                        status.getPath().getName(), status.isDir(), status.getLen(), status.getModificationTime()));
            }
        }
        return entries;
    }

    /** A file as a listing has it; empty where there is none. */
    Optional<FoundFile> find(String file) throws IOException {
        Path path = new Path(file);
        try {
            FileStatus status = path.getFileSystem().getFileStatus(path);
            return status.isDir()
                    ? Optional.empty()
                    : Optional.of(new FoundFile(file, status.getLen(), status.getModificationTime()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }
}
