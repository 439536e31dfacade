package io.drey.lake.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.ForwardingOperations;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import java.nio.file.Path;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.flink.TableLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit of a process that is dead lands while the one that took over commits the same checkpoint. */
class CommitOnceTest {

    @TempDir
    private Path folder;

    private LakeSettings settings;

    @BeforeEach
    void init() {
        settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
    }

    @Test
    void aCheckpointThatLandsLateIsNotCommittedAgain() throws Exception {
        commitBeside(() -> append(table(), "job", 7), "job", 7);

        assertThat(files()).isEqualTo(1);
        assertThat(table().snapshots()).hasSize(1);
    }

    @Test
    void otherCommitsDoNotStandForIt() throws Exception {
        commitBeside(() -> append(table(), "job", 6), "job", 7);
        commitBeside(() -> append(table(), "other job", 9), "job", 8);
        append(table(), "job", 9);
        table().newAppend().appendFile(file()).commit();

        assertThat(files()).isEqualTo(6);
    }

    @Test
    void theSinkCommitsSo() throws Exception {
        TableLoader loader = new LakeSinks(settings).loader(LakeTable.LOGS);
        loader.open();
        try (TableLoader copy = loader.clone()) {
            copy.open();
            assertThat(((HasTableOperations) copy.loadTable()).operations()).isInstanceOf(CommitOnce.class);
        }
        loader.close();
    }

    /** Commits, and between reading the table and replacing its metadata does something else to it. */
    private void commitBeside(Runnable meanwhile, String job, long checkpoint) {
        TableOperations disturbed = new ForwardingOperations(((HasTableOperations) table()).operations()) {

            private boolean isDisturbed;

            @Override
            public void commit(TableMetadata base, TableMetadata metadata) {
                if (!isDisturbed) {
                    isDisturbed = true;
                    meanwhile.run();
                }
                super.commit(base, metadata);
            }
        };
        append(new BaseTable(new CommitOnce(disturbed), "logs"), job, checkpoint);
    }

    private void append(Table table, String job, long checkpoint) {
        AppendFiles append = table.newAppend().appendFile(file());
        append.set("flink.job-id", job);
        append.set("flink.operator-id", "operator");
        append.set("flink.max-committed-checkpoint-id", Long.toString(checkpoint));
        append.commit();
    }

    private DataFile file() {
        Table table = table();
        return DataFiles.builder(table.spec())
                .withPath(folder + "/" + System.nanoTime() + ".parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .withPartitionPath("tenant=acme/day=2026-01-01")
                .build();
    }

    private long files() {
        return Long.parseLong(table().currentSnapshot().summary().get("total-data-files"));
    }

    private Table table() {
        try (Lake lake = Lake.open(settings)) {
            return lake.table(LakeTable.LOGS);
        }
    }
}
