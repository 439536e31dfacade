package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.lake.LakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * The list of files that are to be removed, written before the snapshots go that name them: after that nothing else would, if we
 * are killed in between.
 */
final class PendingRemoval {

    private static final String PREFIX = "drey-erasure-";
    private static final String SUFFIX = ".pending";

    private final Table table;

    PendingRemoval(Table table) {
        this.table = table;
    }

    /** Writes a list; its place is returned. */
    String write(Collection<String> locations) {
        String list = folder() + PREFIX + UUID.randomUUID() + SUFFIX;
        try (OutputStream out = table.io().newOutputFile(list).create()) {
            out.write(String.join("\n", locations).getBytes(UTF_8));
        } catch (IOException e) {
            throw new LakeException("the list %s of files to remove was not written".formatted(list), e);
        }
        return list;
    }

    /** Lists that an earlier run left. */
    List<String> lists() {
        List<String> lists = new ArrayList<>();
        for (FileInfo file : files(table)) {
            String name = file.location().substring(file.location().lastIndexOf('/') + 1);
            if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                lists.add(file.location());
            }
        }
        return lists;
    }

    /**
     * Removes the files of a list that no snapshot names, then the list.
     *
     * @return how many files were removed
     */
    long remove(String list, Set<String> named) {
        List<String> locations;
        try (InputStream in = table.io().newInputFile(list).newStream()) {
            locations = new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(location -> !named.contains(location))
                    .toList();
        } catch (IOException e) {
            throw new LakeException("the list %s of files to remove cannot be read".formatted(list), e);
        }
        if (table.io() instanceof SupportsBulkOperations bulk) {
            bulk.deleteFiles(locations);
        } else {
            locations.forEach(table.io()::deleteFile);
        }
        table.io().deleteFile(list);
        return locations.size();
    }

    private String folder() {
        return table.location() + "/metadata/";
    }

    /** All files of a table's folder. */
    static Iterable<FileInfo> files(Table table) {
        if (table.io() instanceof SupportsPrefixOperations files) {
            return files.listPrefix(table.location() + "/");
        }
        throw new LakeException(
                "the storage of table %s cannot list its files (%s), so nothing can be proven: use Hadoop's or Iceberg's S3 file system"
                        .formatted(table.name(), table.io().getClass().getName()));
    }
}
