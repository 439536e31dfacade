package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.domain.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;

/** Rewrites files of a partition that were planned together, and puts what came of them in their place. */
final class GroupRewrite {

    private final LakeTable which;
    private final Table table;
    private final MaintenanceSettings settings;

    GroupRewrite(LakeTable which, Table table, MaintenanceSettings settings) {
        this.which = requireNonNull(which, "which is null");
        this.table = requireNonNull(table, "table is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    /** Rewrites a group; empty where others changed it meanwhile. */
    Optional<Rewritten> run(TablePartition partition, List<StoredFile> group, Set<DeleteFile> deletes) {
        List<FileScanTask> tasks = partition.tasks(group);
        long rows = tasks.stream().mapToLong(task -> task.file().recordCount()).sum();
        Rewritten rewritten;
        try {
            rewritten = tasks.isEmpty()
                    ? Rewritten.NOTHING
                    : new GroupWriter(which, table, partition.key(), settings, rows).write(tasks);
        } catch (NotFoundException e) {
            table.refresh();
            if (table.currentSnapshot().snapshotId() == partition.snapshot().snapshotId()) {
                throw FileReading.unreadable(table, "a file of tenant " + partition.tenant(), e);
            }
            // The snapshot expired meanwhile.
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            throw new LakeException(
                    "files of %s, tenant %s, day %s cannot be rewritten: %s. Is the warehouse there, and is room in %s?"
                            .formatted(
                                    which.identifier(),
                                    partition.tenant(),
                                    partition.day(),
                                    e.getMessage(),
                                    scratchFolder()),
                    e);
        }
        return new Replacement(table, partition.snapshot()).commit(tasks, deletes, rewritten.files())
                ? Optional.of(rewritten)
                : Optional.empty();
    }

    static Path scratchFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
