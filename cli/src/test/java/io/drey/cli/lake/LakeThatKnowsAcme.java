package io.drey.cli.lake;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import java.nio.file.Path;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;

/** A lake that has rows of tenant acme by its manifests; the file with them is not there, as nobody reads it. */
public final class LakeThatKnowsAcme {

    private LakeThatKnowsAcme() {}

    /** Makes one below a folder. */
    public static LakeSettings in(Path folder) {
        LakeSettings settings =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            Table logs = lake.table(LakeTable.LOGS);
            logs.newAppend()
                    .appendFile(DataFiles.builder(logs.spec())
                            .withPath(logs.location() + "/data/none.parquet")
                            .withPartitionPath("tenant=acme/day=2026-01-01")
                            .withFileSizeInBytes(100)
                            .withRecordCount(1)
                            .build())
                    .commit();
        }
        return settings;
    }
}
