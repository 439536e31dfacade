package io.drey.lake.retention;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** Shows a branch as if it were the main one: Iceberg rewrites manifests there only. Commits go to the branch. */
final class BranchOperations implements TableOperations {

    private final TableOperations operations;
    private final String branch;
    private TableMetadata real;
    private TableMetadata shown;

    private BranchOperations(TableOperations operations, String branch) {
        this.operations = operations;
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
        TableMetadata now = operations.refresh();
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
        operations.commit(real, committed);
        shown = null;
    }

    @Override
    public FileIO io() {
        return operations.io();
    }

    @Override
    public EncryptionManager encryption() {
        return operations.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return operations.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return operations.locationProvider();
    }

    @Override
    public long newSnapshotId() {
        return operations.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
        return operations.requireStrictCleanup();
    }
}
