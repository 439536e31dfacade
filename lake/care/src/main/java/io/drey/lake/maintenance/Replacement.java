package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.ledger.LakeOperation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Puts rewritten files into the place of those they were made of, in one commit that fails where others changed the same files.
 *
 * <p>Rows that arrive meanwhile stay, and deletes by key that arrive meanwhile still apply.
 */
final class Replacement {

    /** How often it is tried, each time with all retries of Iceberg's own. */
    private static final int COMMITS = 5;

    private final Table table;
    private final Snapshot read;

    /**
     * A commit to a table.
     *
     * @param read the snapshot in which the files were read that go
     */
    Replacement(Table table, Snapshot read) {
        this.table = requireNonNull(table, "table is null");
        this.read = requireNonNull(read, "read is null");
    }

    /**
     * Commits; where that fails for good, the files that came are deleted.
     *
     * @return whether it is known to be done
     */
    boolean commit(List<FileScanTask> tasks, Set<DeleteFile> deletes, List<DataFile> added) {
        Set<DataFile> replaced = new HashSet<>();
        tasks.forEach(task -> replaced.add(task.file()));
        for (int attempt = 1; ; attempt++) {
            try {
                RewriteFiles rewrite = table.newRewrite()
                        .validateFromSnapshot(read.snapshotId())
                        // Rows that are deleted by key from now on are still older than these deletes.
                        .dataSequenceNumber(read.sequenceNumber());
                replaced.forEach(rewrite::deleteFile);
                deletes.forEach(rewrite::deleteFile);
                added.forEach(rewrite::addFile);
                rewrite.set(LakeOperation.PROPERTY, LakeOperation.COMPACT);
                rewrite.commit();
                return true;
            } catch (CommitStateUnknownException e) {
                // It may have worked. If so, the next plan finds the new files, and else these are orphans.
                return false;
            } catch (CommitFailedException e) {
                // Iceberg has tried some times already; a busy writer was always faster.
                if (attempt == COMMITS) {
                    delete(added);
                    return false;
                }
                table.refresh();
            } catch (ValidationException e) {
                delete(added);
                return false;
            }
        }
    }

    private void delete(List<DataFile> files) {
        files.forEach(file -> table.io().deleteFile(file.location()));
    }
}
