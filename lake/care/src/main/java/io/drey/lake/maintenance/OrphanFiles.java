package io.drey.lake.maintenance;

import io.drey.lake.LakeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files below a table's folder that no snapshot knows: left by jobs that died before they committed. All paths of the table
 * are held in memory, some 300 bytes for each file.
 */
final class OrphanFiles {

    /**
     * A file that no snapshot knows.
     *
     * @param path its address
     * @param bytes its size
     */
    record Orphan(String path, long bytes) {}

    private static final int LISTINGS = 3;
    private static final String LOCAL = "file:";

    private final Table table;

    OrphanFiles(Table table) {
        this.table = table;
    }

    /**
     * Those that were last written before a time. The folder is listed first and the table read afterwards, so that a file
     * which is committed in between is known.
     */
    List<Orphan> olderThan(Instant time) {
        List<FileInfo> old = listed().stream()
                .filter(file -> file.createdAtMillis() < time.toEpochMilli())
                .toList();
        if (old.isEmpty()) {
            return List.of();
        }
        table.refresh();
        Set<String> known = known();
        return old.stream()
                .filter(file -> !known.contains(path(file.location())))
                .map(file -> new Orphan(file.location(), file.size()))
                .toList();
    }

    /** Hadoop's listing of a local folder fails when a file goes meanwhile. */
    private List<FileInfo> local(Path folder) {
        List<FileInfo> listed = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                    if (!isChecksum(file)) {
                        listed.add(new FileInfo(
                                file.toUri().toString(),
                                is.size(),
                                is.lastModifiedTime().toMillis()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                    if (gone instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw gone;
                }
            });
            return listed;
        } catch (IOException e) {
            throw new LakeException(
                    "folder %s of table %s cannot be listed: %s".formatted(folder, table.name(), e.getMessage()), e);
        }
    }

    /** Hadoop writes one beside each file, and deletes it with it. */
    private static boolean isChecksum(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(".crc");
    }

    /** A store that loses files while it is listed may fail now and then: then it is listed again. */
    private List<FileInfo> listed() {
        if (!(table.io() instanceof SupportsPrefixOperations files)) {
            throw new LakeException(
                    "%s of table %s cannot list files, so orphans cannot be found: use HadoopFileIO or S3FileIO"
                            .formatted(table.io().getClass().getSimpleName(), table.name()));
        }
        if (table.location().startsWith(LOCAL)) {
            return local(Path.of(URI.create(table.location())));
        }
        for (int attempt = 1; ; attempt++) {
            try {
                List<FileInfo> listed = new ArrayList<>();
                files.listPrefix(table.location() + "/").forEach(listed::add);
                return listed;
            } catch (RuntimeException e) {
                if (attempt == LISTINGS) {
                    throw new LakeException(
                            "folder %s of table %s cannot be listed: %s"
                                    .formatted(table.location(), table.name(), e.getMessage()),
                            e);
                }
            }
        }
    }

    void remove(List<Orphan> orphans) {
        orphans.forEach(orphan -> table.io().deleteFile(orphan.path()));
    }

    /** The paths of all files of all snapshots, and of the table's own. */
    private Set<String> known() {
        Set<String> known = new HashSet<>();
        ReachableFileUtil.metadataFileLocations(table, true).forEach(file -> known.add(path(file)));
        ReachableFileUtil.manifestListLocations(table).forEach(file -> known.add(path(file)));
        ReachableFileUtil.statisticsFilesLocations(table).forEach(file -> known.add(path(file)));
        known.add(path(ReachableFileUtil.versionHintLocation(table)));
        Set<String> read = new HashSet<>();
        for (Snapshot snapshot : table.snapshots()) {
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                if (read.add(manifest.path())) {
                    known.add(path(manifest.path()));
                    addFiles(manifest, known);
                }
            }
        }
        return known;
    }

    private void addFiles(ManifestFile manifest, Set<String> known) {
        try (CloseableIterable<String> paths = paths(manifest)) {
            paths.forEach(file -> known.add(path(file)));
        } catch (IOException e) {
            throw new LakeException(
                    "manifest %s of table %s cannot be read: %s"
                            .formatted(manifest.path(), table.name(), e.getMessage()),
                    e);
        }
    }

    private CloseableIterable<String> paths(ManifestFile manifest) {
        if (manifest.content() == ManifestContent.DATA) {
            return ManifestFiles.readPaths(manifest, table.io(), table.specs());
        }
        ManifestReader<DeleteFile> deletes = ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs());
        return CloseableIterable.transform(deletes, ContentFile::location);
    }

    /** Without scheme and host, which one server may have several spellings of. */
    static String path(String location) {
        return location.contains(":") ? location.replaceFirst("^[a-z0-9]+:(//[^/]*)?", "") : location;
    }
}
