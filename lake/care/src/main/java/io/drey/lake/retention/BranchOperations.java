package io.drey.lake.retention;

import io.drey.lake.ForwardingOperations;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.ValidationException;

/** Shows a branch as if it were the main one: Iceberg rewrites manifests there only. Commits go to the branch. */
final class BranchOperations extends ForwardingOperations {

    private final String branch;
    private TableMetadata real;
    private TableMetadata shown;

    private BranchOperations(TableOperations operations, String branch) {
        super(operations);
        this.branch = branch;
    }

    /** The table with a branch in the place of main. */
    static Table view(Table table, String branch) {
        return branch.equals(SnapshotRef.MAIN_BRANCH)
                ? table
                : new BaseTable(
                        new BranchOperations(((HasTableOperations) table).operations(), branch),
                        table.name() + "@" + branch);
    }

    @Override
    public TableMetadata current() {
        return shown == null ? refresh() : shown;
    }

    @Override
    public TableMetadata refresh() {
        TableMetadata now = super.refresh();
        if (shown == null || now != real) {
            SnapshotRef ref = now.ref(branch);
            if (ref == null) {
                throw new ValidationException("branch %s is gone", branch);
            }
            real = now;
            shown = TableMetadata.buildFrom(now)
                    .setBranchSnapshot(ref.snapshotId(), SnapshotRef.MAIN_BRANCH)
                    .discardChanges()
                    .build();
        }
        return shown;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        Snapshot snapshot = metadata.currentSnapshot();
        TableMetadata committed = TableMetadata.buildFrom(real)
                .setBranchSnapshot(snapshot, branch)
                .build();
        super.commit(real, committed);
        shown = null;
    }
}
