package io.drey.lake.maintenance;

import io.drey.lake.maintenance.domain.CompactionPlan.Activity;
import io.drey.lake.maintenance.domain.StoredFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;

/** A tenant's day of a table, as one snapshot has it. */
final class TablePartition {

    private final StructLike key;
    private final Snapshot snapshot;
    private final Map<String, FileScanTask> tasks = new HashMap<>();
    private final Map<String, DeleteFile> deletes = new HashMap<>();
    private final List<StoredFile> files = new ArrayList<>();

    /** Delete files that may apply to files that are not looked at. */
    private final Set<String> neededElsewhere = new HashSet<>();

    TablePartition(StructLike key, Snapshot snapshot) {
        this.key = key;
        this.snapshot = snapshot;
    }

    void add(StoredFile file, FileScanTask task) {
        files.add(file);
        tasks.put(file.path(), task);
    }

    /** A file that is to stay as it is. */
    void skip(FileScanTask task) {
        task.deletes().forEach(delete -> neededElsewhere.add(delete.location()));
    }

    void add(DeleteFile delete) {
        deletes.put(delete.location(), delete);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    StructLike key() {
        return key;
    }

    String tenant() {
        return key.get(0, String.class);
    }

    LocalDate day() {
        return LocalDate.ofEpochDay(key.get(1, Integer.class));
    }

    List<StoredFile> files() {
        return files;
    }

    List<FileScanTask> tasks(List<StoredFile> group) {
        return group.stream().map(file -> tasks.get(file.path())).toList();
    }

    int deleteFiles() {
        return (int) deletes.keySet().stream()
                .filter(path -> !neededElsewhere.contains(path))
                .count();
    }

    /** The delete files that nothing needs any more once a group is rewritten. */
    Set<DeleteFile> deletesDoneWith(List<StoredFile> group) {
        Set<String> rewritten = new HashSet<>();
        group.forEach(file -> rewritten.add(file.path()));
        Set<String> needed = new HashSet<>(neededElsewhere);
        tasks.forEach((path, task) -> {
            if (!rewritten.contains(path)) {
                task.deletes().forEach(delete -> needed.add(delete.location()));
            }
        });
        Set<DeleteFile> done = new HashSet<>();
        deletes.forEach((path, delete) -> {
            if (!needed.contains(path)) {
                done.add(delete);
            }
        });
        return done;
    }

    /** Settled where all its files came with or before a commit. */
    Activity activity(long settledSequence) {
        return files.stream().allMatch(file -> file.sequence() <= settledSequence)
                ? Activity.SETTLED
                : Activity.WRITTEN;
    }
}
