package io.drey.lake.landing;

import io.drey.lake.ForwardingOperations;
import io.drey.lake.SinkCommit;
import java.io.IOException;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out the commit of a checkpoint that the table has already.
 *
 * <p>Iceberg's committer asks which checkpoints are there once, when it recovers. A commit that a dead process sent before may
 * still be on its way then: it lands, the recovered one's is refused as the table changed, and Iceberg tries it again, which
 * would have its rows twice (iceberg issue 14425). So each try asks again, in the metadata that it replaces.
 */
final class CommitOnce extends ForwardingOperations {

    private static final Logger LOG = LoggerFactory.getLogger(CommitOnce.class);

    CommitOnce(TableOperations operations) {
        super(operations);
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        Snapshot snapshot = metadata.currentSnapshot();
        if (base != null && snapshot != null && base.snapshot(snapshot.snapshotId()) == null) {
            boolean isThere =
                    SinkCommit.of(snapshot).map(commit -> isThere(commit, base)).orElse(false);
            if (isThere) {
                LOG.info(
                        "The checkpoint of snapshot {} is in {} already: an earlier commit of it has landed since",
                        snapshot.snapshotId(),
                        metadata.location());
                return;
            }
        }
        super.commit(base, metadata);
    }

    private static boolean isThere(SinkCommit commit, TableMetadata base) {
        if (base.currentSnapshot() == null) {
            return false;
        }
        for (Snapshot ancestor : SnapshotUtil.ancestorsOf(base.currentSnapshot().snapshotId(), base::snapshot)) {
            var earlier = SinkCommit.of(ancestor).filter(each -> each.writer().equals(commit.writer()));
            if (earlier.isPresent()) {
                return earlier.get().checkpoint() >= commit.checkpoint();
            }
        }
        return false;
    }

    /** Loads a table to which checkpoints are committed so. */
    record Loader(TableLoader loader) implements TableLoader {

        private static final long serialVersionUID = 1L;

        @Override
        public void open() {
            loader.open();
        }

        @Override
        public boolean isOpen() {
            return loader.isOpen();
        }

        @Override
        public Table loadTable() {
            Table table = loader.loadTable();
            return new BaseTable(new CommitOnce(((HasTableOperations) table).operations()), table.name());
        }

        @Override
        @SuppressWarnings("MethodDoesntCallSuperMethod") // Iceberg's interface asks for it
        public TableLoader clone() {
            return new Loader(loader.clone());
        }

        @Override
        public void close() throws IOException {
            loader.close();
        }
    }
}
